"""Runs a published ONNX file with PyTorch, so that reports measure what the product loads."""
import onnx
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper


class OnnxNetwork:
    """Callable: input [n, 1, h, w] → the graph's outputs, a list of tensors in their order."""

    def __init__(self, path):
        graph = onnx.load(str(path)).graph
        self.nodes = [(node, {a.name: helper.get_attribute_value(a) for a in node.attribute}) for node in graph.node]
        self.weights = {w.name: torch.from_numpy(numpy_helper.to_array(w).copy()) for w in graph.initializer}
        self.input = graph.input[0].name
        self.outputs = [o.name for o in graph.output]

    @torch.no_grad()
    def __call__(self, x):
        values = {**self.weights, self.input: x}
        for node, attributes in self.nodes:
            given = [values[name] for name in node.input]
            values[node.output[0]] = OPERATIONS[node.op_type](attributes, *given)
        return [values[name] for name in self.outputs]


def _pool(function):
    return lambda a, x: function(x, a["kernel_shape"], a["strides"], a.get("pads", [0, 0])[:2])


OPERATIONS = {
    "Conv": lambda a, x, w, b: F.conv2d(x, w, b, a["strides"], a["pads"][:2]),
    "BatchNormalization": lambda a, x, w, b, mean, var: F.batch_norm(x, mean, var, w, b, eps=a["epsilon"]),
    "Gemm": lambda a, x, w, b: F.linear(x, w, b),
    "Relu": lambda a, x: F.relu(x),
    "Sigmoid": lambda a, x: torch.sigmoid(x),
    "Add": lambda a, x, y: x + y,
    "Mul": lambda a, x, y: x * y,
    "MaxPool": _pool(F.max_pool2d),
    "AveragePool": _pool(F.avg_pool2d),
    "GlobalAveragePool": lambda a, x: F.adaptive_avg_pool2d(x, 1),
    "Transpose": lambda a, x: x.permute(a["perm"]),
    "Flatten": lambda a, x: x.flatten(1),
}

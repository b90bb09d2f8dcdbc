"""Runs an ONNX graph with PyTorch, floating or INT8: for the ranges of its values, for golden data, for tests."""
import onnx
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper


def attributes_of(node):
    """name → value of everything that `node` is told beside its inputs."""
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


class OnnxNetwork:
    """Callable: input [n, 1, h, w] → the graph's outputs, a list of tensors in their order."""

    def __init__(self, graph):
        self.nodes = [(node, attributes_of(node)) for node in graph.node]
        self.weights = {w.name: torch.from_numpy(numpy_helper.to_array(w).copy()) for w in graph.initializer}
        self.input = graph.input[0].name
        self.outputs = [o.name for o in graph.output]

    @classmethod
    def read(cls, path):
        return cls(onnx.load(str(path)).graph)

    @torch.no_grad()
    def __call__(self, x):
        values = {**self.weights, self.input: x}
        for node, attributes in self.nodes:
            given = [values[name] for name in node.input]
            values[node.output[0]] = OPERATIONS[node.op_type](attributes, *given)
        return [values[name] for name in self.outputs]


def _to_bytes(attributes, x, scale, zero):
    return (torch.round(x / scale) + zero).clamp(0, 255)


def _from_bytes(attributes, x, scale, zero=0):
    # One scale for the whole tensor, or one for each output channel of a convolution's weights.
    return (x.float() - zero) * (scale.view(-1, *[1] * (x.dim() - 1)) if scale.dim() else scale)


def _pool(function):
    return lambda a, x: function(x, a["kernel_shape"], a["strides"], a.get("pads", [0, 0])[:2])


OPERATIONS = {
    "Conv": lambda a, x, w, b=None: F.conv2d(x, w, b, a["strides"], a["pads"][:2], groups=a.get("group", 1)),
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
    "QuantizeLinear": _to_bytes,
    "DequantizeLinear": _from_bytes,
    "Flatten": lambda a, x: x.flatten(1),
}

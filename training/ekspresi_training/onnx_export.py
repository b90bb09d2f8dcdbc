"""A trained network → ONNX with batch normalisation folded, and facts read back from that file."""
import copy
import hashlib

import numpy as np
import onnx
import torch
from onnx import numpy_helper, shape_inference
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .networks import ConvBN


def folded(network):
    """A copy for inference: every batch normalisation merged into the convolution before it."""
    network = copy.deepcopy(network).cpu().eval().to(memory_format=torch.contiguous_format)
    for module in network.modules():
        if isinstance(module, ConvBN):
            module.conv, module.bn = fuse_conv_bn_eval(module.conv, module.bn), nn.Identity()
    return network


def write(network, path, sides, outputs):
    """Write `network` as ONNX: input [batch, 1, *sides] → `outputs`, the batch size free."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(folded(network), torch.zeros(2, 1, *sides), str(path), opset_version=13,
                      training=torch.onnx.TrainingMode.PRESERVE,  # keeps the paper's own normalisation
                      input_names=["input"], output_names=outputs,
                      dynamic_axes={name: {0: "batch"} for name in ["input", *outputs]})
    model = onnx.load(str(path))
    onnx.checker.check_model(model)
    return model


def parameters(model):
    """Number of weights in the file (shapes and other integers not counted)."""
    return int(sum(np.prod(w.dims) for w in model.graph.initializer if w.data_type == onnx.TensorProto.FLOAT))


def parameters_of(model, output):
    """Number of weights in the file that `output` (its name) is computed with."""
    needed = {output}
    for node in reversed(model.graph.node):
        if needed & set(node.output):
            needed.update(node.input)
    return int(sum(np.prod(w.dims) for w in model.graph.initializer
                   if w.data_type == onnx.TensorProto.FLOAT and w.name in needed))


def macs(model):
    """Multiply-accumulates for one picture: convolutions and dense layers."""
    inferred = shape_inference.infer_shapes(model).graph
    shapes = {v.name: [d.dim_value for d in v.type.tensor_type.shape.dim]
              for v in [*inferred.value_info, *inferred.output]}
    weights = {w.name: numpy_helper.to_array(w) for w in model.graph.initializer}
    total = 0
    for node in model.graph.node:
        if node.op_type in ("Conv", "Gemm"):
            places = np.prod(shapes[node.output[0]][2:]) if node.op_type == "Conv" else 1
            total += int(places) * weights[node.input[1]].size
    return total


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()

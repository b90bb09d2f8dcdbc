#!/usr/bin/env python3
"""Try int8: writes runs/<name>-int8.onnx beside the published float model and prints their sizes.

Static, per channel: weights as signed bytes, what flows between the convolutions as unsigned bytes
whose ranges come from Training pictures (QDQ form, which onnxruntime fuses). `node time-int8.mjs <name>`
then compares speed and PublicTest agreement with the float file in the product's runtime."""
import argparse

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from ekspresi_training import MODELS, RUNS, augment, fer
from ekspresi_training.onnx_torch import OnnxNetwork

CALIBRATION_PICTURES = 1024
# Rare extremes cost more precision than they are worth.
COVERED = 0.9999


def ranges(path, names, images):
    """name → (low, high) that covers nearly all values the tensor takes for `images` [n, 48, 48] uint8."""
    network = OnnxNetwork(path)
    network.outputs = names
    x = augment.standardise(torch.from_numpy(images).unsqueeze(1).float())
    parts = [network(x[i:i + 64]) for i in range(0, len(x), 64)]
    found = {}
    for i, name in enumerate(names):
        values = torch.cat([part[i].flatten()[::7] for part in parts]).numpy()
        low, high = np.quantile(values, [1 - COVERED, COVERED])
        found[name] = min(0.0, float(low)), max(0.0, float(high))
    return found


def quantised(model, spans):
    """`model` with every convolution reading and holding bytes."""
    graph = model.graph
    weights = {w.name: numpy_helper.to_array(w) for w in graph.initializer}
    nodes, fresh, bytes_of = [], {}, {}

    def constant(name, value):
        fresh[name] = numpy_helper.from_array(value, name)
        return name

    def through_bytes(tensor):
        """The tensor after rounding to a byte and back; made once."""
        if tensor not in bytes_of:
            low, high = spans[tensor]
            scale = constant(f"{tensor}.scale", np.float32((high - low) / 255))
            zero = constant(f"{tensor}.zero", np.uint8(round(-low / ((high - low) / 255))))
            nodes.append(helper.make_node("QuantizeLinear", [tensor, scale, zero], [f"{tensor}.bytes"]))
            nodes.append(helper.make_node("DequantizeLinear", [f"{tensor}.bytes", scale, zero], [f"{tensor}.rounded"]))
            bytes_of[tensor] = f"{tensor}.rounded"
        return bytes_of[tensor]

    def weight_bytes(name):
        values = weights[name]
        scale = np.maximum(np.abs(values).reshape(len(values), -1).max(1), 1e-8) / 127
        rounded = np.round(values / scale.reshape(-1, *[1] * (values.ndim - 1))).astype(np.int8)
        constant(f"{name}.bytes", rounded)
        constant(f"{name}.scale", scale.astype(np.float32))
        constant(f"{name}.zero", np.zeros(len(values), np.int8))
        nodes.append(helper.make_node("DequantizeLinear", [f"{name}.bytes", f"{name}.scale", f"{name}.zero"],
                                      [f"{name}.rounded"], axis=0))
        return f"{name}.rounded"

    convolved = {node.output[0] for node in graph.node if node.op_type == "Conv"}
    for node in graph.node:
        if node.op_type == "Conv" and node.input[0] in spans:
            inputs = [through_bytes(node.input[0]), weight_bytes(node.input[1]), node.input[2]]
            node = helper.make_node("Conv", inputs, list(node.output),
                                    **{a.name: helper.get_attribute_value(a) for a in node.attribute})
        elif node.op_type in ("Add", "Mul", "Relu", "GlobalAveragePool", "AveragePool"):
            inputs = [through_bytes(i) if i in spans and i not in convolved else i for i in node.input]
            node = helper.make_node(node.op_type, inputs, list(node.output),
                                    **{a.name: helper.get_attribute_value(a) for a in node.attribute})
        nodes.append(node)
    kept = [w for w in graph.initializer if any(w.name in node.input for node in nodes)]
    made = helper.make_graph(nodes, graph.name, graph.input, graph.output, [*kept, *fresh.values()])
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 13)], ir_version=model.ir_version)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="folder under models/")
    name = parser.parse_args().model
    torch.set_num_threads(1)
    path = MODELS / name / "model.onnx"
    model = onnx.load(str(path))
    maps = [model.graph.input[0].name, *(node.output[0] for node in model.graph.node
                                         if node.op_type in ("Relu", "Add", "Mul", "AveragePool"))]
    images = fer.load("Training").images
    chosen = images[np.random.default_rng(1).permutation(len(images))[:CALIBRATION_PICTURES]]
    made = quantised(model, ranges(path, maps, chosen))
    onnx.checker.check_model(made)
    target = RUNS / f"{name}-int8.onnx"
    onnx.save(made, str(target))
    public = fer.load("PublicTest")
    x = augment.standardise(torch.from_numpy(public.images).unsqueeze(1).float()).numpy()
    x.astype("<f4").tofile(RUNS / "public-test.f32")
    public.labels.astype("<i4").tofile(RUNS / "public-test-labels.i32")
    print(f"{target}: {target.stat().st_size / 1024:.0f} kB, float file {path.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()

"""Writes a model's folder under models/: ONNX, tfjs, manifest, golden data for the product's tests."""
import base64
import json

import numpy as np
import torch

from . import MODELS, augment, onnx_export, tfjs_export
from .onnx_torch import OnnxNetwork


def synthetic_inputs(height, width):
    """Pictures made from formulas, never from data: name → [height, width] uint8."""
    random = np.random.default_rng(7)
    y, x = np.mgrid[0:height, 0:width]
    y, x = y / (height - 1), x / (width - 1)
    rings = 127.5 + 120 * np.sin(24 * np.hypot(x - 0.5, y - 0.4))
    face = 190 - 90 * (((x - 0.5) / 0.42) ** 2 + ((y - 0.5) / 0.5) ** 2 > 1)
    for cx in (0.33, 0.67):
        face = np.where(((x - cx) / 0.09) ** 2 + ((y - 0.4) / 0.05) ** 2 < 1, 40, face)
    face = np.where(((x - 0.5) / 0.2) ** 2 + ((y - 0.75) / 0.06) ** 2 < 1, 70, face)
    pictures = {"gradient": 255 * (x + y) / 2, "noise": random.integers(0, 256, (height, width)), "rings": rings,
                "face": face, "dark face": face * 0.08, "black": np.zeros((height, width))}
    return {name: np.clip(np.round(p), 0, 255).astype(np.uint8) for name, p in pictures.items()}


def golden(model, names=None):
    """What `model` (onnx) says to the synthetic inputs (those of `names`); pixels are grey, before normalisation,
    base64."""
    height, width = (side.dim_value for side in model.graph.input[0].type.tensor_type.shape.dim[2:])
    pictures = {n: p for n, p in synthetic_inputs(height, width).items() if names is None or n in names}
    x = torch.from_numpy(np.stack(list(pictures.values()))).unsqueeze(1).float()
    network = OnnxNetwork(model.graph)
    outputs = dict(zip(network.outputs, network(augment.standardise(x))))
    return [{"name": name, "pixels": base64.b64encode(picture.tobytes()).decode(),
             **{output: [round(float(v), 6) for v in values[i].flatten()] for output, values in outputs.items()}}
            for i, (name, picture) in enumerate(pictures.items())]


def publish(network, sides, outputs, manifest, golden_names=None):
    """Write models/<manifest["name"]>/ and return the completed manifest.

    `sides`: height and width of the input. `golden_names`: the synthetic pictures kept for the tests.
    `manifest` brings name, version, task, its outputs and whatever else is known; file names, hashes, input,
    parameter and operation counts are filled in here.
    """
    model = onnx_export.write(network, MODELS / manifest["name"] / "model.onnx", sides, outputs)
    return publish_forms(model, manifest, golden_names)


def publish_forms(model, manifest, golden_names=None):
    """As publish, for `model` (onnx), which models/<manifest["name"]>/model.onnx holds already."""
    folder = MODELS / manifest["name"]
    height, width = (side.dim_value for side in model.graph.input[0].type.tensor_type.shape.dim[2:])
    tfjs_export.write(model, folder / "tfjs")
    complete = {
        "name": manifest["name"], "version": manifest["version"], "task": manifest["task"],
        "file": "model.onnx", "sha256": onnx_export.sha256(folder / "model.onnx"),
        "tfjs": {"file": "tfjs/model.json", "weights": ["tfjs/weights.bin"],
                 "sha256": onnx_export.sha256(folder / "tfjs" / "weights.bin")},
        "input": {"name": "input", "width": width, "height": height, "channels": 1,
                  "normalisation": {"kind": "per-image", "epsilonStd": augment.EPSILON_STD}},
        **manifest,
        "parameters": onnx_export.parameters(model), "macs": onnx_export.macs(model)}
    for output, facts in complete.get("outputs", {}).items():
        facts["parameters"] = onnx_export.parameters_of(model, output)
    write_manifest(complete)
    (folder / "parity.json").write_text(json.dumps(golden(model, golden_names), indent=1) + "\n")
    return complete


def write_manifest(manifest):
    path = MODELS / manifest["name"] / "manifest.json"
    path.write_text(json.dumps(manifest, indent=2) + "\n")


def read_manifest(name):
    return json.loads((MODELS / name / "manifest.json").read_text())

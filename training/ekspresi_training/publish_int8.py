"""Puts the INT8 form beside a published floating network."""
import base64
import json

import numpy as np
import onnx
import torch

from . import MODELS, augment, fer, int8, landmarks, onnx_export, publish, scenes
from .product_runtime import ProductNetwork

FILE = "model.int8.onnx"


def expression_pictures():
    """Faces of Training, half of them as a bad webcam shows them."""
    torch.manual_seed(1)
    images = fer.load("Training").images
    chosen = images[np.random.default_rng(1).permutation(len(images))[:1024]]
    pixels = torch.from_numpy(chosen).unsqueeze(1).float()
    return torch.cat([pixels[:512], augment.degrade(pixels[512:])])


def landmark_crops():
    """Crops of training faces as the detector gives them, half of them as a bad webcam shows them."""
    torch.manual_seed(1)
    tiles, points, is_train = landmarks.load()
    rows = torch.nonzero(is_train).flatten()
    rows = rows[torch.randperm(len(rows))[:512]]
    n = len(rows)
    pixels, _, _ = landmarks.crop(tiles[rows], *landmarks.jittered(points[rows], n), torch.zeros(n), torch.ones(n),
                                  torch.ones(n))
    return torch.cat([pixels[:n // 2], augment.degrade(pixels[n // 2:])])


def kiosk_views():
    """Views of a kiosk with faces from the training part."""
    made = scenes.Scenes(scenes.pictures("train"), 10_000, 3, worn=True)
    return torch.stack([torch.as_tensor(made[i][0]) for i in range(192)])


# What a network of each task sees, by which the ranges of its values are found, and how. Without room the detector
# gives boxes of drawn or overexposed faces two thirds of their size; the others lose by room. Of expressions the
# rarest values count too: without the last ten thousandth what `accurate` says is five times as far from what the
# floating network says (mean divergence on Training pictures, 0.0013 against 0.0003; `edge` 0.0023 and 0.0014).
SEEN = {"expression": (expression_pictures, {}), "landmarks": (landmark_crops, {"covered": 0.9999}),
        "detection": (kiosk_views, {"covered": 0.9999, "headroom": 2})}


def add(name):
    """Write models/<name>/model.int8.onnx from its floating file, name it in the manifest and add to the golden
    data what it says; its path."""
    manifest = publish.read_manifest(name)
    folder = MODELS / name
    seen, ranges = SEEN[manifest["task"]]
    model = int8.quantised(onnx.load(str(folder / manifest["file"])), augment.standardise(seen()), **ranges)
    onnx.checker.check_model(model)
    onnx.save(model, str(folder / FILE))
    return name_in_manifest(name, model)


def name_in_manifest(name, model):
    """Name models/<name>/model.int8.onnx, which holds `model`, in the manifest, and add to the golden data what it
    says; its path."""
    manifest = publish.read_manifest(name)
    folder = MODELS / name
    entry = {"file": FILE, "sha256": onnx_export.sha256(folder / FILE)}
    manifest.pop("int8", None)
    before = list(manifest).index("sha256") + 1
    items = list(manifest.items())
    publish.write_manifest(dict([*items[:before], ("int8", entry), *items[before:]]))
    with ProductNetwork(folder / FILE) as network:
        _add_golden(folder / "parity.json", network, [o.name for o in model.graph.output], manifest["input"])
    return folder / FILE


def _add_golden(path, network, outputs, sides):
    """What `network` says to the golden pictures, beside what the floating one says. The product's runtime says it,
    which rounds otherwise than PyTorch in places, but alike on every processor (other-processors.sh)."""
    golden = json.loads(path.read_text())
    pixels = np.stack([np.frombuffer(base64.b64decode(g["pixels"]), np.uint8) for g in golden])
    x = torch.from_numpy(pixels.reshape(-1, 1, sides["height"], sides["width"])).float()
    for name, values in zip(outputs, network(augment.standardise(x))):
        for entry, given in zip(golden, values):
            entry.setdefault("int8", {})[name] = [round(float(v), 6) for v in given.flatten()]
    path.write_text(json.dumps(golden, indent=1) + "\n")

#!/usr/bin/env python3
"""Measure the published detection model, in bytes and with the product's own runtime, on held-back scenes.

The scores that count are the lowest ones at which both forms have so seldom a false face: `sureScore` one in 50
pictures, `minScore` (with the landmark network's word) one in 10, `keepScore` (where a face is expected)
one in 2."""
import argparse

import torch
from torch import nn

from ekspresi_training import MODELS, detection, publish
from ekspresi_training.product_runtime import ProductNetwork

THRESHOLDS = [0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8]


class Maps(nn.Module):
    """The published network with its maps as training has them, channels first."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return tuple(given.permute(0, 3, 1, 2) for given in self.network(x))


def lowest(curves, false_per_picture):
    return next(points[0]["threshold"] for points in zip(*curves)
                if max(p["falsePerPicture"] for p in points) <= false_per_picture)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=1000)
    options = parser.parse_args()
    torch.set_num_threads(1)
    manifest = publish.read_manifest("detector")
    scenes = detection.Scenes("val", options.scenes, 7, worn=True)
    found = {}
    for kind, part in {"floating": manifest, "int8": manifest["int8"]}.items():
        with ProductNetwork(MODELS / "detector" / part["file"]) as network:
            found[kind] = detection.curve(Maps(network), scenes, THRESHOLDS)
    scores = {"sureScore": 1 / 50, "minScore": 1 / 10, "keepScore": 1 / 2}
    manifest.update({name: lowest(found.values(), seldom) for name, seldom in scores.items()},
                    metrics={"validation": {"scenes": options.scenes, "curve": found["int8"]},
                             "floating": next(p for p in found["floating"] if p["threshold"] == 0.5)})
    publish.write_manifest(manifest)
    for kind, points in found.items():
        for point in points:
            print(kind, point)

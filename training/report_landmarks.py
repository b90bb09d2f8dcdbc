#!/usr/bin/env python3
"""Measure the published landmark model, as INT8 and with the product's own runtime, on the validation crops."""
import math

import torch

from ekspresi_training import MODELS, landmarks, publish
from ekspresi_training.product_runtime import ProductNetwork


def rounded(found):
    return {key: value if isinstance(value, int) else round(value, 4) for key, value in found.items()}


def figures(network, tiles, points, negatives):
    """What the manifest says of `network`."""
    return {
        "detectorCrop": rounded(landmarks.measure(network, tiles, points, passes=1)),
        "refinedCrop": rounded(landmarks.measure(network, tiles, points, passes=2)),
        "rolled": {str(degrees): rounded(landmarks.measure(network, tiles, points, 2, math.radians(degrees)))
                   for degrees in (-30, -20, 20, 30)},
        "notAFace": landmarks.confidence_on_negatives(network, negatives),
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    manifest = publish.read_manifest("landmarks")
    (tiles, points, is_train), negatives = landmarks.load(), landmarks.load_negatives("val")
    tiles, points = tiles[~is_train], points[~is_train]
    folder = MODELS / "landmarks"
    with ProductNetwork(folder / manifest["file"]) as floating, ProductNetwork(folder / manifest["int8"]["file"]) as network:
        manifest["metrics"] = {"validation": figures(network, tiles, points, negatives),
                               "floating": rounded(landmarks.measure(floating, tiles, points, passes=1))}
    publish.write_manifest(manifest)
    print(manifest["metrics"])

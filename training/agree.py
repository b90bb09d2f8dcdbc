#!/usr/bin/env python3
"""In how many of the held-back faces of shared/landmarks two published models see the same expression.

    python3 agree.py edge accurate

Nobody has named those expressions: it says how well one knows what the other knows outside FER2013."""
import argparse

import torch

from ekspresi_training import MODELS, publish, unlabelled
from ekspresi_training.product_runtime import ProductNetwork, expression_logits


def seen(name, faces):
    """The class that the INT8 form of the model sees in each of `faces` [n, 48, 48]."""
    manifest = publish.read_manifest(name)
    with ProductNetwork(MODELS / name / manifest["int8"]["file"]) as network:
        return expression_logits(network, faces, manifest.get("mirrored", False))["crowd"].argmax(1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs=2, help="folders under models/")
    first, second = parser.parse_args().models
    faces = torch.from_numpy(unlabelled.faces("val"))
    share = (seen(first, faces) == seen(second, faces)).mean()
    print(f"{first} and {second} see the same in {100 * share:.1f} % of {len(faces)} faces")

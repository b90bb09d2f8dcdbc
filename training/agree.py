#!/usr/bin/env python3
"""In how many of the held-back faces of shared/landmarks two published models see the same expression.

    python3 agree.py edge accurate

Nobody has named those expressions: it says how well one knows what the other knows outside FER2013."""
import argparse

import torch

from ekspresi_training import MODELS, augment, publish, unlabelled
from ekspresi_training.product_runtime import ProductNetwork


def seen(name, x):
    """The class that the form in bytes of the model sees in each of `x` [n, 1, 48, 48]."""
    with ProductNetwork(MODELS / name / publish.read_manifest(name)["int8"]["file"]) as network:
        return torch.cat([network(part)[0].argmax(1) for part in x.split(64)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs=2, help="folders under models/")
    first, second = parser.parse_args().models
    x = augment.standardise(torch.from_numpy(unlabelled.faces("val")).unsqueeze(1).float())
    share = float((seen(first, x) == seen(second, x)).float().mean())
    print(f"{first} and {second} see the same in {100 * share:.1f} % of {len(x)} faces")

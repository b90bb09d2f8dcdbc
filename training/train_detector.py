#!/usr/bin/env python3
"""Train the face-detection network on scenes made from shared/faces and shared/faces-more; resumes like train.py."""
import argparse

import torch

from ekspresi_training import detection

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--name", default="detector")
parser.add_argument("--epochs", type=int, default=40)
parser.add_argument("--scenes", type=int, default=6000, help="scenes an epoch")
parser.add_argument("--valid", type=int, default=500, help="held-back scenes")
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--rate", type=float, default=3e-3)
parser.add_argument("--take-up", default="", metavar="MODEL", help="begin with the weights of models/MODEL")
parser.add_argument("--mine-every", type=int, default=4, help="epochs between searches for what is hard")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--workers", type=int, default=1)
parser.add_argument("--threads", type=int, default=1)

if __name__ == "__main__":
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    detection.train(options)

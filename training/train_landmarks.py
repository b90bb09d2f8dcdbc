#!/usr/bin/env python3
"""Train the landmark network; resumes from runs/<name>/last.pt like train.py."""
import argparse

import torch

from ekspresi_training import landmark_data, landmarks

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--name", default="landmarks")
parser.add_argument("--epochs", type=int, default=100)
parser.add_argument("--batch", type=int, default=96)
parser.add_argument("--rate", type=float, default=2e-3)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--threads", type=int, default=2)

if __name__ == "__main__":
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if not landmark_data.prepared_path().exists():
        print(landmark_data.prepare())
    landmarks.train(options)

#!/usr/bin/env python3
"""Train an expression network; resumes from runs/<name>/last.pt. The schedule is cosine over --epochs,
which may be changed on resuming."""
import argparse

import torch

from ekspresi_training import expression, fer
from ekspresi_training.networks import EXPRESSION_NETWORKS


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("network", choices=EXPRESSION_NETWORKS)
    parser.add_argument("--name", help="folder under runs/, default the network's name")
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=0.1, help="highest learning rate")
    parser.add_argument("--decay", type=float, default=3e-4, help="weight decay")
    parser.add_argument("--average", type=float, default=0.998, help="decay of the moving average of weights")
    parser.add_argument("--votes", type=float, default=0.15, help="share of FER+ in the targets of the labels' output")
    parser.add_argument("--crowd", type=float, default=0.6,
                        help="share of the crowd's output in the loss, the rest is that of FER2013's labels")
    parser.add_argument("--balance", type=float, default=0.2, help="0: classes as they come, 1: all equal")
    parser.add_argument("--mixup", type=float, default=0.2, help="share of batches that are blended")
    parser.add_argument("--covered", type=float, default=0.3, help="share of pictures that are partly covered")
    parser.add_argument("--strength", type=float, default=1.0, help="0 to 1, of shifts, turns, noise and blur")
    parser.add_argument("--sizes", type=int, nargs="+", default=[48],
                        help="sides of the pictures: all but the last share the first half of the run")
    parser.add_argument("--start", metavar="MODEL", help="begin with the weights of models/MODEL")
    parser.add_argument("--go-on", metavar="RUN", help="begin with the best weights of runs/RUN")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--without-fold", type=int, choices=range(fer.FOLDS), metavar="I",
                        help=f"leave out part I (from 0) of {fer.FOLDS}, which the network can then teach")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    expression.train(options, without_fold=options.without_fold)

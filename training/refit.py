#!/usr/bin/env python3
"""Fit the `crowd` output of a published expression model on the votes of FER+, everything before it as it is: minutes
on one core. Writes runs/<name>/best.pt, to export or to teach; with --publish the output is added to the files of the
published model, whose other output stays as it is to the last digit.

    python3 refit.py paper --publish 0.5.0

The features of every training picture and of its mirror image are computed once; the output, a linear function of
them, is the one that gives the votes the highest likelihood, kept small by --decay."""
import argparse

import numpy as np
import torch
import torch.nn.functional as F

from distil import teacher_of
from ekspresi_training import augment, expression, fer, publish, training
from ekspresi_training.networks import trained_parameters
from ekspresi_training.publish_expression import add_crowd, summary


@torch.no_grad()
def features(network, images, batch=512):
    """[n, k] float32: what the outputs of `network` read, for images [n, 48, 48] uint8."""
    described = []
    for part in torch.from_numpy(images).split(batch):
        x = augment.standardise(part.unsqueeze(1).float()).contiguous(memory_format=torch.channels_last)
        with training.autocast(x.device):
            described.append(network.describe(x).float())
    return torch.cat(described)


def fit(head, described, votes, decay):
    """Change `head`, a linear layer of `described` [n, k], so that it tells `votes` [n, 7], numbers of taggers."""
    # Features of equal size, so that `decay` means the same to each; undone in the weights at the end.
    mean, deviation = described.mean(0), described.std(0) + 1e-4
    scaled = (described - mean) / deviation
    weight, bias = torch.zeros_like(head.weight, requires_grad=True), torch.zeros_like(head.bias, requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=200, history_size=20, line_search_fn="strong_wolfe")

    def loss():
        optimiser.zero_grad()
        value = expression.cross_entropy_of_votes(F.linear(scaled, weight, bias), votes) + decay * (weight ** 2).sum()
        value.backward()
        return value

    optimiser.step(loss)
    with torch.no_grad():
        head.weight.copy_(weight / deviation)
        head.bias.copy_(bias - (weight * (mean / deviation)).sum(1))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="folder under models/, or network:run")
    parser.add_argument("--name", help="folder under runs/, default <model>-crowd")
    parser.add_argument("--publish", metavar="VERSION", help="add the output to models/<model>/ as this version")
    parser.add_argument("--decay", type=float, default=1e-3)
    parser.add_argument("--pictures", type=int, metavar="N", help="fit on N pictures at random instead of all")
    parser.add_argument("--plain", action="store_true", help="without the mirror images: half the time")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    network = teacher_of(options.model, torch.device("cpu"))
    learnt = fer.training_set(0)
    if options.pictures:
        learnt = learnt[np.random.default_rng(1).permutation(len(learnt))[:options.pictures]]
    views = [learnt.images] if options.plain else [learnt.images, np.ascontiguousarray(learnt.images[:, :, ::-1])]
    described = torch.cat([features(network, images) for images in views])
    votes = torch.from_numpy(np.concatenate([learnt.votes] * len(views)))
    run = training.Run(options.name or f"{options.model.split(':')[0]}-crowd")
    fit(network.crowd, described, votes, options.decay)
    public = fer.load("PublicTest")
    found = expression.agreement(expression.predict(network, public.images), public)
    torch.save({"network": network.state_dict(), "epoch": 0, "score": found["crowd"]}, run.folder / "best.pt")
    run.log(**vars(options), **found)
    if options.publish:
        before = publish.read_manifest(options.model)
        made_from = before["trainedOn"].split("; ")[0]
        print(summary(add_crowd(options.model, network.crowd, {
            "name": options.model, "version": options.publish, "trainedParameters": trained_parameters(network),
            "mirrored": before.get("mirrored", False),
            "trainedOn": f"{made_from}; the output crowd fitted on the votes of FER+ of {len(learnt):,} pictures with the "
                         "rest as it was"})))

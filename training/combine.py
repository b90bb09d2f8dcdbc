#!/usr/bin/env python3
"""Publish several trained networks as one model that gives the mean of what they say.

    python3 combine.py mean --members wide:wide edge --version 0.1.0

A member is network:run, its weights are runs/<run>/best.pt, or the name of a published model. Members are
weighed by how much each helps the output `crowd` on the half of PublicTest where epochs are chosen. Their mean is better than the best of them only where they
err on different pictures, which networks that still fit Training poorly do not."""
import argparse
import itertools

import numpy as np
import torch

from distil import teacher_of
from ekspresi_training import expression, fer, metrics
from ekspresi_training.networks import MeanOfNetworks, trained_parameters
from ekspresi_training.publish_expression import publish_expression, summary


def best_weights(logits, labels, steps=5):
    """Weights in steps of 1/`steps` that sum to 1 and give the lowest cross-entropy of the mean logits."""
    def loss(weights):
        mixed = sum(w * part for w, part in zip(weights, logits))
        temperature = metrics.fit_temperature(mixed, labels)
        chances = metrics.softmax(mixed / temperature)
        return -np.log(chances[np.arange(len(labels)), labels]).mean()

    grid = [np.array(w) / steps for w in itertools.product(range(steps + 1), repeat=len(logits)) if sum(w) == steps]
    return min(grid, key=loss)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--members", nargs="+", required=True, metavar="NETWORK:RUN")
    parser.add_argument("--version", default="0.1.0")
    options = parser.parse_args()
    members = [teacher_of(text, torch.device("cpu")) for text in options.members]
    public = fer.load("PublicTest")
    public = public[fer.choosing(public)]
    seen = fer.majority(public)
    known = seen >= 0
    logits = [expression.predict(network, public.images) for network in members]
    for text, given in zip(options.members, logits):
        print(text, expression.agreement(given, public))
    weights = best_weights([given["crowd"][known] for given in logits], seen[known])
    parts = ", ".join(f"{text.split(':')[0]} {w:.1f}" for text, w in zip(options.members, weights))
    print(summary(publish_expression(MeanOfNetworks(members, weights), {
        "name": options.name, "version": options.version,
        "mirrored": False,
        "trainedParameters": sum(trained_parameters(m) for m in members),
        "trainedOn": f"FER2013 Training with FER+ votes; the mean of the logits of {parts}"})))

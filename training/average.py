#!/usr/bin/env python3
"""Average the weights of runs that started from the same weights and differ in their seed ("model soup", Wortsman et
al. 2022): one network, no slower, about as good as all of them together. Writes runs/<name>/best.pt, to export.

    python3 average.py edge --name edge-mean --runs edge-1 edge-2

The normalisations' statistics are taken anew, on pictures of Training, since those of averaged weights are not the
average of the statistics. Prints how each run and the average agree with PublicTest."""
import argparse

import torch

from ekspresi_training import RUNS, augment, expression, fer, training
from ekspresi_training.networks import EXPRESSION_NETWORKS


def averaged(states):
    """The mean of state dicts of one network; what is no floating-point number is the first one's."""
    return {name: torch.stack([state[name] for state in states]).mean(0) if value.is_floating_point() else value
            for name, value in states[0].items()}


@torch.no_grad()
def retake_statistics(network, images, batch=256):
    """Mean and variance of every batch normalisation over `images` [n, 48, 48] uint8, all weighing alike."""
    normalisations = [m for m in network.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    for module in normalisations:
        module.reset_running_stats()
        module.momentum = None
    network.train()
    for part in torch.from_numpy(images).split(batch):
        network(augment.standardise(part.unsqueeze(1).float()).contiguous(memory_format=torch.channels_last))
    network.eval()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", choices=EXPRESSION_NETWORKS)
    parser.add_argument("--name", required=True)
    parser.add_argument("--runs", nargs="+", required=True)
    parser.add_argument("--pictures", type=int, default=8192)
    options = parser.parse_args()
    public = fer.load("PublicTest")
    saved = [torch.load(RUNS / run / "best.pt", map_location="cpu") for run in options.runs]
    network = EXPRESSION_NETWORKS[options.network]().to(memory_format=torch.channels_last)
    for run, state in zip(options.runs, saved):
        network.load_state_dict(state["network"])
        print(run, expression.agreement(expression.predict(network, public.images), public), flush=True)
    network.load_state_dict(averaged([state["network"] for state in saved]))
    training.seed(1)
    learnt = fer.training_set(0).images
    retake_statistics(network, learnt[torch.randperm(len(learnt))[:options.pictures].numpy()])
    print("average", expression.agreement(expression.predict(network, public.images), public), flush=True)
    folder = RUNS / options.name
    folder.mkdir(exist_ok=True)
    epochs = sum(state["epoch"] for state in saved)
    torch.save({"network": network.state_dict(), "epoch": epochs}, folder / "best.pt")

#!/usr/bin/env python3
"""Export the best weights of an expression run to models/<name>/: ONNX, tfjs, manifest, temperatures."""
import argparse

import torch

from ekspresi_training import RUNS
from ekspresi_training.networks import EXPRESSION_NETWORKS, trained_parameters
from ekspresi_training.publish_expression import publish_expression, summary

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("network", choices=EXPRESSION_NETWORKS)
parser.add_argument("--run", help="folder under runs/, default the network's name")
parser.add_argument("--model", help="folder under models/, default the network's name")
parser.add_argument("--version", default="0.1.0")
parser.add_argument("--mirrored", action="store_true",
                    help="the product shows each face mirrored too and takes the mean: twice the time")
parser.add_argument("--before", metavar="TEXT", help="what came before the run, as in '44 epochs, then'")
options = parser.parse_args()
torch.set_num_threads(1)

state = torch.load(RUNS / (options.run or options.network) / "best.pt", map_location="cpu")
network = EXPRESSION_NETWORKS[options.network]()
network.load_state_dict(state["network"])
print(summary(publish_expression(network, {
    "name": options.model or options.network, "version": options.version, "trainedParameters": trained_parameters(network), "mirrored": options.mirrored,
    "trainedOn": f"FER2013 Training with FER+ votes, {options.before + ' ' if options.before else ''}"
                 f"{state['epoch']} epochs; selected on PublicTest"})))

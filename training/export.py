#!/usr/bin/env python3
"""Export the best weights of an expression run to models/<name>/: ONNX, tfjs, manifest, temperature."""
import argparse

import torch

from ekspresi_training import RUNS, expression, fer, metrics, publish
from ekspresi_training.networks import EXPRESSION_NETWORKS, trained_parameters

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("network", choices=EXPRESSION_NETWORKS)
parser.add_argument("--run", help="folder under runs/, default the network's name")
parser.add_argument("--version", default="0.1.0")
options = parser.parse_args()
torch.set_num_threads(1)

state = torch.load(RUNS / (options.run or options.network) / "best.pt", map_location="cpu")
network = EXPRESSION_NETWORKS[options.network]()
network.load_state_dict(state["network"])
public = fer.load("PublicTest")
logits = expression.predict(network, public.images)
temperature = round(metrics.fit_temperature(logits, public.labels), 2)
ece, _ = metrics.calibration(metrics.softmax(logits / temperature), public.labels)
manifest = publish.publish(network, (48, 48), ["logits"], {
    "name": options.network, "version": options.version, "task": "expression",
    "output": {"name": "logits", "labels": fer.LABELS},
    "temperature": temperature,
    "trainedParameters": trained_parameters(network),
    "trainedOn": f"FER2013 Training with FER+ votes, {state['epoch']} epochs; selected on PublicTest",
    "metrics": {"publicTest": {"accuracy": round(float((logits.argmax(1) == public.labels).mean()), 4),
                               "ece": round(ece, 4)}}})
print({key: manifest[key] for key in ("sha256", "temperature", "parameters", "macs", "metrics")})

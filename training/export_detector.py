#!/usr/bin/env python3
"""Export the best detection weights to models/detector/; report_detector.py measures them and finds their scores."""
import argparse

import torch

from ekspresi_training import RUNS, detection, publish, publish_int8

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--run", default="detector")
parser.add_argument("--version", default="0.2.0")
options = parser.parse_args()
torch.set_num_threads(1)

state = torch.load(RUNS / options.run / "best.pt", map_location="cpu")
network = detection.DetectorNet()
network.load_state_dict(state["network"])
outputs = ["small", "medium", "large"]
manifest = publish.publish(detection.PublishedNet(network), (detection.HEIGHT, detection.WIDTH), outputs, {
    "name": "detector", "version": options.version, "task": "detection",
    "outputs": [{"name": name, "stridePx": stride} for name, (stride, _, _) in zip(outputs, detection.LEVELS)],
    "minSidePx": 16,  # the product refuses the model until report_detector.py has added the scores
    "trainedParameters": sum(p.numel() for p in network.parameters()),
    "trainedOn": f"scenes made from shared/faces and shared/faces-more, {state['epoch']} epochs",
    "epochs": state["epoch"]}, ("face",))
publish_int8.add("detector")
print({key: manifest[key] for key in ("sha256", "parameters", "macs")})

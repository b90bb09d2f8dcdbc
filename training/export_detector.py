#!/usr/bin/env python3
"""Export the best detection weights to models/detector/ and measure them on held-back scenes.

The scores that count are the lowest ones at which there is so seldom a false face: `sureScore` one in 50
pictures, `minScore` (with the landmark network's word) one in 10, `keepScore` (where a face is expected)
one in 2."""
import argparse

import torch

from ekspresi_training import RUNS, detection, publish

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--run", default="detector")
parser.add_argument("--version", default="0.1.0")
parser.add_argument("--scenes", type=int, default=1000)
options = parser.parse_args()
torch.set_num_threads(1)

state = torch.load(RUNS / options.run / "best.pt", map_location="cpu")
network = detection.DetectorNet()
network.load_state_dict(state["network"])
scenes = detection.Scenes("val", options.scenes, 7, worn=True)
curve = detection.curve(network, scenes, [0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8])
for point in curve:
    print(point)


def lowest(false_per_picture):
    return next(p["threshold"] for p in curve if p["falsePerPicture"] <= false_per_picture)


outputs = ["small", "medium", "large"]
manifest = publish.publish(detection.PublishedNet(network), (detection.HEIGHT, detection.WIDTH), outputs, {
    "name": "detector", "version": options.version, "task": "detection",
    "outputs": [{"name": name, "stridePx": stride} for name, (stride, _, _) in zip(outputs, detection.LEVELS)],
    "minSidePx": 16, "sureScore": lowest(1 / 50), "minScore": lowest(1 / 10), "keepScore": lowest(1 / 2),
    "trainedParameters": sum(p.numel() for p in network.parameters()),
    "trainedOn": f"scenes made from shared/faces, {state['epoch']} epochs",
    "epochs": state["epoch"],
    "metrics": {"validation": {"scenes": options.scenes, "curve": curve}}}, ("face",))
print({key: manifest[key] for key in ("sha256", "parameters", "macs", "sureScore", "minScore", "keepScore")})

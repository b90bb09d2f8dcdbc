#!/usr/bin/env python3
"""Export the best landmark weights to models/landmarks/; report_landmarks.py measures them."""
import argparse

import torch

from ekspresi_training import RUNS, landmark_data, landmarks, publish, publish_int8

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--run", default="landmarks")
parser.add_argument("--weights", default="best.pt", choices=["best.pt", "last.pt"])
parser.add_argument("--version", default="0.1.0")
options = parser.parse_args()
torch.set_num_threads(1)

state = torch.load(RUNS / options.run / options.weights, map_location="cpu")
network = landmarks.LandmarkNet()
network.load_state_dict(state["average" if options.weights == "last.pt" else "network"])
manifest = publish.publish(network, (landmark_data.INPUT,) * 2, ["points", "confidence"], {
    "name": "landmarks", "version": options.version, "task": "landmarks",
    "outputs": {"points": "points", "confidence": "confidence"},
    "points": {"scheme": "iBUG 68", "count": 68,
               "units": "crop: 0…1 from the crop's left and top edge to its right and bottom edge; the centre of "
                        "the input's pixel i is at (i + 0.5) / 64"},
    "confidence": {"kind": "probability, sigmoid already applied",
                   "meaning": "1: mean error under 5 % of the outer-eye distance; 0: over 13 %, no face, or a box "
                              "far off"},
    "minConfidence": 0.5,
    # An upright square. From a Haar box: side scale·box, its centre moved by the offsets (units of the box).
    # From earlier points: the centre of their bounding box, side sidePerExtent·its longer side.
    "crop": {"scale": landmark_data.SIDE_PER_BOX, "offsetX": 0, "offsetY": landmark_data.DOWN_PER_BOX,
             "fromLandmarks": {"sidePerExtent": landmark_data.SIDE_PER_EXTENT}, "maximumRollDegrees": 30},
    "trainedParameters": sum(p.numel() for p in network.parameters()),
    "trainedOn": f"shared/landmarks, 9,781 crops, MediaPipe teacher points, {state['epoch']} epochs",
    "epochs": state["epoch"]})
publish_int8.add("landmarks")
print({key: manifest[key] for key in ("sha256", "parameters", "macs")})

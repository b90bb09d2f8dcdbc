#!/usr/bin/env python3
"""Export the best landmark weights to models/landmarks/ and measure them on the validation crops."""
import argparse

import torch

from ekspresi_training import RUNS, landmark_data, landmarks, publish

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--run", default="landmarks")
parser.add_argument("--weights", default="best.pt", choices=["best.pt", "last.pt"])
parser.add_argument("--version", default="0.1.0")
options = parser.parse_args()
torch.set_num_threads(1)

state = torch.load(RUNS / options.run / options.weights, map_location="cpu")
network = landmarks.LandmarkNet()
network.load_state_dict(state["average" if options.weights == "last.pt" else "network"])
tiles, points, is_train, negatives = landmarks.load()
tiles, points = tiles[~is_train], points[~is_train]


def rounded(found):
    return {key: round(value, 4) for key, value in found.items()}


found = {
    "detectorCrop": rounded(landmarks.measure(network, tiles, points, passes=1)),
    "refinedCrop": rounded(landmarks.measure(network, tiles, points, passes=2)),
    "rolled": {str(degrees): rounded(landmarks.measure(network, tiles, points, 2, degrees * 3.14159265 / 180))
               for degrees in (-30, -20, 20, 30)},
    "notAFace": landmarks.confidence_on_negatives(network, negatives[:1000]),
}
manifest = publish.publish(network, landmark_data.INPUT, ["points", "confidence"], {
    "name": "landmarks", "version": options.version, "task": "landmarks",
    "output": {"name": "points", "points": 68, "scheme": "iBUG 68",
               "units": "crop: 0…1 from the crop's left and top edge to its right and bottom edge; the centre of "
                        "the input's pixel i is at (i + 0.5) / 64"},
    "confidence": {"name": "confidence", "kind": "probability", "threshold": 0.5,
                   "meaning": "sigmoid already applied; 1: mean error under 5 % of the outer-eye distance, "
                              "0: over 13 %, no face, or a box far off"},
    "crop": {
        "kind": "upright square, cut and resized to 64×64 with area averaging or bilinear; outside the picture "
                "its edge pixels are repeated",
        "fromBox": {"of": "Haar face box (x, y, width, height)", "centreX": 0.5,
                    "centreY": 0.5 + landmark_data.DOWN_PER_BOX, "side": landmark_data.SIDE_PER_BOX,
                    "formula": "centre = (x + centreX·width, y + centreY·height); side = side·max(width, height)"},
        "fromLandmarks": {"sidePerExtent": landmark_data.SIDE_PER_EXTENT,
                          "formula": "of the bounding box of all 68 points of the frame before: same centre; "
                                     "side = sidePerExtent·max(width, height)"},
        "maximumRollDegrees": 30},
    "trainedParameters": sum(p.numel() for p in network.parameters()),
    "trainedOn": f"shared/landmarks, 9,781 crops, MediaPipe teacher points, {state['epoch']} epochs",
    "metrics": {"validation": found}})
print(found, {key: manifest[key] for key in ("sha256", "parameters", "macs")}, sep="\n")

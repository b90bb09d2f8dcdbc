#!/usr/bin/env python3
"""Animate PublicTest pictures whose votes are known as a camera shows people, and say what a model reads in them.

    python3 animate.py edge runs/animated-edge.json

Writes sequences for `node bench/run.js time/animated FILE`: of one picture for ten seconds, or of two for five
seconds each (nobody's expression changes in FER2013: the second is another person's), ten readings a second."""
import argparse
import json
import math

import cv2
import numpy as np
import torch

from ekspresi_training import MODELS, fer, publish
from ekspresi_training.product_runtime import ProductNetwork, expression_logits

SECONDS, RATE = 10, 10
# Correlation time of what changes slowly (pose, light, where the landmarks are taken to be), seconds. Its strength and
# that of what is new in every frame are set so that log-probabilities vary as on the resting people of shared/films
#: 0.2 to 0.5 slowly, 0.06 to 0.13 from frame to frame.
SLOW_S = 0.6
SLOW_SHIFT, SLOW_SCALE, SLOW_ROLL, SLOW_GAIN = 0.02, 0.025, 2.2, 0.08
FAST_SHIFT, FAST_SCALE, FAST_ROLL = 0.002, 0.002, 0.15
# The face stands in a frame this many times its side, so that no crop leaves the frame.
FRAME_SIDES = 1.3


def majority(votes):
    """[n] the expression with more votes than any other answer, contempt, "unknown" and "not a face" included; -1
    where there is none. `votes` [n, 10] in the order of fer.VOTES."""
    most = votes.max(1)
    best = votes.argmax(1)
    single = (votes >= most[:, None]).sum(1) == 1
    of_vote = np.full(votes.shape[1], -1)
    of_vote[fer.VOTE_OF_LABEL] = np.arange(len(fer.LABELS))
    return np.where(single & (most > 0), of_vote[best], -1)


def camera(rng):
    """What stays the same for one visit."""
    return {"face_px": 40 * (140 / 40) ** rng.random(), "blur_px": rng.uniform(0, 0.9), "noise": rng.uniform(0.5, 4),
            "quality": int(rng.integers(65, 96)), "gamma": math.exp(0.25 * rng.standard_normal())}


def animated(tiles, rng):
    """(crops [frames, 48, 48] uint8, side of the face in pixels) of `tiles` [k, 48, 48], shown one after another."""
    seen = camera(rng)
    side = math.ceil(seen["face_px"] * FRAME_SIDES)
    memory = math.exp(-1 / (RATE * SLOW_S))
    slow = rng.standard_normal(5)
    crops = []
    for i in range(SECONDS * RATE):
        slow = memory * slow + math.sqrt(1 - memory ** 2) * rng.standard_normal(5)
        tile = tiles[i * len(tiles) // (SECONDS * RATE)]
        # Tile → frame: about the middle, by less than a pixel from frame to frame.
        zoom = seen["face_px"] / fer.SIZE
        place = side / 2 + rng.random(2) - 0.5
        to_frame = np.array([[zoom, 0, place[0] - zoom * fer.SIZE / 2], [0, zoom, place[1] - zoom * fer.SIZE / 2]])
        flags = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
        frame = cv2.warpAffine(tile, to_frame, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        values = np.clip(frame * (1 + SLOW_GAIN * slow[0]) / 255.0, 0, 1) ** seen["gamma"] * 255
        if seen["blur_px"] > 0.2:
            values = cv2.GaussianBlur(values, (0, 0), seen["blur_px"])
        values = values + seen["noise"] * rng.standard_normal(values.shape)
        _, coded = cv2.imencode(".jpg", np.clip(values, 0, 255).astype(np.uint8), [1, seen["quality"]])
        frame = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
        crops.append(_crop(frame, place, seen["face_px"], slow, rng))
    return np.stack(crops), seen["face_px"]


def _crop(frame, place, face_px, slow, rng):
    """48×48 from where the landmarks are taken to be, which is not quite where the face is."""
    shift = face_px * (SLOW_SHIFT * slow[1:3] + FAST_SHIFT * rng.standard_normal(2))
    scale = face_px / fer.SIZE * (1 + SLOW_SCALE * slow[3] + FAST_SCALE * rng.standard_normal())
    roll = math.radians(SLOW_ROLL * slow[4] + FAST_ROLL * rng.standard_normal())
    cos, sin = scale * math.cos(roll), scale * math.sin(roll)
    middle = place + shift
    # Crop → frame, as the product's aligned crop.
    back = np.array([[cos, -sin, middle[0] - (cos - sin) * fer.SIZE / 2],
                     [sin, cos, middle[1] - (sin + cos) * fer.SIZE / 2]])
    if scale > 1.6:  # several samples a pixel
        big = np.array([[back[0, 0] / 2, back[0, 1] / 2, back[0, 2]], [back[1, 0] / 2, back[1, 1] / 2, back[1, 2]]])
        wide = cv2.warpAffine(frame, big, (2 * fer.SIZE, 2 * fer.SIZE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                              borderMode=cv2.BORDER_REPLICATE)
        return cv2.resize(wide, (fer.SIZE, fer.SIZE), interpolation=cv2.INTER_AREA)
    return cv2.warpAffine(frame, back, (fer.SIZE, fer.SIZE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                          borderMode=cv2.BORDER_REPLICATE)


def read(name, output, crops):
    """[n, 7] calibrated probabilities that the INT8 form of the model reads in crops [n, 48, 48]."""
    manifest = publish.read_manifest(name)
    with ProductNetwork(MODELS / name / manifest["int8"]["file"]) as network:
        logits = expression_logits(network, torch.from_numpy(crops), manifest.get("mirrored", False))[output]
    scaled = logits / manifest["outputs"][output]["temperature"]
    powers = np.exp(scaled - scaled.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("file")
    parser.add_argument("--output", default="crowd")
    parser.add_argument("--stills", type=int, default=500)
    parser.add_argument("--changes", type=int, default=300)
    options = parser.parse_args()
    public = fer.load("PublicTest")
    seen = majority(public.votes)
    usable = np.flatnonzero(seen >= 0)
    rng = np.random.default_rng(18)
    stills = rng.permutation(usable)[:options.stills]
    shown = [[i] for i in stills]
    while len(shown) < len(stills) + options.changes:
        a, b = rng.choice(usable, 2)
        if seen[a] != seen[b]:
            shown.append([a, b])
    made = [animated(public.images[rows], rng) for rows in shown]
    probabilities = read(options.model, options.output, np.concatenate([crops for crops, _ in made]))
    probabilities = probabilities.reshape(len(made), SECONDS * RATE, -1)
    laplace = np.array([[cv2.Laplacian(c, cv2.CV_64F).var() for c in crops] for crops, _ in made])
    light = np.array([[c.mean() for c in crops] for crops, _ in made])
    sequences = [{"still": len(rows) == 1, "facePx": round(face_px, 1),
                  "truths": [int(seen[rows[i * len(rows) // (SECONDS * RATE)]]) for i in range(SECONDS * RATE)],
                  "raw": np.round(probabilities[k], 5).tolist(), "sharpness": np.round(laplace[k], 1).tolist(),
                  "light": np.round(light[k], 1).tolist()}
                 for k, (rows, (_, face_px)) in enumerate(zip(shown, made))]
    with open(options.file, "w") as file:
        json.dump({"model": options.model, "output": options.output, "intervalMs": 1000 / RATE, "sequences": sequences},
                  file)

#!/usr/bin/env python3
"""By what can be seen in a picture: in how many of PublicTest a published model agrees with the majority of ten people.

    python3 by_group.py edge

FER2013 tells nothing of who its people are. The groups are measured in the pictures themselves, with the landmark
model where points are wanted: light and dark cheeks (which is skin and lighting together), turned heads, open and shut
mouths, few and many pixels, faces on which people agree or not. Glasses, beards and age cannot be had this way. Writes
the figures into the manifest, for the card."""
import argparse

import cv2
import numpy as np
import torch

from ekspresi_training import MODELS, augment, fer, publish, publish_expression
from ekspresi_training.product_runtime import ProductNetwork, expression_logits
from ekspresi_training.unlabelled import BOX_PER_CROP

# Groups of fewer pictures say nothing: one standard error is 3.6 points at 90 %.
FEWEST = 70


def points_of(images):
    """[n, 68, 2] points in pixels of the 48, and [n] the landmark model's confidence, for faces [n, 48, 48] uint8."""
    manifest = publish.read_manifest("landmarks")
    side, crop = manifest["input"]["width"], manifest["crop"]
    box = BOX_PER_CROP * fer.SIZE
    scale = crop["scale"] * box / side
    corner = [fer.SIZE / 2 + crop[f"offset{axis}"] * box - crop["scale"] * box / 2 for axis in "XY"]
    through = np.array([[scale, 0, corner[0] + scale / 2 - 0.5], [0, scale, corner[1] + scale / 2 - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    crops = np.stack([cv2.warpAffine(image, through, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
                      for image in images])
    x = augment.standardise(torch.from_numpy(crops).unsqueeze(1).float())
    with ProductNetwork(MODELS / "landmarks" / manifest["int8"]["file"]) as network:
        given = [network(part) for part in x.split(256)]
    points, confidence = (torch.cat(parts).numpy() for parts in zip(*given))
    points = points.reshape(len(images), -1, 2) * side * scale + corner
    return points, confidence.reshape(-1)


def cheek_light(images, points):
    """[n] mean grey of two patches under the eyes, beside the nose."""
    light = []
    for image, at in zip(images, points):
        patches = []
        for eye, jaw in ((slice(36, 42), 3), (slice(42, 48), 13)):
            x, y = (0.6 * at[eye].mean(0) + 0.4 * at[jaw]).round().astype(int).clip(2, fer.SIZE - 3)
            patches.append(image[y - 2:y + 3, x - 2:x + 3].mean())
        light.append(np.mean(patches))
    return np.array(light)


def turn(points):
    """[n] how far the tip of the nose is from the middle of the eyes, in distances of their centres."""
    left, right, nose = points[:, 36:42].mean(1), points[:, 42:48].mean(1), points[:, 30]
    across = right - left
    along = ((nose - (left + right) / 2) * across).sum(1) / np.maximum((across ** 2).sum(1), 1e-6)
    return np.abs(along)


def openness_of_mouth(points):
    """[n] height of the inner lips over the mouth's width."""
    width = np.linalg.norm(points[:, 54] - points[:, 48], axis=1)
    return np.linalg.norm(points[:, 66] - points[:, 62], axis=1) / np.maximum(width, 1e-6)


def groups_of(split):
    """{group: [n] bool} for the pictures of `split`."""
    points, confidence = points_of(split.images)
    seen = confidence >= 0.5
    light, turned, mouth = cheek_light(split.images, points), turn(points), openness_of_mouth(points)
    sharp = np.array([cv2.Laplacian(image, cv2.CV_32F).std() / max(image.std(), 8) for image in split.images])
    votes = split.votes.max(1)
    third = {name: np.quantile(values[seen], [1 / 3, 2 / 3]) for name, values in (("light", light), ("sharp", sharp))}
    return {
        "darker third of cheeks": seen & (light <= third["light"][0]),
        "middle third of cheeks": seen & (light > third["light"][0]) & (light < third["light"][1]),
        "lighter third of cheeks": seen & (light >= third["light"][1]),
        "head towards the camera": seen & (turned < 0.12),
        "head turned a little": seen & (turned >= 0.12) & (turned < 0.3),
        "head turned to half-profile": seen & (turned >= 0.3),
        "mouth shut": seen & (mouth < 0.05),
        "mouth open": seen & (mouth >= 0.25),
        "blurred third": sharp <= third["sharp"][0],
        "sharp third": sharp >= third["sharp"][1],
        "no points found (covered, cut off, drawn)": ~seen,
        "nine or ten of ten agree": votes >= 9,
        "six to eight of ten agree": (votes >= 6) & (votes < 9),
        "fewer than six agree": votes < 6,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="folder under models/")
    name = parser.parse_args().model
    torch.set_num_threads(1)
    manifest = publish.read_manifest(name)
    public = fer.load("PublicTest")
    with ProductNetwork(MODELS / name / manifest["int8"]["file"]) as network:
        logits = expression_logits(network, torch.from_numpy(public.images).float(), manifest.get("mirrored", False))
    answers = publish_expression.truth("crowd", public)
    right = logits["crowd"].argmax(1) == answers
    groups = {}
    for group, rows in groups_of(public).items():
        rows = rows & (answers >= 0)
        if rows.sum() >= FEWEST:
            groups[group] = {"n": int(rows.sum()), "accuracy": round(float(right[rows].mean()), 4)}
    manifest["metrics"]["groups"] = groups
    publish.write_manifest(manifest)
    for group, found in groups.items():
        print(f"{group}: {100 * found['accuracy']:.1f} % of {found['n']}")

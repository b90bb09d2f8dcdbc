#!/usr/bin/env python3
"""The mean 3-D shape of the 68 landmarks, by factorisation of the 2-D points of shared/landmarks.

    python3 mean_shape.py ../src/inference/pose/mean-shape.ts

Each face is taken for the same rigid head seen from afar (scaled orthographic projection). Pose of every face and the
shape are estimated in turn until the shape stands still; each face is used mirrored too, and what moves in a face
counts less. Axes: x to the picture's right, y up, z towards the viewer; the outer eye corners are 1 apart."""
import argparse
import csv
import json

import numpy as np

from ekspresi_training import SHARED

MIRRORED = [*range(16, -1, -1), *range(26, 16, -1), 27, 28, 29, 30, 35, 34, 33, 32, 31, 45, 44, 43, 42, 47, 46, 39, 38,
            37, 36, 41, 40, *range(54, 47, -1), *range(59, 54, -1), *range(64, 59, -1), 67, 66, 65]
ROUNDS = 60


def weights():
    """[68] how much each landmark says of the head's pose: mouth, brows and chin move in the face."""
    given = np.ones(68)
    given[48:68], given[17:27], given[5:12] = 0.3, 0.5, 0.4
    return given / given.sum()


def poses(shape, points, weight):
    """Scale [n] and the upper two rows of the rotation [n, 2, 3] of centred points [n, 68, 2] for the shape [68, 3],
    both centred by weight: least squares, then the nearest orthonormal rows."""
    inverse = np.linalg.inv((shape * weight[:, None]).T @ shape)
    linear = np.einsum("nki,k,kj->nij", points, weight, shape) @ inverse
    left, values, right = np.linalg.svd(linear, full_matrices=False)
    return values.mean(1), left @ right


def mean_shape(points):
    """[68, 3] from points [n, 68, 2], y up."""
    mirrored = points[:, MIRRORED] * [-1, 1]
    points = np.concatenate([points, mirrored])
    weight = weights()
    points = points - (weight[None, :, None] * points).sum(1, keepdims=True)
    points /= np.sqrt((points ** 2).sum((1, 2), keepdims=True) / 68)
    shape = np.zeros((68, 3))
    shape[:, :2] = points.mean(0)
    # Any rounded face with its nose towards the viewer leads to the same shape.
    shape[:, 2] = 0.9 - 0.45 * (shape[:, :2] ** 2).sum(1)
    shape[27:36, 2] += np.linspace(0.1, 0.4, 9)
    for _ in range(ROUNDS):
        shape -= (weight[:, None] * shape).sum(0)
        scale, rows = poses(shape, points, weight)
        error = ((points - scale[:, None, None] * np.einsum("kj,nij->nki", shape, rows)) ** 2).sum(2).mean(1)
        trust = 1 / (1 + (error / np.median(error)) ** 2)
        left = np.einsum("n,nij,nik->jk", trust * scale ** 2, rows, rows)
        right = np.einsum("n,nki,nij->kj", trust * scale, points, rows)
        shape = right @ np.linalg.inv(left)
        shape = (shape + shape[MIRRORED] * [-1, 1, 1]) / 2
        shape /= np.sqrt((shape[:, :2] ** 2).sum() / 68)
    shape -= (weight[:, None] * shape).sum(0)
    return shape / np.linalg.norm(shape[36] - shape[45])


def teacher_points():
    """[n, 68, 2] of the training faces of shared/landmarks, y up."""
    with open(SHARED / "landmarks" / "labels.csv", newline="") as file:
        rows = [[float(row[f"t{axis}{i}"]) for i in range(68) for axis in "xy"]
                for row in csv.DictReader(file) if row["split"] == "train"]
    return np.array(rows).reshape(-1, 68, 2) * [1, -1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    with open(parser.parse_args().file, "w") as file:
        points = np.round(mean_shape(teacher_points()), 4).tolist()
        rows = "".join(f"  [{x}, {y}, {z}],\n" for x, y, z in points)
        file.write("/**\n * Mean 3-D shape of the 68 landmarks: x to the picture's right, y up, z towards the viewer; the outer\n"
                   " * eye corners are 1 apart. Made by `training/mean_shape.py` from the 2-D points of shared/landmarks.\n */\n"
                   f"export const MEAN_SHAPE: readonly (readonly [number, number, number])[] = [\n{rows}];\n")

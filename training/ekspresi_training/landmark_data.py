"""Face crops with 68 teacher points, and the square that the landmark network looks at."""
import csv

import cv2
import numpy as np

from . import RUNS, SHARED

SHEET_TILE, TILE = 224, 160  # pixels of a tile in the sheets, and as kept for training
INPUT = 64
# The square around the points: its centre is the centre of their bounding box, its side this many times
# the longer side of that box. From a Haar box (measured on 740 crops: its side is 1.225 longer sides, its
# centre 0.16 longer sides above the points' centre) the same square has the figures below.
SIDE_PER_EXTENT = 1.25
SIDE_PER_BOX = 1.02
DOWN_PER_BOX = 0.13
EYES = slice(36, 48)
NEGATIVES = {"train": 6000, "val": 1000}  # face-free squares drawn of each split
# Index of the point that takes each point's place in a mirrored picture.
MIRROR = np.array([*range(16, -1, -1), *range(26, 16, -1), *range(27, 31), *range(35, 30, -1),
                   45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40,
                   *range(54, 47, -1), *range(59, 54, -1), *range(64, 59, -1), *range(67, 64, -1)])


def prepared_path():
    return RUNS / "landmarks.npz"


def prepare():
    """Read shared/landmarks and the face-free pictures of shared/faces; write one npz for training."""
    rows = list(csv.DictReader(open(SHARED / "landmarks" / "labels.csv", newline="")))
    sheets, tiles = {}, np.empty((len(rows), TILE, TILE), np.uint8)
    for i, row in enumerate(rows):
        if row["file"] not in sheets:
            sheets = {row["file"]: cv2.imread(str(SHARED / "landmarks" / row["file"]), cv2.IMREAD_GRAYSCALE)}
        y, x = (SHEET_TILE * v for v in divmod(int(row["tile"]), 16))
        tile = sheets[row["file"]][y:y + SHEET_TILE, x:x + SHEET_TILE]
        tiles[i] = cv2.resize(tile, (TILE, TILE), interpolation=cv2.INTER_AREA)
    points = np.array([[float(row[f"t{axis}{i}"]) for i in range(68) for axis in "xy"] for row in rows])
    # From pixel centres at whole numbers to tile units 0…1 measured from the tile's edge.
    points = (points.reshape(-1, 68, 2) + 0.5) / SHEET_TILE
    RUNS.mkdir(exist_ok=True)
    np.savez(prepared_path(), tiles=tiles, points=points.astype(np.float32),
             train=np.array([row["split"] == "train" for row in rows]),
             held=np.array([row["person_held"] == "1" or row["clip_held"] == "1" for row in rows]),
             **{f"negatives_{split}": _negatives(split, count) for split, count in NEGATIVES.items()})
    return {"crops": len(rows), "negatives": NEGATIVES}


def _negatives(split, count):
    """[count, TILE, TILE] uint8: random squares of the pictures of `split` without a face."""
    random = np.random.default_rng(3)
    pictures, sheets = [], {}
    for row in csv.DictReader(open(SHARED / "faces" / "labels.csv", newline="")):
        if row["source"] != "neg" or row["split"] != split:
            continue
        if row["file"] not in sheets:
            sheets[row["file"]] = cv2.imread(str(SHARED / "faces" / row["file"]), cv2.IMREAD_GRAYSCALE)
        x, y, w, h = (int(row[key]) for key in "xywh")
        pictures.append(sheets[row["file"]][y:y + h, x:x + w])
    squares = np.empty((count, TILE, TILE), np.uint8)
    for i in range(count):
        picture = pictures[random.integers(len(pictures))]
        side = int(random.uniform(0.25, 1.0) * min(picture.shape))
        y, x = (random.integers(0, limit - side + 1) for limit in picture.shape)
        squares[i] = cv2.resize(picture[y:y + side, x:x + side], (TILE, TILE), interpolation=cv2.INTER_LINEAR)
    return squares


def square_of(points):
    """Centre [n, 2] and longer side [n] of the bounding box of points [n, 68, 2], same units."""
    low, high = points.min(1), points.max(1)
    return (low + high) / 2, (high - low).max(1)


def eye_aspect_ratio(points):
    """[n, 2]: EAR of points 36–41 and 42–47 of points [n, 68, 2] (numpy or torch)."""
    def distance(a, b):
        # The tiny addend keeps the gradient finite where two points meet.
        return (((points[:, a] - points[:, b]) ** 2).sum(-1) + 1e-12) ** 0.5

    both = [(distance(e + 1, e + 5) + distance(e + 2, e + 4)) / (2 * distance(e, e + 3)) for e in (36, 42)]
    stack = np.stack if isinstance(points, np.ndarray) else __import__("torch").stack
    return stack(both, 1)

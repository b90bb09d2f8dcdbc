"""How the product searches a picture with the detection network and asks the landmark network about what it finds
(src/inference/detector/network, src/inference/landmarks), for fitting scores and measuring on whole pictures."""
import math

import cv2
import numpy as np
import torch

from . import augment
from .scenes import HEIGHT, WIDTH

STRIDES = 8, 16, 32
MIN_SIDE, MIN_FACE = 16, 24
# A tile is a little more than half as wide as the one before; its neighbours share its smallest face and a tenth.
STEP, OVERLAP = 1.08 / 2, 1.1
SAME_OVERLAP, SAME_SHARE = 0.45, 0.8


def views(width, height, min_face=MIN_FACE):
    """(x, y, pixels of the picture per pixel of the input) of the whole picture and its tiles."""
    shrink = max(width / WIDTH, height / HEIGHT)
    found = _tiles(width, height, shrink, 0)
    while MIN_SIDE * shrink > min_face and shrink > 1:
        overlap = OVERLAP * MIN_SIDE * shrink
        shrink = max(0.5, shrink * STEP)
        found += _tiles(width, height, shrink, overlap)
    return found


def _tiles(width, height, shrink, overlap):
    starts = []
    for length, side in ((width, WIDTH * shrink), (height, HEIGHT * shrink)):
        count = max(1, math.ceil((length - overlap) / max(1, side - overlap) - 1e-9))
        starts.append([(length - side) / 2] if count == 1 else [i * (length - side) / (count - 1) for i in range(count)])
    return [(x, y, shrink) for y in starts[1] for x in starts[0]]


def cut(picture, x, y, side_x, side_y, shape):
    """A rectangle of the picture as `shape` pixels, its edge repeated beyond it, averaged where it shrinks."""
    step = side_x / shape[1], side_y / shape[0]
    if max(step) > 1:  # each pixel of the result is the mean of what it covers
        picture = cv2.blur(picture, tuple(max(1, round(s)) for s in step))
    matrix = np.array([[step[0], 0, x + step[0] / 2 - 0.5], [0, step[1], y + step[1] / 2 - 0.5]])
    return cv2.warpAffine(picture, matrix, shape[::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                          borderMode=cv2.BORDER_REPLICATE)


def standardised(pictures):
    return augment.standardise(torch.from_numpy(np.stack(pictures)).unsqueeze(1).float())


def look(network, picture, places, least_score):
    """Squares [k, 4] (x, y, side, score) of a picture in pixels of it, seen in any of `places`, one a face, surest
    first. `network` gives the maps channel-last, as published."""
    inputs = [cut(picture, x, y, WIDTH * shrink, HEIGHT * shrink, (HEIGHT, WIDTH)) for x, y, shrink in places]
    least = math.log(least_score / (1 - least_score))
    hits = []
    for stride, given in zip(STRIDES, network(standardised(inputs))):
        given = given.numpy()
        at, rows, columns = np.nonzero(given[..., 0] >= least)
        score, dx, dy, size = given[at, rows, columns].T
        x0, y0, shrink = np.array(places).reshape(-1, 3)[at].T
        side = stride * np.exp(np.minimum(6, size)) * shrink
        hits.append(np.stack([x0 + (columns + 0.5 + dx) * stride * shrink - side / 2,
                              y0 + (rows + 0.5 + dy) * stride * shrink - side / 2, side, 1 / (1 + np.exp(-score))], 1))
    return one_a_face(np.concatenate(hits))


def one_a_face(squares):
    """Of squares that overlap or lie inside each other the one with the highest score, surest first."""
    kept = []
    for square in squares[np.argsort(-squares[:, 3], kind="stable")]:
        if not any(is_same_face(square, other) for other in kept):
            kept.append(square)
    return np.array(kept, np.float32).reshape(-1, 4)


def is_same_face(a, b):
    shared = area_shared(a, b)
    return shared > SAME_OVERLAP * (a[2] ** 2 + b[2] ** 2 - shared) or shared > SAME_SHARE * min(a[2], b[2]) ** 2


def area_shared(a, b):
    """Of two squares (x, y, side, …)."""
    sides = (min(a[i] + a[2], b[i] + b[2]) - max(a[i], b[i]) for i in range(2))
    return math.prod(max(0.0, side) for side in sides)


class SecondOpinion:
    """The landmark network's confidence that a square holds a face, 0…1."""

    def __init__(self, network, manifest):
        """`network`: its published form; `manifest`: of models/landmarks."""
        self.network, self.crop = network, manifest["crop"]
        self.shape = manifest["input"]["height"], manifest["input"]["width"]

    def once(self, picture, squares):
        """[k] for squares [k, 4], as in a film."""
        return self._ask(picture, [self._region(s) for s in squares])[1]

    def twice(self, picture, squares):
        """[k] looked for a second time where the first points say, as in a single picture."""
        regions = [self._region(s) for s in squares]
        points, _ = self._ask(picture, regions)
        refined = [self._around(p, r) for p, r in zip(points, regions)]
        return self._ask(picture, refined)[1]

    def _region(self, square):
        x, y, side = square[:3]
        wide = side * self.crop["scale"]
        return (x + side / 2 + self.crop["offsetX"] * side - wide / 2,
                y + side / 2 + self.crop["offsetY"] * side - wide / 2, wide)

    def _around(self, points, region):
        low, high = points.min(0), points.max(0)
        side = max(high - low) * self.crop["fromLandmarks"]["sidePerExtent"]
        refined = (*((low + high) / 2 - side / 2), side)
        shared = area_shared(refined, region)
        return region if shared < 0.4 * (side ** 2 + region[2] ** 2 - shared) else refined

    def _ask(self, picture, regions):
        """Points [k, 68, 2] in pixels of the picture and confidences [k]."""
        if not regions:
            return np.zeros((0, 68, 2)), np.zeros(0)
        points, confidence = self.network(standardised([cut(picture, x, y, side, side, self.shape)
                                                        for x, y, side in regions]))
        corners, sides = np.array(regions)[:, None, :2], np.array(regions)[:, None, 2:]
        return corners + sides * points.numpy().reshape(-1, 68, 2), confidence.numpy().reshape(-1)

"""Faces whose expressions nobody has named: photographs from the news and frames of video, for distillation."""
import os

import cv2
import numpy as np

from . import RUNS, landmark_data
from .fer import SIZE

# The square that the product cuts for the expression network (src/inference/expression/face-crop.ts), from the
# points: a Haar box is 1.225 longer sides of their bounding box wide, with its centre 0.16 of them above
# theirs (landmark_data.py), and covers 0.974 of a FER2013 picture.
BOX_PER_EXTENT, UP_PER_EXTENT, BOX_PER_CROP = 1.225, 0.16, 0.974


def prepared_path():
    return RUNS / "unlabelled.npz"


def faces(split="train"):
    """[n, 48, 48] uint8: the faces of shared/landmarks, framed as FER2013's are; kept in a small file of their own
    until train_landmarks.py prepares anew.

    Raises FileNotFoundError where train_landmarks.py has not prepared them."""
    if not _is_current(prepared_path(), landmark_data.prepared_path()):
        partial = prepared_path().with_name(f"unlabelled-{os.getpid()}.npz")
        np.savez_compressed(partial, **_framed())
        os.replace(partial, prepared_path())  # other runs may look for it at the same time
    with np.load(prepared_path()) as data:
        return data[split]


def _is_current(path, source):
    return path.exists() and not (source.exists() and source.stat().st_mtime > path.stat().st_mtime)


def _framed():
    with np.load(landmark_data.prepared_path()) as data:
        train, tiles, points = data["train"], data["tiles"], data["points"]
    centre, extent = landmark_data.square_of(points)
    centre = centre - np.stack([np.zeros_like(extent), UP_PER_EXTENT * extent], 1)
    cut = np.stack([_cut(*face) for face in zip(tiles, centre, extent * BOX_PER_EXTENT / BOX_PER_CROP)])
    return {"train": cut[train], "val": cut[~train]}


def _cut(tile, centre, side):
    """The square of `side` around `centre`, both in units of the tile, its edge repeated beyond it."""
    scale = side * len(tile) / SIZE
    # Output pixel i's centre, i + ½, lies at (i + ½) · scale from the square's corner.
    corner = (centre - side / 2) * len(tile) + scale / 2 - 0.5
    through = np.array([[scale, 0, corner[0]], [0, scale, corner[1]]])
    if scale > 1:  # else pixels between those that are read would not count
        tile = cv2.blur(tile, (max(1, round(scale)),) * 2)
    return cv2.warpAffine(tile, through, (SIZE, SIZE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                          borderMode=cv2.BORDER_REPLICATE)

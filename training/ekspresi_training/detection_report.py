"""Held-back pictures of the detector by what makes a face hard, and the scores from which a square is a face."""
import csv
import itertools

import cv2
import numpy as np

from . import SHARED, covers, detection, search
from .scenes import HEIGHT, WIDTH, degraded, moved, shrunk, soft_edged, through_jpeg, warp

SIDES = 20, 32, 52
# A square and a face are the same from this overlap on (of our squares); false ones lie on no box by this much.
FOUND, ASIDE = 0.35, 0.3
GROUPS = ("frontal", "turned a little", "half profile and more", "face dark (under 90)", "face middling",
          "face light (from 140)", "no mask (same source)", "mask", "hand before the mouth", "hat", "light 12 %",
          "blurred, σ 1.2", "JPEG, quality 20", "alone", "two or three together", "four and more together")


class Shown:
    """A held-back picture as the detector gets it: pixels, the squares to find and those not judged, its groups."""

    def __init__(self, pixels, squares, groups=()):
        self.pixels, self.groups = pixels, tuple(groups)
        self.faces = [s for s in squares if s[3] == 1]
        self.aside = squares


def placed(faces, empty, side, seed=0):
    """Each picture with its first face `side` pixels large, softly edged, in a picture without a face."""
    yaws = _yaws()
    for number, picture in enumerate(faces):
        random = np.random.default_rng((seed, side, number))
        x, y, own, _ = picture.squares[0]
        scale = side / own
        matrix = np.array([[scale, 0, random.uniform(0.3, 0.7) * WIDTH - scale * (x + own / 2)],
                           [0, scale, random.uniform(0.3, 0.7) * HEIGHT - scale * (y + own / 2)]])
        behind = cv2.resize(empty[random.integers(len(empty))].pixels, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
        mask = warp(soft_edged(picture.pixels.shape, 0.08), matrix, cv2.BORDER_CONSTANT)
        front = warp(shrunk(picture.pixels, scale), matrix, cv2.BORDER_REPLICATE)
        canvas = (behind + (front - behind.astype(np.float32)) * mask).astype(np.uint8)
        # The first face alone counts here; the others are small or large as they come.
        squares = [(*s[:3], 1 if i == 0 else 2) for i, s in enumerate(moved(picture.squares, matrix))]
        yield Shown(canvas, squares, [f"{side} px", *_groups(picture, yaws)])


def _yaws():
    """(source, name) → how far a head is turned: distance of the nose from the eyes' middle over theirs."""
    with open(SHARED / "landmarks" / "labels.csv", newline="") as file:
        return {(row["source"], row["name"]): abs(float(row["yaw"])) for row in csv.DictReader(file)}


def _groups(picture, yaws):
    yaw = yaws.get((picture.source, picture.name))
    if yaw is not None:
        yield "frontal" if yaw < 0.15 else "turned a little" if yaw < 0.3 else "half profile and more"
    if picture.source == "fmd":
        yield "mask" if picture.name.startswith("with_mask") else "no mask (same source)"
    x, y, side, _ = (int(v) for v in picture.squares[0])
    skin = picture.pixels[max(0, y + side // 4):max(1, y + 3 * side // 4), max(0, x + side // 4):max(1, x + 3 * side // 4)]
    if skin.size and not picture.name.startswith("with_mask"):
        yield "face dark (under 90)" if skin.mean() < 90 else "face middling" if skin.mean() < 140 else "face light (from 140)"


def in_conditions(shown, texture, seed=1):
    """The same pictures dim, blurred, as JPEG, and with something before the face."""
    for number, picture in enumerate(shown):
        random = np.random.default_rng((seed, number))
        dim = 0.12 * picture.pixels + random.normal(0, 2, picture.pixels.shape)
        below, above = picture.pixels.astype(np.float32), picture.pixels.astype(np.float32)
        covers.cover(below, picture.faces[0][:3], random, texture, "hand")
        covers.cover(above, picture.faces[0][:3], random, texture, "hat")
        changed = {"light 12 %": np.clip(np.round(dim), 0, 255), "blurred, σ 1.2": cv2.GaussianBlur(picture.pixels, (0, 0), 1.2),
                   "JPEG, quality 20": through_jpeg(picture.pixels, 20), "hand before the mouth": below, "hat": above}
        for name, pixels in changed.items():
            yield Shown(pixels.astype(np.uint8), picture.aside, [name])


def as_they_are(faces):
    """Pictures with surroundings, whole, by the number of their faces."""
    for picture in faces:
        if picture.is_tight:
            continue
        height, width = picture.pixels.shape
        scale = min(WIDTH / width, HEIGHT / height)
        matrix = np.array([[scale, 0, (WIDTH - scale * width) / 2], [0, scale, (HEIGHT - scale * height) / 2]])
        count = sum(s[3] == 1 for s in picture.squares)
        group = "alone" if count == 1 else "two or three together" if count < 4 else "four and more together"
        squares = [s if s[2] >= 16 else (*s[:3], 2) for s in moved(picture.squares, matrix)]
        yield Shown(warp(shrunk(picture.pixels, scale), matrix, cv2.BORDER_REPLICATE), squares, [group])


def seen(network, opinion, pictures, least_score=0.1):
    """For each picture what the detector sees: squares [k, 4] and the landmark network's confidence in them [k]."""
    for picture in pictures:
        squares = search.look(network, picture.pixels, [(0, 0, 1.0)], least_score)
        yield squares, opinion.once(picture.pixels, squares)


def outcomes(pictures, sights):
    """All faces as rows (score, confidence) of the squares that show them, and the same of all false squares, with
    the groups of the faces."""
    faces, groups, false = [], [], []
    for picture, (squares, sure) in zip(pictures, sights):
        for face in picture.faces:
            hits = [i for i, s in enumerate(squares) if detection.iou(face, s) > FOUND]
            faces.append(np.stack([squares[hits, 3], sure[hits]], 1))
            groups.append(picture.groups)
        false += [(s[3], c) for s, c in zip(squares, sure)
                  if not any(detection.iou(box, s) > ASIDE for box in picture.aside)]
    return faces, groups, np.array(false).reshape(-1, 2)


def is_face(rows, steps):
    """Which rows (score, confidence) reach any of the steps (least score, least confidence)."""
    return np.any([(rows[:, 0] >= score) & (rows[:, 1] >= sure) for score, sure in steps], 0)


def recall(faces, steps):
    """The share of faces with a square that counts."""
    return float(np.mean([is_face(rows, steps).any() for rows in faces]))


def by_group(faces, groups, steps):
    """[{group, faces, recall}], sizes first, then as GROUPS has them."""
    there = set(itertools.chain.from_iterable(groups))
    names = [name for name in (*(f"{side} px" for side in SIDES), *GROUPS) if name in there]
    chosen = {name: [rows for rows, of in zip(faces, groups) if name in of] for name in names}
    return [{"group": name, "faces": len(rows), "recall": recall(rows, steps)} for name, rows in chosen.items()]


def fit(faces, false, allowed, sure_confidence=0.1, confidence=0.5):
    """Steps (score, confidence) that find the most faces with at most `allowed` false squares: the sure score at
    `sure_confidence`, the least score at `confidence`, and a candidate's score with the confidence it needs.
    Returns (steps, recall, false), the best of the grid."""
    scores = np.round(np.arange(0.1, 0.85, 0.05), 2)
    needed = np.round(np.arange(0.6, 1.0, 0.05), 2)

    def reached(step):
        return np.array([is_face(rows, [step]).any() for rows in faces]), is_face(false, [step])

    steps = [(score, sure) for score in scores for sure in (sure_confidence, confidence, *needed)]
    by_step = {step: reached(step) for step in steps}
    best = None
    for low, least, sure in itertools.combinations(scores, 3):
        for high in needed:
            chosen = [(sure, sure_confidence), (least, confidence), (low, high)]
            found, wrong = (np.any(part, 0) for part in zip(*(by_step[step] for step in chosen)))
            if wrong.sum() <= allowed and (best is None or (found.mean(), -wrong.sum()) > (best[1], -best[2])):
                best = [tuple(map(float, step)) for step in chosen], float(found.mean()), int(wrong.sum())
    return best

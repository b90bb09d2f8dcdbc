"""FER2013 (+ FER+ votes): reading, cleaning, targets."""
import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from . import RUNS, SHARED

LABELS = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
VOTES = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt",
         "unknown", "nf"]
# Column of VOTES for each of LABELS; contempt, unknown and "not a face" have no class of ours.
VOTE_OF_LABEL = [4, 5, 6, 1, 3, 2, 0]
CONTEMPT, UNKNOWN, NOT_A_FACE = 7, 8, 9
SIZE = 48
BLANK_STD = 1.0
FOLDS = 5
# Pictures of one photograph correlate at least so much at a third of their size: of 80 pairs looked at from 0.975
# on nearly all were one photograph.
NEAR, NEAR_SIZE = 0.97, 16


@dataclass
class Split:
    """n images and what is known about them."""

    images: np.ndarray  # [n, 48, 48] uint8
    labels: np.ndarray  # [n] int64, index into LABELS
    votes: np.ndarray  # [n, 10] float32, FER+ votes in the order of VOTES; all zero where unknown
    elsewhere: np.ndarray  # [n] bool: the same pixels exist in the other split
    near: np.ndarray  # [n] bool: the other split has the same photograph, maybe cut, marked or stored otherwise
    groups: np.ndarray  # [n] int64: rows that show one photograph, maybe stored otherwise, have one number

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, rows):
        parts = (self.images, self.labels, self.votes, self.elsewhere, self.near, self.groups)
        return Split(*(values[rows] for values in parts))


def prepared_path():
    return RUNS / "fer2013.npz"


def prepare(source=None):
    """Read the shared mosaics (a folder) or an official fer2013.csv[.gz]; write one npz for training."""
    source = Path(source) if source else SHARED / "fer2013"
    raw = _read_mosaics(source) if source.is_dir() else _read_official(source)
    hashes = {split: [image.tobytes() for image in images] for split, (images, _, _) in raw.items()}
    near = near_copies(*(raw[split][0] for split in ("Training", "PublicTest")))
    arrays = {f"{split}_near": found for split, found in zip(("Training", "PublicTest"), near)}
    for split, other in (("Training", "PublicTest"), ("PublicTest", "Training")):
        images, labels, votes = raw[split]
        there = set(hashes[other])
        arrays[f"{split}_images"] = images
        arrays[f"{split}_labels"] = labels
        arrays[f"{split}_votes"] = votes
        arrays[f"{split}_elsewhere"] = np.array([h in there for h in hashes[split]])
        arrays[f"{split}_near"] |= arrays[f"{split}_elsewhere"]
        arrays[f"{split}_groups"] = groups_of_copies(images)
    RUNS.mkdir(exist_ok=True)
    np.savez(prepared_path(), **arrays)
    return {split: len(raw[split][1]) for split in raw}


def load(split):
    """The split "Training" or "PublicTest" as it is in the file, nothing left out."""
    with np.load(prepared_path()) as data:
        parts = ("images", "labels", "votes", "elsewhere", "near", "groups")
        return Split(*(data[f"{split}_{part}"] for part in parts))


def _read_mosaics(folder):
    sheets, rows = {}, {"Training": [], "PublicTest": []}
    with open(folder / "labels.csv", newline="") as file:
        for row in csv.DictReader(file):
            name = row["file"]
            if name not in sheets:
                sheets[name] = cv2.imread(str(folder / name), cv2.IMREAD_GRAYSCALE)
            y, x = (SIZE * v for v in divmod(int(row["tile"]), 48))
            votes = [float(row[f"ferplus_{vote}"] or 0) for vote in VOTES]
            if row["lossy"] == "1":  # pixels and votes of these rows do not belong together
                votes = [0.0] * len(VOTES)
            rows[row["split"]].append((sheets[name][y:y + SIZE, x:x + SIZE], int(row["label"]), votes))
    return {split: _columns(of) for split, of in rows.items()}


def _read_official(path):
    opener = gzip.open if path.suffix == ".gz" else open
    rows = {"Training": [], "PublicTest": []}
    with opener(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            if row["Usage"] in rows:
                image = np.array(row["pixels"].split(), np.uint8).reshape(SIZE, SIZE)
                rows[row["Usage"]].append((image, int(row["emotion"]), [0.0] * len(VOTES)))
    return {split: _columns(of) for split, of in rows.items()}


def _columns(rows):
    images, labels, votes = zip(*rows)
    return np.stack(images), np.array(labels), np.array(votes, np.float32)


def near_copies(first, second):
    """For each of two sets of images ([n, 48, 48], [m, 48, 48]) which of them, [n] and [m] bool, show a photograph
    that the other set has too. Blanks are like nothing."""
    first, second = _small(first), _small(second)
    alike = np.concatenate([part @ second.T > NEAR for part in np.array_split(first, 1 + len(first) // 4096)])
    return alike.any(1), alike.any(0)


def groups_of_copies(images):
    """[n] int64: images [n, 48, 48] that show one photograph, directly or by way of others, have one number, that of
    the first of them."""
    small, group = _small(images), np.arange(len(images))

    def root(i):
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for start in range(0, len(small), 2048):
        rows, others = np.nonzero(small[start:start + 2048] @ small.T > NEAR)
        for i, j in zip(rows + start, others):
            if j < i:
                first, second = sorted((root(i), root(j)))
                group[second] = first
    return np.array([root(i) for i in range(len(images))])


def _small(images):
    """[n, 256]: images at a third of their size with mean 0 and length 1, so that products are correlations."""
    step = SIZE // NEAR_SIZE
    pooled = images.reshape(-1, NEAR_SIZE, step, NEAR_SIZE, step).mean((2, 4), dtype=np.float32)
    flat = pooled.reshape(len(images), -1)
    flat = flat - flat.mean(1, keepdims=True)
    return flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1.0)


def blank(images):
    """[n] bool: images without content."""
    return images.reshape(len(images), -1).std(1) < BLANK_STD


def crowd_votes(split):
    """[n, 7] float32: how many of the ten taggers of FER+ see each of LABELS. Votes for contempt, "unknown" and "not
    a face" name none of them and are dropped; rows without usable votes are all zero."""
    return split.votes[:, VOTE_OF_LABEL]


def majority(split):
    """[n] int64: what more taggers of FER+ see than anything else, index into LABELS; -1 where that is contempt,
    "unknown" or "not a face", where two are seen equally often, and where there are no votes. 3,372 pictures of
    PublicTest have one."""
    most = split.votes.max(1, keepdims=True)
    alone = ((split.votes == most).sum(1) == 1) & (most[:, 0] > 0)
    label_of_vote = np.full(len(VOTES), -1)
    label_of_vote[VOTE_OF_LABEL] = np.arange(len(LABELS))
    return np.where(alone, label_of_vote[split.votes.argmax(1)], -1)


@dataclass
class TrainingSet:
    """What networks learn from: n clean pictures, each once."""

    images: np.ndarray  # [n, 48, 48] uint8
    labels: np.ndarray  # [n, 7] float32, distribution
    votes: np.ndarray  # [n, 7] float32, numbers of taggers (crowd_votes)
    groups: np.ndarray  # [n] int64: pictures that show one photograph have one number

    def __len__(self):
        return len(self.images)

    def __getitem__(self, rows):
        return TrainingSet(*(values[rows] for values in (self.images, self.labels, self.votes, self.groups)))


def training_set(share_of_votes):
    """The clean part of Training.

    Left out: blanks, images most taggers call "not a face", whatever PublicTest shows too, cut, marked or stored
    otherwise included. Copies inside Training become one image whose labels and votes are the mean of theirs.
    `labels` mix the FER2013 label with `share_of_votes` of the votes, where there are any.
    """
    split = load("Training")
    voted = crowd_votes(split)
    keep = ~blank(split.images) & ~split.near & (split.votes[:, NOT_A_FACE] < 5)
    copies = {}
    for i in np.flatnonzero(keep):
        copies.setdefault(split.images[i].tobytes(), []).append(i)
    one_hot = np.eye(len(LABELS), dtype=np.float32)[split.labels]
    first = np.array([members[0] for members in copies.values()])
    label = np.stack([one_hot[members].mean(0) for members in copies.values()])
    votes = np.stack([voted[members].mean(0) for members in copies.values()])
    total = votes.sum(1, keepdims=True)
    share = np.where(total > 0, share_of_votes, 0)
    mixed = (1 - share) * label + share * votes / np.maximum(total, 1e-6)
    return TrainingSet(split.images[first], mixed.astype(np.float32), votes.astype(np.float32), split.groups[first])


def choosing(split):
    """[n] bool: the half of the pictures of `split` on which epochs are chosen; temperatures and thresholds are
    fitted on the others. Pictures of one photograph are in one half."""
    numbers, of_picture = np.unique(split.groups, return_inverse=True)
    return (np.random.default_rng(6).permutation(len(numbers)) % 2 == 0)[of_picture]


def folds(groups):
    """[n] which of FOLDS parts each of n training pictures belongs to, drawn the same every time: a network that was
    trained without a part says of its pictures what it would say of any, instead of what it remembers. Pictures of
    one of `groups` [n] are in one part, or the network would remember the photograph."""
    numbers, of_picture = np.unique(groups, return_inverse=True)
    return (np.random.default_rng(5).permutation(len(numbers)) % FOLDS)[of_picture]

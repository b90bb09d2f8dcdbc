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

    def __len__(self):
        return len(self.labels)


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
    RUNS.mkdir(exist_ok=True)
    np.savez(prepared_path(), **arrays)
    return {split: len(raw[split][1]) for split in raw}


def load(split):
    """The split "Training" or "PublicTest" as it is in the file, nothing left out."""
    with np.load(prepared_path()) as data:
        return Split(*(data[f"{split}_{part}"] for part in ("images", "labels", "votes", "elsewhere", "near")))


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


def voted_distribution(split):
    """FER+ votes as [n, 7] in our order; rows without usable votes fall back to the FER2013 label.

    Contempt goes half to neutral, half to angry's neighbour disgust: nothing better is known.
    Unknown and not-a-face votes carry no class and are dropped; single votes are noise and count half.
    """
    votes = split.votes.copy()
    votes[votes == 1] = 0.5
    ours = votes[:, VOTE_OF_LABEL]
    ours[:, 6] += 0.5 * votes[:, CONTEMPT]
    ours[:, 1] += 0.5 * votes[:, CONTEMPT]
    total = ours.sum(1, keepdims=True)
    one_hot = np.eye(len(LABELS), dtype=np.float32)[split.labels]
    return np.where(total >= 3, ours / np.maximum(total, 1), one_hot)


def training_set(share_of_votes):
    """Clean training data: images [n, 48, 48] uint8, targets [n, 7], FER+ targets [n, 7].

    Left out: blanks, images most taggers call "not a face", copies of PublicTest images. Copies inside
    Training become one image whose targets are the mean of theirs. The first target mixes the FER2013
    label with `share_of_votes` of the FER+ distribution.
    """
    split = load("Training")
    voted = voted_distribution(split)
    keep = ~blank(split.images) & ~split.elsewhere & (split.votes[:, NOT_A_FACE] < 5)
    groups = {}
    for i in np.flatnonzero(keep):
        groups.setdefault(split.images[i].tobytes(), []).append(i)
    one_hot = np.eye(len(LABELS), dtype=np.float32)[split.labels]
    first = np.array([members[0] for members in groups.values()])
    label = np.stack([one_hot[members].mean(0) for members in groups.values()])
    votes = np.stack([voted[members].mean(0) for members in groups.values()])
    mixed = (1 - share_of_votes) * label + share_of_votes * votes
    return split.images[first], mixed.astype(np.float32), votes.astype(np.float32)


def folds(n):
    """[n] which of FOLDS parts each of n training pictures belongs to, drawn the same every time: a network that was
    trained without a part says of its pictures what it would say of any, instead of what it remembers."""
    return np.random.default_rng(5).permutation(n) % FOLDS

"""Training and measuring the landmark network."""
import copy
import math
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from . import augment, landmark_data, training
from .landmark_data import EYES, INPUT, MIRROR, SIDE_PER_EXTENT
from .networks import ConvBN, Residual


# Channels at a half, a quarter and an eighth of the crop. With onnxruntime, floating, on one thread of an older
# processor a face took 0.55 ms; (24, 48, 80) took 0.74 for an eye aspect ratio that correlates .887 in place of .874, (8, 32, 64) 0.32 for .838.
WIDTHS = (16, 36, 72)
# An eye is shut to the measurement where the teacher's eye aspect ratio is lower.
SHUT_BELOW = 0.15


class LandmarkNet(nn.Module):
    """64×64 grey → points [n, 136] in units of the crop, and confidence [n, 1] between 0 and 1."""

    def __init__(self, mean_shape=None):
        """`mean_shape` [136]: where the points start before anything is learnt."""
        super().__init__()
        fine, middle, coarse = WIDTHS
        self.features = nn.Sequential(ConvBN(1, fine, 5, stride=2), Residual(fine, fine),
                                      Residual(fine, middle, 2), Residual(middle, coarse, 2))
        self.narrow = ConvBN(coarse, 24, 1)
        self.points = nn.Linear(24 * 64, 136)
        self.doubt = nn.Linear(coarse, 24)
        self.confidence = nn.Linear(24, 1)
        if mean_shape is not None:
            self.points.weight.data.mul_(0.1)
            self.points.bias.data.copy_(mean_shape)

    def logits(self, x):
        """Points, and confidence before its sigmoid. What the confidence learns does not move the features."""
        x = self.features(x)
        with torch.autocast(x.device.type, enabled=False):  # bfloat16 is too coarse for the height of an eye
            exact = x if x.dtype == torch.float32 else x.float()  # no Cast in the exported graph
            points = self.points(self.narrow(exact).flatten(1))
        described = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return points, self.confidence(F.relu(self.doubt(described)))

    def forward(self, x):
        points, confidence = self.logits(x)
        return points, torch.sigmoid(confidence)


def crop(tiles, centre, side, angle, stretch, mirror):
    """Cut squares: [n, 1, 64, 64] pixels and the maps that take tile units to crop units.

    tiles [n, T, T] uint8; centre [n, 2] and side [n] in tile units 0…1; angle [n] radians; stretch [n]
    widens by its square root; mirror [n] is 1 or -1. The map is (matrix [n, 2, 2], offset [n, 2]):
    crop = matrix @ tile + offset.
    """
    cos, sin, wide = torch.cos(angle), torch.sin(angle), stretch.sqrt()
    # From crop units −1…1 to tile units 0…1 around the centre.
    there = torch.stack([torch.stack([cos * wide * mirror, -sin / wide], 1),
                         torch.stack([sin * wide * mirror, cos / wide], 1)], 1) * (side / 2).view(-1, 1, 1)
    theta = torch.cat([2 * there, (2 * centre - 1).unsqueeze(2)], 2)
    pixels = augment.warp(tiles.unsqueeze(1).float(), theta, INPUT)
    matrix = torch.linalg.inv(there) / 2
    return pixels, matrix, 0.5 - (matrix @ centre.unsqueeze(2)).squeeze(2)


def into_crop(points, matrix, offset, mirror):
    """points [n, 68, 2] in tile units → crop units, renumbered where the crop is mirrored."""
    points = points @ matrix.transpose(1, 2) + offset.unsqueeze(1)
    return torch.where((mirror < 0).view(-1, 1, 1), points[:, MIRROR], points)


def jittered(points, n, shift_x=0.09, shift_y=0.05, scale=0.10):
    """Centre and side of the crop as a detector would give it: normally distributed around the truth."""
    low, high = points.min(1)[0], points.max(1)[0]
    extent = (high - low).max(1)[0]
    off = torch.randn(n, 2) * torch.tensor([shift_x, shift_y])
    centre = (low + high) / 2 + off.clamp(-0.25, 0.25) * extent.unsqueeze(1)
    return centre, extent * SIDE_PER_EXTENT * torch.exp(scale * torch.randn(n).clamp(-2, 2))


def training_batch(tiles, points):
    """Augmented network input, points in crop units [n, 68, 2], for face tiles."""
    n = len(tiles)
    centre, side = jittered(points, n)
    angle = torch.empty(n).uniform_(-math.pi / 6, math.pi / 6) * (torch.rand(n) < 0.8)
    mirror = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    stretch = torch.exp(torch.empty(n).uniform_(-0.15, 0.15))
    pixels, matrix, offset = crop(tiles, centre, side, angle, stretch, mirror)
    pixels = augment.degrade(augment.erase(pixels, 0.15), 0.8)
    return augment.standardise(pixels), into_crop(points, matrix, offset, mirror)


def doubtful_batch(negatives, tiles, points):
    """Network input that deserves no confidence: no face, or a face far from where it should be."""
    n, m = len(negatives), len(tiles)
    whole = torch.full((n, 2), 0.5)
    empty, _, _ = crop(negatives, whole, torch.ones(n), torch.zeros(n), torch.ones(n), torch.ones(n))
    centre, side = jittered(points, m)
    towards = torch.rand(m) * 2 * math.pi
    away = torch.empty(m).uniform_(0.45, 0.8) * side
    centre = centre + away.unsqueeze(1) * torch.stack([towards.cos(), towards.sin()], 1)
    wrong = torch.rand(m) < 0.3  # not beside the face, but of a quite wrong size
    factor = torch.where(torch.rand(m) < 0.5, torch.tensor(2.4), torch.tensor(0.4))
    centre = torch.where(wrong.unsqueeze(1), centre - away.unsqueeze(1) * torch.stack(
        [towards.cos(), towards.sin()], 1), centre)
    side = torch.where(wrong, side * factor, side)
    missed, _, _ = crop(tiles, centre, side, torch.zeros(m), torch.ones(m), torch.ones(m))
    return augment.standardise(augment.degrade(torch.cat([empty, missed])))


def error(points, truth, over=slice(0, 68)):
    """Mean distance of the chosen points over the outer-eye distance, per face [n]."""
    between_eyes = (truth[:, 36] - truth[:, 45]).norm(dim=-1)
    return (points[:, over] - truth[:, over]).norm(dim=-1).mean(1) / between_eyes


def losses(points, doubt, truth, weights):
    """Point, eye-opening and confidence loss of a batch whose first rows are faces with `truth`."""
    faces = len(truth)
    points = points[:faces].view(faces, 68, 2)
    place = (F.smooth_l1_loss(points, truth, beta=0.01, reduction="none").sum(2) * weights).mean()
    ears = F.smooth_l1_loss(landmark_data.eye_aspect_ratio(points),
                            landmark_data.eye_aspect_ratio(truth), beta=0.05)
    # Sure below 5 % of error, not at all above 13 %.
    sure = ((0.13 - error(points.detach(), truth)) / 0.08).clamp(0, 1)
    wanted = torch.cat([sure, torch.zeros(len(doubt) - faces)])
    return place * 40 + ears * 12 + 0.3 * F.binary_cross_entropy_with_logits(doubt.squeeze(1), wanted)


@torch.no_grad()
def predict(network, tiles, centre, side, angle=0.0, batch=256):
    """Points [n, 68, 2] in tile units and confidence [n] for upright (or turned by `angle`) squares."""
    network.eval()
    points, confidence = [], []
    for start in range(0, len(tiles), batch):
        rows = slice(start, start + batch)
        n = len(tiles[rows])
        pixels, matrix, offset = crop(tiles[rows], centre[rows], side[rows], torch.full((n,), float(angle)),
                                      torch.ones(n), torch.ones(n))
        given, sure = network(augment.standardise(pixels).contiguous(memory_format=torch.channels_last))
        back = torch.linalg.inv(matrix)
        points.append((given.view(n, 68, 2) - offset.unsqueeze(1)) @ back.transpose(1, 2))
        confidence.append(sure.squeeze(1))
    return torch.cat(points), torch.cat(confidence)


def squares(points):
    """The crop square around known points: centre [n, 2], side [n]."""
    centre, extent = landmark_data.square_of(points.numpy())
    return torch.from_numpy(centre), torch.from_numpy(extent) * SIDE_PER_EXTENT


def measure(network, tiles, truth, passes=2, angle=0.0):
    """Errors on crops as a detector gives them (fixed seed), refined by `passes` − 1 further crops."""
    state = torch.get_rng_state()
    torch.manual_seed(11)
    centre, side = jittered(truth, len(truth))
    torch.set_rng_state(state)
    for _ in range(passes):
        points, confidence = predict(network, tiles, centre, side, angle)
        centre, side = squares(points)
    given = landmark_data.eye_aspect_ratio(points).mean(1).numpy()
    teacher = landmark_data.eye_aspect_ratio(truth).mean(1).numpy()
    shut, opened = teacher < SHUT_BELOW, teacher > 0.25
    return {"nme": float(error(points, truth).mean()), "nmeEyes": float(error(points, truth, EYES).mean()),
            "earCorrelation": float(np.corrcoef(given, teacher)[0, 1]),
            "shut": int(shut.sum()), "shutRecall": float((given[shut] < 0.185).mean()),
            "open": int(opened.sum()), "openRecall": float((given[opened] >= 0.185).mean()),
            "confidence": float(confidence.mean())}


def confidence_on_negatives(network, negatives):
    """Share of face-free squares that get a confidence above one half."""
    n = len(negatives)
    _, confidence = predict(network, negatives, torch.full((n, 2), 0.5), torch.ones(n))
    return round(float((confidence > 0.5).float().mean()), 4)


def load():
    """(tiles, points, training rows) as tensors."""
    with np.load(landmark_data.prepared_path()) as data:
        return tuple(torch.from_numpy(data[part]) for part in ("tiles", "points", "train"))


def load_negatives(split):
    """Face-free squares [n, TILE, TILE] of the split "train" or "val"."""
    with np.load(landmark_data.prepared_path()) as data:
        return torch.from_numpy(data[f"negatives_{split}"])


def train(options):
    """Train the landmark network as `options` (train_landmarks.py's arguments) say; resumes by itself."""
    training.seed(options.seed)
    (tiles, points, is_train), negatives = load(), load_negatives("train")
    valid_tiles, valid_points = tiles[~is_train], points[~is_train]
    tiles, points = tiles[is_train], points[is_train]
    teacher = landmark_data.eye_aspect_ratio(points).mean(1)
    often = 1 + 3.0 * (teacher < 0.15) + 1.0 * (teacher < 0.2)  # shut eyes are rare
    weights = torch.ones(68)
    weights[:17] = 0.5  # the jaw has no exact place
    weights[EYES] = 2.5
    centre, side = squares(points)
    mean = ((points - centre.unsqueeze(1)) / side.view(-1, 1, 1) + 0.5).mean(0).flatten()
    network = LandmarkNet(mean).to(memory_format=torch.channels_last)
    average = training.MovingAverage(network, copy.deepcopy(network), 0.998)
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=0.01)
    run = training.Run(options.name)
    first = run.resume(network, average, optimiser)
    doubtful = options.batch // 8
    steps = len(tiles) // options.batch
    for epoch in range(first, options.epochs):
        began, total = time.time(), 0.0
        network.train()
        for step in range(steps):
            for group in optimiser.param_groups:
                group["lr"] = options.rate * training.cosine((epoch + step / steps) / options.epochs)
            rows = torch.multinomial(often, options.batch)
            x, truth = training_batch(tiles[rows], points[rows])
            others = torch.randint(len(tiles), (doubtful // 2,))
            nothing = torch.randint(len(negatives), (doubtful,))
            x = torch.cat([x, doubtful_batch(negatives[nothing], tiles[others], points[others])])
            with training.autocast(x.device):
                given, doubt = network.logits(x.contiguous(memory_format=torch.channels_last))
            loss = losses(given.float(), doubt.float(), truth, weights)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            average.update()
            total += loss.item()
        found = measure(average.network, valid_tiles, valid_points)
        run.save(epoch + 1, network, average, optimiser, found["earCorrelation"] / 10 - found["nme"] - found["nmeEyes"])
        run.log(epoch=epoch + 1, of=options.epochs, loss=total / steps, **found, seconds=round(time.time() - began, 1))

"""The face-detection network: anchor-free training on scenes, measuring."""
import copy
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from . import augment, mining, training, warm_start
from .networks import ConvBN
from .scenes import HEIGHT, WIDTH, Scenes, pictures

# Stride of each output map and the sides of the boxes, in pixels, that it is responsible for.
LEVELS = [(8, 14, 46), (16, 38, 104), (32, 86, 270)]
# Thresholds at which an epoch is measured.
VALIDATED = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8]


class DetectorNet(nn.Module):
    """[n, 1, 240, 320] grey → three maps [n, 4, h, w]: score logit, centre offset in cells, log size."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(ConvBN(1, 8, stride=2), ConvBN(8, 16, stride=2), ConvBN(16, 24, stride=2))
        self.small = nn.Sequential(ConvBN(24, 24), ConvBN(24, 24))
        self.medium = nn.Sequential(ConvBN(24, 32, stride=2), ConvBN(32, 32), ConvBN(32, 32))
        self.large = nn.Sequential(ConvBN(32, 40, stride=2), ConvBN(40, 40), ConvBN(40, 40))
        self.heads = nn.ModuleList(nn.Conv2d(channels, 4, 1) for channels in (24, 32, 40))
        for head in self.heads:
            nn.init.constant_(head.bias[:1], -4.0)

    def forward(self, x):
        small = self.small(self.stem(x))
        medium = self.medium(small)
        return tuple(head(x) for head, x in zip(self.heads, (small, medium, self.large(medium))))


class PublishedNet(nn.Module):
    """As the product reads it: each map [n, h, w, 4], channel last, which tfjs gives by itself."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return tuple(map.permute(0, 2, 3, 1) for map in self.network(x))


def targets(boxes, level):
    """What one map shall say for boxes [n, k, 4]: score [n, h, w] (−1: do not judge), values [n, 3, h, w]."""
    stride, low, high = LEVELS[level]
    h, w = -(-HEIGHT // stride), -(-WIDTH // stride)
    cy = (torch.arange(h).view(1, h, 1) + 0.5) * stride
    cx = (torch.arange(w).view(1, 1, w) + 0.5) * stride
    score = torch.zeros(len(boxes), h, w)
    values = torch.zeros(len(boxes), 3, h, w)
    for k in range(boxes.shape[1]):
        x, y, side, kind = (boxes[:, k, j].view(-1, 1, 1) for j in range(4))
        dx, dy = torch.broadcast_tensors(x + side / 2 - cx, y + side / 2 - cy)
        near = torch.maximum(dx.abs(), dy.abs())
        around = (near < 0.5 * side) & (kind > 0)
        mine = (near < torch.maximum(0.18 * side, torch.full_like(side, stride / 2))) & (kind == 1)
        mine = mine & (side >= low) & (side < high)
        score = torch.where(around & ~mine & (score == 0) & ((kind == 2) | (near < 0.3 * side)), -torch.ones(()), score)
        score = torch.where(mine, torch.ones(()), score)
        size = torch.log(side.clamp(min=1) / stride).expand_as(dx)
        found = torch.stack([dx / stride, dy / stride, size], 1)
        values = torch.where(mine.unsqueeze(1), found, values)
    return score, values


def losses(maps, boxes):
    """Focal loss of the scores plus smooth L1 of offset and size where there is a face."""
    total = 0
    for level, given in enumerate(maps):
        given = given.float()
        score, values = targets(boxes, level)
        judged, positive = score >= 0, score > 0
        logit = given[:, 0]
        chance = torch.sigmoid(logit)
        missed = torch.where(positive, 1 - chance, chance)
        focal = missed ** 2 * F.binary_cross_entropy_with_logits(logit, score.clamp(min=0), reduction="none")
        count = positive.sum().clamp(min=8)
        total = total + 4 * (focal * judged).sum() / count
        apart = F.smooth_l1_loss(given[:, 1:], values, beta=0.1, reduction="none").sum(1)
        total = total + (apart * positive).sum() / count
    return total


def decode(maps, threshold=0.5, overlap=0.3):
    """Per picture an array [k, 4] of x, y, side, score after non-maximum suppression."""
    pictures = []
    for i in range(len(maps[0])):
        found = []
        for (stride, _, _), given in zip(LEVELS, maps):
            score = torch.sigmoid(given[i, 0])
            for row, column in (score > threshold).nonzero().tolist():
                dx, dy, size = given[i, 1:, row, column].tolist()
                side = stride * float(np.exp(size))
                found.append(((column + 0.5 + dx) * stride - side / 2, (row + 0.5 + dy) * stride - side / 2, side,
                              float(score[row, column])))
        kept = []
        for box in sorted(found, key=lambda b: -b[3]):
            if all(iou(box, other) < overlap for other in kept):
                kept.append(box)
        pictures.append(np.array(kept, np.float32).reshape(-1, 4))
    return pictures


def iou(a, b):
    """Overlap of two squares (x, y, side, …)."""
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[2], b[1] + b[2]) - max(a[1], b[1])
    both = max(across, 0) * max(down, 0)
    return both / (a[2] ** 2 + b[2] ** 2 - both)


@torch.no_grad()
def curve(network, scenes, thresholds):
    """Recall (of all faces, of those under 32 pixels, of others) and false faces a picture on held-back scenes, at an
    overlap of 0.4, at each of `thresholds`, which rise."""
    network.eval()
    counts = [{"small": 0, "large": 0, "false": 0} for _ in thresholds]
    faces = {"small": 0, "large": 0}
    for pixels, boxes in torch.utils.data.DataLoader(scenes, 16):
        maps = network(augment.standardise(pixels).contiguous(memory_format=torch.channels_last))
        for found, marked in zip(decode(maps, thresholds[0]), boxes.numpy()):
            right = [b for b in marked if b[3] == 1]
            for b in right:
                faces[size_of(b)] += 1
            for threshold, count in zip(thresholds, counts):
                sure = [f for f in found if f[3] >= threshold]
                for b in right:
                    count[size_of(b)] += any(iou(b, f) > 0.4 for f in sure)
                count["false"] += sum(not any(iou(b, f) > 0.3 for b in marked if b[3] > 0) for f in sure)
    return [{"threshold": threshold, "recall": (count["small"] + count["large"]) / max(sum(faces.values()), 1),
             "recallUnder32": count["small"] / max(faces["small"], 1),
             "recallFrom32": count["large"] / max(faces["large"], 1),
             "falsePerPicture": count["false"] / len(scenes), "faces": sum(faces.values())}
            for threshold, count in zip(thresholds, counts)]


def size_of(box):
    return "small" if box[2] < 32 else "large"


def recall_at(curve, false_per_picture):
    """The recall of a `curve` at its lowest threshold with so few false faces, 0 where none has."""
    return next((p["recall"] for p in curve if p["falsePerPicture"] <= false_per_picture), 0.0)


def mine(network, scenes, run, epoch):
    """Let `scenes` show more of what the network found hard at `epoch`; kept in the run's folder to resume from."""
    def found():
        judge = copy.deepcopy(network).cpu()
        return {"hardness": mining.hardness(judge, scenes.views + scenes.tight),
                "mined": mining.lookalikes(judge, scenes.empty)}

    kept = run.kept(f"mined-{epoch}.pt", len(scenes.empty), found)
    scenes.weigh(kept["hardness"])
    scenes.mined = kept["mined"]


def train(options):
    """Train the detector as `options` (train_detector.py's arguments) say; resumes by itself."""
    training.seed(options.seed)
    on = training.device()
    valid = Scenes(pictures("val"), options.valid, 99, worn=True)
    scenes = Scenes(pictures("train"), options.scenes, 0, worn=True)
    network = DetectorNet()
    if options.take_up:
        shown = torch.stack([scenes[i][0] for i in range(128)])
        warm_start.take_up(PublishedNet(network), options.take_up, augment.standardise(shown))
    network = network.to(on, memory_format=torch.channels_last)
    average = training.MovingAverage(network, copy.deepcopy(network), 0.998)
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=0.01)
    run = training.Run(options.name)
    first = run.resume(network, average, optimiser)
    for epoch in range(first, options.epochs):
        began, total = time.time(), 0.0
        if epoch == first or epoch % options.mine_every == 0:
            mine(average.network, scenes, run, epoch - epoch % options.mine_every)
        network.train()
        scenes.seed = options.seed * 1000 + epoch
        loader = torch.utils.data.DataLoader(scenes, options.batch, num_workers=options.workers, drop_last=True)
        for step, (pixels, boxes) in enumerate(loader):
            for group in optimiser.param_groups:
                group["lr"] = options.rate * training.cosine((epoch + step / len(loader)) / options.epochs)
            x = augment.standardise(pixels.to(on))
            with training.autocast(on):
                maps = network(x.contiguous(memory_format=torch.channels_last))
            loss = losses([m.cpu() for m in maps], boxes)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            average.update()
            total += loss.item()
        points = curve(copy.deepcopy(average.network).cpu(), valid, VALIDATED)
        score = recall_at(points, 0.1)
        run.save(epoch + 1, network, average, optimiser, score)
        half = next(p for p in points if p["threshold"] == 0.5)
        run.log(epoch=epoch + 1, of=options.epochs, loss=total / len(loader), recallAtOneIn10=score,
                mined=len(scenes.mined), **half, seconds=round(time.time() - began, 1))

"""The face-detection network: scenes from shared/faces, anchor-free training, measuring."""
import copy
import csv
import time

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from . import SHARED, augment, training
from .networks import ConvBN

WIDTH, HEIGHT = 320, 240
# Stride of each output map and the sides of the boxes, in pixels, that it is responsible for.
LEVELS = [(8, 14, 46), (16, 38, 104), (32, 86, 270)]
# Our boxes are Haar's squares: centre of the YuNet box, this share of its longer side (740 crops, median).
HAAR_SIDE = 0.89


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


class Scenes(torch.utils.data.Dataset):
    """Endless pictures of a kiosk's view, made from real ones: item i is the same in every run.

    A scene is a background without a face, into which zero to four faces are pasted shrunk and softly
    edged, or (one in three) a real picture with its surroundings, moved and scaled. An item is
    (pixels [1, 240, 320] float grey, boxes [8, 4]: x, y, side, and 1 for a face, 2 for "do not judge", 0
    for an empty row).
    """

    def __init__(self, split, length, seed, worn=False):
        """`worn`: as a kiosk's webcam shows it."""
        self.length, self.seed, self.worn = length, seed, worn
        self.faces, self.views, self.empty = [], [], []
        sheets = {}
        for row in csv.DictReader(open(SHARED / "faces" / "labels.csv", newline="")):
            if row["split"] != split:
                continue
            if row["file"] not in sheets:
                sheets[row["file"]] = cv2.imread(str(SHARED / "faces" / row["file"]), cv2.IMREAD_GRAYSCALE)
            x, y, w, h = (int(row[key]) for key in "xywh")
            picture = sheets[row["file"]][y:y + h, x:x + w].copy()
            boxes = [square(b.split(" ")) for b in row["boxes"].split(";") if b]
            if row["source"] == "neg":
                self.empty.append(picture)
            elif row["source"] == "mfe":
                self.faces.append((picture, boxes[:1]))
            else:
                self.views.append((picture, boxes))

    def __len__(self):
        return self.length

    def __getitem__(self, i):
        random = np.random.default_rng((self.seed, i))
        if random.random() < 0.35:
            canvas, boxes = self._view(random)
        else:
            canvas, boxes = self._pasted(random)
        if random.random() < 0.5:
            canvas = canvas[:, ::-1].copy()
            boxes = [(WIDTH - x - side, y, side, kind) for x, y, side, kind in boxes]
        if self.worn:
            canvas = degraded(canvas, random)
        table = np.zeros((8, 4), np.float32)
        kept = [b for b in boxes if inside(b)][:8]
        table[:len(kept)] = np.array(kept, np.float32).reshape(-1, 4)
        return torch.from_numpy(canvas).unsqueeze(0).float(), torch.from_numpy(table)

    def _view(self, random):
        """A real picture whose first face gets a random size and place."""
        picture, boxes = self.views[random.integers(len(self.views))]
        x, y, side, _ = boxes[0]
        scale = np.exp(random.uniform(np.log(24), np.log(170))) / side
        matrix = np.array([[scale, 0, random.uniform(0.1, 0.9) * WIDTH - scale * (x + side / 2)],
                           [0, scale, random.uniform(0.2, 0.8) * HEIGHT - scale * (y + side / 2)]])
        # Not mirrored at the edge, which would show faces that nobody marked.
        canvas = warp(shrunk(picture, scale), matrix, cv2.BORDER_REPLICATE)
        if random.random() < 0.7:
            mask = warp(soft_edged(picture.shape, 0.02), matrix, cv2.BORDER_CONSTANT)
            behind = self._background(random).astype(np.float32)
            canvas = (behind + (canvas - behind) * mask).astype(np.uint8)
        moved = [(scale * x + matrix[0, 2], scale * y + matrix[1, 2], scale * side, kind)
                 for x, y, side, kind in boxes]
        return canvas, moved

    def _background(self, random):
        """A part of a picture without a face."""
        picture = self.empty[random.integers(len(self.empty))]
        scale = max(WIDTH / picture.shape[1], HEIGHT / picture.shape[0]) * random.uniform(1, 1.6)
        matrix = np.array([[scale, 0, -random.uniform(0, 1) * (scale * picture.shape[1] - WIDTH)],
                           [0, scale, -random.uniform(0, 1) * (scale * picture.shape[0] - HEIGHT)]])
        return warp(picture, matrix, cv2.BORDER_REFLECT_101)

    def _pasted(self, random):
        """Faces shrunk into a background."""
        canvas = self._background(random).astype(np.float32)
        boxes = []
        for _ in range(random.choice([0, 1, 2, 3, 4], p=[0.2, 0.4, 0.2, 0.1, 0.1])):
            picture, marked = self.faces[random.integers(len(self.faces))]
            x, y, side, _ = marked[0]
            target = np.exp(random.uniform(np.log(16), np.log(200)))
            centre = random.uniform(0, WIDTH), random.uniform(0, HEIGHT)
            if any(np.hypot(centre[0] - bx - bs / 2, centre[1] - by - bs / 2) < (target + bs) * 0.6
                   for bx, by, bs, _ in boxes):
                continue
            # Only what lies around the face is drawn: most faces are small.
            left, top = (max(0, int(c - 1.1 * target)) for c in centre)
            part = canvas[top:int(centre[1] + 1.1 * target) + 1, left:int(centre[0] + 1.1 * target) + 1]
            turn = cv2.getRotationMatrix2D((x + side / 2, y + side / 2), random.normal(0, 12), target / side)
            turn[:, 2] += np.array(centre) - (x + side / 2, y + side / 2) - (left, top)
            face = warp(shrunk(picture, target / side), turn, cv2.BORDER_REPLICATE, part.shape)
            mask = warp(soft_edged(picture.shape, 0.12), turn, cv2.BORDER_CONSTANT, part.shape)
            light = random.uniform(0.5, 1.2)
            part += (np.clip(face * light, 0, 255) - part) * mask
            boxes.append((centre[0] - target / 2, centre[1] - target / 2, target, 1))
        return canvas.astype(np.uint8), boxes


def square(box):
    """A box of labels.csv (x y w h label …) → our square (x, y, side, kind)."""
    x, y, w, h = (float(v) for v in box[:4])
    side = HAAR_SIDE * max(w, h)
    return x + w / 2 - side / 2, y + h / 2 - side / 2, side, 1 if box[4] == "face" else 2


def inside(box):
    """Whether a square's centre lies in the picture."""
    x, y, side, _ = box
    return 0 <= x + side / 2 < WIDTH and 0 <= y + side / 2 < HEIGHT and side >= LEVELS[0][1]


def shrunk(picture, scale):
    """The picture averaged over what will be one pixel, before it is made smaller, so that nothing flickers."""
    return cv2.blur(picture, (round(1 / scale), round(1 / scale))) if scale < 0.67 else picture


def soft_edged(shape, share):
    """A mask of `shape`: 1 inside, falling to 0 over `share` of the shorter side at the edge."""
    edge = max(2.0, share * min(shape))
    down, across = (np.clip(np.minimum(np.arange(side) + 0.5, side - np.arange(side) - 0.5) / edge, 0, 1)
                    for side in shape)
    return np.outer(down, across).astype(np.float32)


def warp(picture, matrix, border, shape=(HEIGHT, WIDTH)):
    """`picture` moved by `matrix` into a new one of `shape`."""
    return cv2.warpAffine(picture, matrix, shape[::-1], flags=cv2.INTER_LINEAR, borderMode=border)


def degraded(picture, random):
    """What kiosk webcams do, for one picture: gamma, few pixels, softness, darkness with noise, rounding.

    The same as augment.degrade, but small faces shall stay visible; several times faster with OpenCV."""
    gamma = np.exp(random.uniform(-0.5, 0.5))
    picture = cv2.LUT(picture, np.round(255 * (np.arange(256) / 255) ** gamma).astype(np.uint8))
    if random.random() < 0.1:
        share = random.uniform(0.6, 0.9)
        coarse = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        picture = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    if random.random() < 0.12:
        picture = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.5, 1.3))
    light = random.uniform(0.06, 0.5) if random.random() < 0.15 else 1
    noise = random.uniform(1, 12) * np.sqrt(light) if random.random() < 0.25 else 0
    if light == 1 and noise == 0:
        return picture
    grain = random.standard_normal(picture.shape, np.float32) * noise if noise else 0
    return np.clip(np.round(picture * light + grain), 0, 255).astype(np.uint8)


def targets(boxes, level):
    """What one map shall say for boxes [n, 8, 4]: score [n, h, w] (−1: do not judge), values [n, 3, h, w]."""
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


def measure(network, scenes, threshold=0.5):
    """Recall and false faces a picture on held-back scenes, at an overlap of 0.4."""
    return curve(network, scenes, [threshold])[0]


@torch.no_grad()
def curve(network, scenes, thresholds):
    """The same at each of `thresholds`, which rise, and the recall of faces under 32 pixels and others."""
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


def train(options):
    """Train the detector as `options` (train_detector.py's arguments) say; resumes by itself."""
    training.seed(options.seed)
    on = training.device()
    valid = Scenes("val", options.valid, 99)
    scenes = Scenes("train", options.scenes, 0, worn=True)
    network = DetectorNet().to(on, memory_format=torch.channels_last)
    average = training.MovingAverage(network, copy.deepcopy(network), 0.998)
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=0.01)
    run = training.Run(options.name)
    first = run.resume(network, average, optimiser)
    for epoch in range(first, options.epochs):
        began, total = time.time(), 0.0
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
        found = measure(copy.deepcopy(average.network).cpu(), valid)
        run.save(epoch + 1, network, average, optimiser, found["recall"] - 0.5 * found["falsePerPicture"])
        run.log(epoch=epoch + 1, of=options.epochs, loss=total / len(loader), **found,
                seconds=round(time.time() - began, 1))

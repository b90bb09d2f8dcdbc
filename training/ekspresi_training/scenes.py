"""A kiosk's views with marked faces, made from shared/faces and shared/faces-more, for the detection network."""
import csv

import cv2
import numpy as np
import torch

from . import SHARED, covers

WIDTH, HEIGHT = 320, 240
# Our boxes are Haar's squares: centre of the YuNet box, this share of its longer side (740 crops, median).
HAAR_SIDE = 0.89
SMALLEST = 14
MOST_FACES = 10
# A picture whose face is larger than this share of it has no surroundings to speak of.
TIGHT = 0.75


class Picture:
    """A picture with its squares; `squares[0]` is a face, unless it has none."""

    def __init__(self, row, pixels):
        self.name, self.source, self.pixels = row["name"], row["source"], pixels
        self.person_held = row["person_held"] == "1"
        boxes = [b.split(" ") for b in row["boxes"].split(";") if b]
        # In a crop of one face any other box is a mistake.
        self.squares = [square(b) for b in (boxes[:1] if row["source"] == "mfe" else boxes)]
        self.squares.sort(key=lambda s: (s[3], -s[2]))
        self.has_face = any(s[3] == 1 for s in self.squares)
        self.is_tight = self.has_face and self.squares[0][2] > TIGHT * HAAR_SIDE * max(pixels.shape)


def pictures(split, folders=("faces", "faces-more")):
    """All pictures of a split: (those with faces, those without)."""
    sheets, faces, empty = {}, [], []
    for folder in folders:
        with open(SHARED / folder / "labels.csv", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["split"] == split]
        for row in rows:
            path = SHARED / folder / row["file"]
            if path not in sheets:
                sheets[path] = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
            x, y, w, h = (int(row[key]) for key in "xywh")
            picture = Picture(row, sheets[path][y:y + h, x:x + w].copy())
            if picture.has_face:
                faces.append(picture)
            elif picture.source == "neg":
                empty.append(picture)
    return faces, empty


class Scenes(torch.utils.data.Dataset):
    """Endless pictures of a kiosk's view, made from real ones: item i is the same in every run.

    A scene is a background without a face, into which faces are pasted shrunk, with what is around them
    where the picture shows it, or (one in three) a real picture, moved and scaled. Things that are no
    faces are pasted with the same edges, so that an edge tells nothing. An item is (pixels [1, 240, 320]
    float grey, boxes [10, 4]: x, y, side, and 1 for a face, 2 for "do not judge", 0 for an empty row).
    """

    def __init__(self, pictures, length, seed, worn=False):
        """`pictures`: with faces, and without; `worn`: as a kiosk's webcam shows it."""
        self.length, self.seed, self.worn = length, seed, worn
        faces, self.empty = pictures
        self.views = [p for p in faces if not p.is_tight]
        self.tight = [p for p in faces if p.is_tight]
        self.weigh({})
        self.mined = []  # (number of an empty picture, x, y, side): what looked like a face and is none

    def weigh(self, hardness):
        """How often each picture with a face is taken: once, and up to four times more by its `hardness` 0…1
        (by name). Masked faces, a third of them all, are taken half as often as they are many."""
        def shares(members):
            weights = [(0.5 if p.name.startswith("with_mask") else 1) * (1 + 4 * hardness.get(p.name, 0))
                       for p in members]
            return np.cumsum(weights) / sum(weights)

        self.view_shares, self.tight_shares = shares(self.views), shares(self.tight)

    def __len__(self):
        return self.length

    def __getitem__(self, i):
        random = np.random.default_rng((self.seed, i))
        canvas, boxes = self._view(random) if random.random() < 0.35 else self._pasted(random)
        if random.random() < 0.5:
            canvas = canvas[:, ::-1].copy()
            boxes = [(WIDTH - x - side, y, side, kind) for x, y, side, kind in boxes]
        if self.worn:
            canvas = degraded(canvas, random)
        table = np.zeros((MOST_FACES, 4), np.float32)
        kept = [b for b in boxes if inside(b)][:MOST_FACES]
        table[:len(kept)] = np.array(kept, np.float32).reshape(-1, 4)
        return torch.from_numpy(canvas).unsqueeze(0).float(), torch.from_numpy(table)

    def _view(self, random):
        """A real picture of which one face gets a random size and place."""
        picture = self.views[np.searchsorted(self.view_shares, random.random())]
        x, y, side, _ = picture.squares[0]
        scale = np.exp(random.uniform(np.log(18), np.log(170))) / side
        matrix = np.array([[scale, 0, random.uniform(0.1, 0.9) * WIDTH - scale * (x + side / 2)],
                           [0, scale, random.uniform(0.2, 0.8) * HEIGHT - scale * (y + side / 2)]])
        # Not mirrored at the edge, which would show faces that nobody marked.
        canvas = warp(shrunk(picture.pixels, scale), matrix, cv2.BORDER_REPLICATE)
        if random.random() < 0.7:
            mask = warp(soft_edged(picture.pixels.shape, 0.02), matrix, cv2.BORDER_CONSTANT)
            behind = self._background(random).astype(np.float32)
            canvas = (behind + (canvas - behind) * mask).astype(np.uint8)
        boxes = moved(picture.squares, matrix)
        if random.random() < 0.3:
            canvas = canvas.astype(np.float32)
            covers.cover(canvas, boxes[0][:3], random, self._texture)
            canvas = canvas.astype(np.uint8)
        return canvas, boxes

    def _background(self, random):
        """A part of a picture without a face; often one with something that looked like a face."""
        if self.mined and random.random() < 0.3:
            number, x, y, side = self.mined[random.integers(len(self.mined))]
            picture = self.empty[number].pixels
            scale = np.exp(random.uniform(np.log(16), np.log(110))) / side
            matrix = np.array([[scale, 0, random.uniform(0.1, 0.9) * WIDTH - scale * (x + side / 2)],
                               [0, scale, random.uniform(0.1, 0.9) * HEIGHT - scale * (y + side / 2)]])
            return warp(shrunk(picture, scale), matrix, cv2.BORDER_REFLECT_101)
        picture = self.empty[random.integers(len(self.empty))].pixels
        scale = max(WIDTH / picture.shape[1], HEIGHT / picture.shape[0]) * random.uniform(1, 1.6)
        matrix = np.array([[scale, 0, -random.uniform(0, 1) * (scale * picture.shape[1] - WIDTH)],
                           [0, scale, -random.uniform(0, 1) * (scale * picture.shape[0] - HEIGHT)]])
        return warp(picture, matrix, cv2.BORDER_REFLECT_101)

    def _texture(self, shape, random):
        """A random piece of a picture without a face, `shape` pixels."""
        picture = self.empty[random.integers(len(self.empty))].pixels
        return cv2.resize(picture[:picture.shape[0] // 2, :picture.shape[1] // 2], shape[::-1],
                          interpolation=cv2.INTER_AREA)

    def _pasted(self, random):
        """Faces, and some things that are none, shrunk into a background."""
        canvas = self._background(random).astype(np.float32)
        places = []
        for _ in range(random.choice([0, 1, 2, 3, 4, 7], p=[0.15, 0.35, 0.2, 0.12, 0.1, 0.08])):
            target = np.exp(random.uniform(np.log(SMALLEST + 1), np.log(200)))
            x, y = random.uniform(0, WIDTH), random.uniform(0, HEIGHT)
            if all(np.hypot(x - bx, y - by) >= (target + bs) * 0.6 for bs, bx, by in places):
                places.append((target, x, y))
        places.sort(reverse=True)  # and small ones last, so that no shoulders hide them
        kinds = [random.choice(["decoy", "head", "tight", "view"], p=[0.1, 0.1, 0.4, 0.4]) for _ in places]
        for kind, (target, *centre) in zip(kinds, places):
            if kind == "head" or kind == "tight" and random.random() < 0.6:
                covers.draw_body(canvas, centre, target, random, self._texture)
        boxes = []
        for kind, (target, *centre) in zip(kinds, places):
            if kind == "decoy":
                self._paste_decoy(canvas, centre, target, random)
            elif kind != "head":
                boxes += self._paste_face(canvas, centre, target, kind == "tight", random)
        return canvas.astype(np.uint8), boxes

    def _paste_face(self, canvas, centre, target, tight, random):
        """Draw a face of side `target` into the canvas, of a `tight` picture or with its surroundings; its squares."""
        members, shares = (self.tight, self.tight_shares) if tight else (self.views, self.view_shares)
        picture = members[np.searchsorted(shares, random.random())]
        x, y, side, _ = picture.squares[0]
        if tight:
            mask = soft_edged(picture.pixels.shape, random.uniform(0.06, 0.15))
        else:
            mask = soft_surroundings(picture.pixels.shape, picture.squares[0], random)
        # Only what lies around the face is drawn: most faces are small.
        left, top = (max(0, int(c - 2.2 * target)) for c in centre)
        part = canvas[top:int(centre[1] + 2.2 * target) + 1, left:int(centre[0] + 2.2 * target) + 1]
        turn = cv2.getRotationMatrix2D((x + side / 2, y + side / 2), random.normal(0, 12), target / side)
        turn[:, 2] += np.array(centre) - (x + side / 2, y + side / 2) - (left, top)
        face = warp(shrunk(lit(picture.pixels, random), target / side), turn, cv2.BORDER_REPLICATE, part.shape)
        part += (face - part) * warp(mask, turn, cv2.BORDER_CONSTANT, part.shape)
        own = (centre[0] - target / 2, centre[1] - target / 2, target)
        if random.random() < 0.35:
            covers.cover(canvas, own, random, self._texture)
        if tight:
            return [(*own, 1)]
        # What else the mask may show of its neighbours is not judged.
        others = moved(picture.squares[1:], turn)
        return [(*own, 1), *((bx + left, by + top, bs, 2) for bx, by, bs, _ in others)]

    def _paste_decoy(self, canvas, centre, target, random):
        """Draw something with the edges of a pasted face that is no face: a piece of another picture."""
        left, top = (max(0, int(c - target)) for c in centre)
        part = canvas[top:int(centre[1] + target) + 1, left:int(centre[0] + target) + 1]
        if self.mined and random.random() < 0.5:
            number, x, y, side = self.mined[random.integers(len(self.mined))]
            picture = self.empty[number].pixels
        else:
            picture = self.empty[random.integers(len(self.empty))].pixels
            side = random.uniform(0.2, 0.6) * min(picture.shape)
            x, y = (random.uniform(0, limit - side) for limit in picture.shape[::-1])
        scale = target / side
        matrix = np.array([[scale, 0, centre[0] - left - scale * (x + side / 2)],
                           [0, scale, centre[1] - top - scale * (y + side / 2)]])
        mask = soft_surroundings(picture.shape, (x, y, side, 0), random)
        thing = warp(shrunk(lit(picture, random), scale), matrix, cv2.BORDER_REFLECT_101, part.shape)
        part += (thing - part) * warp(mask, matrix, cv2.BORDER_CONSTANT, part.shape)


def square(box):
    """A box of labels.csv (x y w h label …) → our square (x, y, side, kind)."""
    x, y, w, h = (float(v) for v in box[:4])
    side = HAAR_SIDE * max(w, h)
    return x + w / 2 - side / 2, y + h / 2 - side / 2, side, 1 if box[4] == "face" else 2


def moved(squares, matrix):
    """Squares where a map [2, 3] that scales, turns and shifts takes them."""
    scale = np.hypot(matrix[0, 0], matrix[1, 0])
    centres = [matrix @ (x + side / 2, y + side / 2, 1) for x, y, side, _ in squares]
    return [(cx - scale * side / 2, cy - scale * side / 2, scale * side, kind)
            for (cx, cy), (_, _, side, kind) in zip(centres, squares)]


def inside(box):
    """Whether a square's centre lies in the picture and the face is not too small to be judged."""
    x, y, side, _ = box
    return 0 <= x + side / 2 < WIDTH and 0 <= y + side / 2 < HEIGHT and side >= SMALLEST


def shrunk(picture, scale):
    """The picture averaged over what will be one pixel, before it is made smaller, so that nothing flickers."""
    return cv2.blur(picture, (round(1 / scale), round(1 / scale))) if scale < 0.67 else picture


def ramps(low, high, length, edge):
    """[length] weights: 1 between `low` and `high`, falling to 0 over `edge` pixels before them."""
    at = np.arange(length) + 0.5
    return np.clip(np.minimum(at - max(0, low), min(length, high) - at) / edge, 0, 1).astype(np.float32)


def soft_edged(shape, share):
    """A mask of `shape`: 1 inside, falling to 0 over `share` of the shorter side at the edge."""
    edge = max(2.0, share * min(shape))
    return np.outer(*(ramps(0, side, side, edge) for side in shape))


def soft_surroundings(shape, square, random):
    """A mask of `shape`: a random piece around the square, mostly with hair, neck and shoulders, its edges soft."""
    x, y, side, _ = square
    left, right, above, below = random.uniform((0.15, 0.15, 0.25, 0.15), (0.9, 0.9, 0.8, 1.4)) * side
    edge = max(2.0, random.uniform(0.05, 0.25) * side)
    mask = np.outer(ramps(y - above, y + side + below, shape[0], edge), ramps(x - left, x + side + right, shape[1], edge))
    if random.random() < 0.4:  # round
        rows, columns = np.ogrid[:shape[0], :shape[1]]
        far = np.hypot((columns - x - side / 2 - (right - left) / 2) / (side + left + right),
                       (rows - y - side / 2 - (below - above) / 2) / (side + above + below))
        mask = mask * np.clip((0.58 - far) / 0.1, 0, 1).astype(np.float32)
    return mask


def warp(picture, matrix, border, shape=(HEIGHT, WIDTH)):
    """`picture` moved by `matrix` into a new one of `shape`."""
    return cv2.warpAffine(picture, matrix, shape[::-1], flags=cv2.INTER_LINEAR, borderMode=border)


def lit(picture, random):
    """A face in its own light: darker or lighter skin, less contrast, light from one side."""
    gamma = np.exp(random.uniform(-0.5, 0.8)) if random.random() < 0.5 else 1.0
    level = 255 * (np.arange(256) / 255) ** gamma
    contrast, middle = random.uniform(0.5, 1.1), random.uniform(60, 190)
    level = middle + contrast * (level - middle) if random.random() < 0.4 else level * random.uniform(0.5, 1.2)
    picture = cv2.LUT(picture, np.clip(np.round(level), 0, 255).astype(np.uint8))
    return shaded(picture, random) if random.random() < 0.25 else picture


def shaded(picture, random):
    """The picture with light from one side: down to a quarter of it at the other."""
    height, width = picture.shape
    direction = random.uniform(0, 2 * np.pi)
    rows, columns = np.ogrid[-0.5:0.5:height * 1j, -0.5:0.5:width * 1j]
    along = 0.5 + np.cos(direction) * columns + np.sin(direction) * rows
    dark = random.uniform(0.25, 0.8)
    return np.clip(picture * (dark + (1.15 - dark) * np.clip(along, 0, 1)), 0, 255).astype(np.uint8)


def degraded(picture, random):
    """What kiosk webcams do, for one picture: gamma, few pixels, softness, darkness with noise, rounding, JPEG.

    The same as augment.degrade, but small faces shall stay visible; several times faster with OpenCV."""
    gamma = np.exp(random.uniform(-0.6, 0.6))
    picture = cv2.LUT(picture, np.round(255 * (np.arange(256) / 255) ** gamma).astype(np.uint8))
    if random.random() < 0.12:
        picture = shaded(picture, random)
    if random.random() < 0.15:
        share = random.uniform(0.5, 0.9)
        coarse = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        picture = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    if random.random() < 0.15:
        picture = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.5, 1.5))
    elif random.random() < 0.06:
        picture = cv2.blur(picture, (int(random.integers(2, 7)), 1) if random.random() < 0.7 else (1, int(random.integers(2, 7))))
    light = random.uniform(0.06, 0.5) if random.random() < 0.2 else 1
    noise = random.uniform(1, 12) * np.sqrt(light) if random.random() < 0.3 else 0
    if light != 1 or noise != 0:
        grain = random.standard_normal(picture.shape, np.float32) * noise if noise else 0
        picture = np.clip(np.round(picture * light + grain), 0, 255).astype(np.uint8)
    if random.random() < 0.25:
        picture = through_jpeg(picture, int(random.integers(15, 75)))
    return picture


def through_jpeg(picture, quality):
    """The picture with the blocks and rings that JPEG of `quality` 1…100 leaves in it."""
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)

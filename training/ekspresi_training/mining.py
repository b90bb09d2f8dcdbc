"""What a detection network finds hard: faces that it hardly sees, and things that it takes for faces."""
import cv2
import numpy as np
import torch

from . import augment, detection, training
from .scenes import HEIGHT, WIDTH, shrunk, warp

# A canvas shows eight faces at once, each in a cell of its own.
CELL_WIDTH, CELL_HEIGHT = WIDTH // 4, HEIGHT // 2
SIDES = 22, 44
# Below this score nobody would take it for a face; a picture gives so many at most.
LEAST_SCORE, MOST_A_PICTURE = 0.15, 4


@torch.no_grad()
def hardness(network, pictures, batch=16):
    """By name, 1 − the score that the network gives the first face of each picture: mean of a small and a large one."""
    network.eval()
    scores = np.zeros((len(SIDES), len(pictures)))
    for i, side in enumerate(SIDES):
        canvases = np.stack([_canvas(pictures[start:start + 8], side) for start in range(0, len(pictures), 8)])
        for start in range(0, len(canvases), batch):
            maps = _maps(network, canvases[start:start + batch])
            # The cell's middle lies between four of the coarser map's.
            found = torch.stack([_at_middles(given[:, 0], stride) for given, stride in zip(maps[:2], (8, 16))]).max(0)[0]
            given = torch.sigmoid(found).flatten().numpy()
            scores[i, start * 8:start * 8 + len(given)] = given[:len(pictures) - start * 8]
    return {p.name: 1 - score for p, score in zip(pictures, scores.mean(0))}


def _canvas(pictures, side):
    canvas = np.full((HEIGHT, WIDTH), 128, np.uint8)
    for k, picture in enumerate(pictures):
        x, y, own, _ = picture.squares[0]
        scale = side / own
        matrix = np.array([[scale, 0, CELL_WIDTH / 2 - scale * (x + own / 2)],
                           [0, scale, CELL_HEIGHT / 2 - scale * (y + own / 2)]])
        row, column = divmod(k, 4)
        canvas[row * CELL_HEIGHT:(row + 1) * CELL_HEIGHT, column * CELL_WIDTH:(column + 1) * CELL_WIDTH] = warp(
            shrunk(picture.pixels, scale), matrix, cv2.BORDER_REPLICATE, (CELL_HEIGHT, CELL_WIDTH))
    return canvas


def _at_middles(logits, stride):
    """[n, h, w] logits of a map → [n, 8]: the highest one near the middle of each of the eight cells."""
    middles = [(CELL_HEIGHT * (row + 0.5) / stride, CELL_WIDTH * (column + 0.5) / stride)
               for row in range(2) for column in range(4)]
    near = [logits[:, int(y) - 1:int(y) + 2, int(x) - 1:int(x) + 2].flatten(1).max(1)[0] for y, x in middles]
    return torch.stack(near, 1)


@torch.no_grad()
def lookalikes(network, pictures, batch=16):
    """(number of the picture, x, y, side) of everything in pictures without a face that looks like one: in the whole
    picture and in its four quarters."""
    network.eval()
    looks = [(number, part) for number, picture in enumerate(pictures) for part in _parts(picture.pixels.shape)]
    found = {}
    for start in range(0, len(looks), batch):
        some = looks[start:start + batch]
        canvases = np.stack([cv2.resize(pictures[n].pixels[y:y + h, x:x + w], (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
                             for n, (x, y, w, h) in some])
        for (number, (x, y, w, h)), hits in zip(some, detection.decode(_maps(network, canvases), LEAST_SCORE)):
            found.setdefault(number, []).extend(
                (score, x + bx * w / WIDTH, y + by * h / HEIGHT, side * np.sqrt(w * h / (WIDTH * HEIGHT)))
                for bx, by, side, score in hits)
    return [(number, *place) for number, hits in sorted(found.items())
            for _, *place in sorted(hits, reverse=True)[:MOST_A_PICTURE]]


def _parts(shape):
    height, width = shape
    halves = [(x, y, width // 2, height // 2) for y in (0, height // 2) for x in (0, width // 2)]
    return [(0, 0, width, height), *halves]


def _maps(network, canvases):
    x = augment.standardise(torch.from_numpy(canvases).unsqueeze(1).float())
    with training.autocast(x.device):  # a second decimal of the score is enough
        maps = network(x.contiguous(memory_format=torch.channels_last))
    return [given.float() for given in maps]

"""What stands before a face or around it in made-up scenes: hands, cups, hats, dark glasses, beards, shoulders."""
import cv2
import numpy as np

# Where each cover lies, in sides of the face's square: centre (x, y) and half axes (x, y), lowest and highest.
HAND = ((0.25, 0.72), (0.75, 1.0)), ((0.22, 0.12), (0.5, 0.32))
SIDE = ((-0.1, 0.2), (0.12, 0.8)), ((0.15, 0.3), (0.3, 0.7))
HAT = ((0.4, -0.15), (0.6, 0.05)), ((0.5, 0.16), (0.75, 0.3))
BEARD = ((0.42, 0.8), (0.58, 0.92)), ((0.32, 0.16), (0.48, 0.3))


def cover(canvas, square, random, texture, kind=None):
    """Draw something (of a `kind`, or any) over a part of the face in `square` (x, y, side); at most half of it.
    `canvas` [h, w] float changes; `texture(shape, random)` gives pixels to draw with."""
    kind = kind or random.choice(["hand", "side", "hat", "glasses", "beard"], p=[0.35, 0.2, 0.2, 0.1, 0.15])
    x, y, side = square
    if kind == "glasses":
        middle = random.uniform(0.36, 0.46)
        for across in (0.3, 0.7):
            at = (x + across * side, y + middle * side), (0.17 * side, random.uniform(0.09, 0.15) * side)
            _fill(canvas, *at, 0, _level(random, 0, 70))
        return
    if kind == "beard":
        mask, part = _blob(canvas, *_place(BEARD, square, random), 0, softness=0.08 * side)
        if part is not None:
            part *= 1 - mask * random.uniform(0.25, 0.7)
        return
    if kind == "side":
        (cx, cy), axes = _place(SIDE, square, random)
        cx = cx if random.random() < 0.5 else 2 * x + side - cx
        _paint(canvas, (cx, cy), axes, random, texture, square)
        return
    _paint(canvas, *_place(HAND if kind == "hand" else HAT, square, random), random, texture, square)


def draw_body(canvas, centre, target, random, texture):
    """Draw a head without a face, and shoulders, where a face of side `target` may then be pasted."""
    cx, cy = centre
    width = random.uniform(0.9, 1.5)
    _fill(canvas, (cx, cy + 1.75 * target), (width * target, random.uniform(0.8, 1.2) * target), 0,
          _flat(random, texture))
    _fill(canvas, (cx, cy + 0.75 * target), (0.28 * target, 0.4 * target), 0, _level(random, 30, 220))
    _fill(canvas, (cx, cy - 0.08 * target), (random.uniform(0.5, 0.68) * target, random.uniform(0.6, 0.8) * target),
          random.uniform(-10, 10), _flat(random, texture) if random.random() < 0.3 else _level(random, 5, 230))


def _place(ranges, square, random):
    """A random centre and half axes, pixels, from `ranges` in sides of the square."""
    x, y, side = square
    (low, high), (least, most) = ranges
    centre = np.array((x, y)) + side * random.uniform(low, high)
    return tuple(centre), tuple(side * random.uniform(least, most))


def _paint(canvas, centre, axes, random, texture, square):
    """A hand (of the face's own grey), a thing of one grey, or a piece of another picture."""
    x, y, side = (int(v) for v in square)
    face = canvas[max(0, y):max(0, y + side), max(0, x):max(0, x + side)]
    draw = random.random()
    if draw < 0.4 and face.size:
        grey = float(face.mean()) * random.uniform(0.8, 1.2)
        _fill(canvas, centre, axes, random.uniform(-40, 40), lambda shape: _rippled(shape, grey, random))
    else:
        _fill(canvas, centre, axes, random.uniform(-25, 25),
              _level(random, 0, 255) if draw < 0.65 else lambda shape: texture(shape, random))


def _level(random, low, high):
    """Pixels of one random grey, slightly uneven."""
    grey = random.uniform(low, high)
    return lambda shape: _rippled(shape, grey, random)


def _flat(random, texture):
    """Cloth: a piece of a picture with a random share of its contrast around a random grey."""
    grey, share = random.uniform(10, 230), random.uniform(0.05, 0.5)
    return lambda shape: grey + share * (texture(shape, random).astype(np.float32) - 128)


def _rippled(shape, grey, random):
    """A grey that brightens to one side, with stripes as between fingers."""
    rows, columns = np.ogrid[:shape[0], :shape[1]]
    stripes = random.uniform(0, 18) * np.sin(columns * random.uniform(0.2, 1) + random.uniform(0, 6))
    return (grey * (0.9 + 0.2 * rows / max(1, shape[0])) + stripes).astype(np.float32)


def _fill(canvas, centre, axes, degrees, pixels):
    mask, part = _blob(canvas, centre, axes, degrees, softness=0.06 * min(axes))
    if part is not None:
        part += (np.clip(pixels(part.shape), 0, 255) - part) * mask


def _blob(canvas, centre, axes, degrees, softness):
    """The mask of an ellipse with a soft edge and the part of the canvas that it lies over; None, None beside it."""
    reach = max(axes) + 3 * softness + 2
    left, top = (max(0, int(c - reach)) for c in centre)
    part = canvas[top:max(0, int(centre[1] + reach) + 1), left:max(0, int(centre[0] + reach) + 1)]
    if part.size == 0:
        return None, None
    mask = np.zeros(part.shape, np.float32)
    # In sixteenths of a pixel: small faces have small covers.
    at = tuple(round(16 * float(c - corner)) for c, corner in zip(centre, (left, top)))
    cv2.ellipse(mask, at, tuple(max(8, round(16 * float(a))) for a in axes), float(degrees), 0, 360, 1.0, -1, cv2.LINE_8, 4)
    return cv2.GaussianBlur(mask, (0, 0), max(0.5, softness)), part

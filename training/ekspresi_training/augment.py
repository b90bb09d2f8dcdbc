"""Augmentation of whole batches, on the device they are on: cheap enough for two CPU cores."""
import math

import torch
import torch.nn.functional as F

EPSILON_STD = 8.0


def standardise(images):
    """[n, 1, h, w] grey 0…255 → zero mean, unit deviation per image; darkness then does not matter."""
    mean = images.mean((1, 2, 3), keepdim=True)
    std = images.std((1, 2, 3), unbiased=False, keepdim=True)
    return (images - mean) / std.clamp(min=EPSILON_STD)


def uniform(n, low, high, like):
    return torch.empty(n, device=like.device).uniform_(low, high)


def chosen(n, share, like):
    """[n, 1, 1, 1] bool, true for about `share` of the batch."""
    return (torch.rand(n, device=like.device) < share).view(n, 1, 1, 1)


def random_affine(n, like, strength=1.0):
    """[n, 2, 3] matrices for grid_sample: where each output point is read, units of half a picture. Of full
    `strength` are shifts of a tenth of a side, turns of 20°, sizes of 0.88 to 1.14, and some stretch."""
    angle = strength * uniform(n, -20, 20, like) * (math.pi / 180)
    size = torch.exp(strength * uniform(n, math.log(0.88), math.log(1.14), like))
    stretch = torch.exp(strength * uniform(n, -0.07, 0.07, like))
    mirror = torch.where(torch.rand(n, device=like.device) < 0.5, -1.0, 1.0)
    cos, sin = torch.cos(angle) / size, torch.sin(angle) / size
    x = torch.stack([cos * stretch * mirror, -sin / stretch, 2 * strength * uniform(n, -0.1, 0.1, like)], 1)
    y = torch.stack([sin * stretch * mirror, cos / stretch, 2 * strength * uniform(n, -0.1, 0.1, like)], 1)
    return torch.stack([x, y], 1)


def warp(images, matrices, size):
    """Read `images` through `matrices` into [n, 1, size, size], edges repeated."""
    grid = F.affine_grid(matrices, (len(images), 1, size, size), align_corners=False)
    return F.grid_sample(images, grid, padding_mode="border", align_corners=False)


def degrade(images, strength=1.0):
    """What kiosk webcams do: gamma, softness, few pixels, darkness with noise, rounding. Grey 0…255."""
    n = len(images)
    gamma = torch.exp(strength * uniform(n, -0.5, 0.5, images)).view(n, 1, 1, 1)
    images = 255 * (images.clamp(0, 255) / 255) ** gamma
    images = torch.where(chosen(n, 0.12 * strength, images), coarsened(images), images)
    sigma = 0.6 + torch.rand((), device=images.device)
    images = torch.where(chosen(n, 0.12 * strength, images), blur(images, sigma, radius=4), images)
    light = torch.where(chosen(n, 0.15 * strength, images), uniform(n, 0.06, 0.5, images).view(n, 1, 1, 1), 1.0)
    noise = torch.where(chosen(n, 0.3 * strength, images), uniform(n, 1, 14, images).view(n, 1, 1, 1), 0.0)
    noise = noise * light.sqrt()
    return (images * light + noise * torch.randn_like(images)).clamp(0, 255).round()


def coarsened(images, sides=(16, 20, 25, 31)):
    """Images as a small face in a wide picture gives them: of `sides` in 48, dealt out in turn."""
    full = images.shape[-2:]
    coarse = torch.empty_like(images)
    for first, side in enumerate(sides[:len(images)]):
        few = F.interpolate(images[first::len(sides)], (side * full[0] // 48, side * full[1] // 48), mode="area")
        coarse[first::len(sides)] = F.interpolate(few, full, mode="bilinear", align_corners=False)
    return coarse


def blur(images, sigma, radius=None):
    """Gaussian blur of all images with one deviation `sigma` in pixels, a number, or a tensor with the `radius` of
    its kernel."""
    radius = radius or max(1, math.ceil(2.5 * sigma))
    kernel = torch.exp(-torch.arange(-radius, radius + 1, device=images.device) ** 2 / (2 * sigma ** 2))
    kernel = (kernel / kernel.sum()).view(1, 1, 1, -1)
    across = F.conv2d(F.pad(images, (radius, radius, 0, 0), mode="replicate"), kernel)
    return F.conv2d(F.pad(across, (0, 0, radius, radius), mode="replicate"), kernel.transpose(2, 3))


def erase(images, share=0.3):
    """A rectangle of random grey over some images: hands, masks, other heads."""
    n, size = len(images), images.shape[-1]
    rows = torch.arange(size, device=images.device).view(1, 1, size, 1)
    columns = rows.view(1, 1, 1, size)
    height, width = (uniform(n, 0.12, 0.4, images).view(n, 1, 1, 1) * size for _ in range(2))
    top, left = (torch.rand(n, 1, 1, 1, device=images.device) * (size - side) for side in (height, width))
    inside = (rows >= top) & (rows < top + height) & (columns >= left) & (columns < left + width)
    grey = uniform(n, 0, 255, images).view(n, 1, 1, 1)
    return torch.where(inside & chosen(n, share, images), grey, images)


def mix(images, targets, share):
    """Mixup of a batch in random order with itself: every image, and its row of every tensor in `targets`, becomes
    `share` of itself and the rest of the one before."""
    return [share * values + (1 - share) * values.roll(1, 0) for values in (images, *targets)]


def share_of_mixup(alpha=0.3):
    """A random share for `mix`, mostly near 0 or 1."""
    return torch.distributions.Beta(alpha, alpha).sample()


def worn(pixels, size, covered=0.3, strength=1.0):
    """[n, 48, 48] uint8 → grey [n, 1, size, size] float, whole numbers 0…255: as a kiosk's camera shows a face.
    `covered`: share of the pictures that get a rectangle over them; `strength` 0…1, a number or a tensor, of the
    shifts, turns and degradation: a small network, or a short run, has no use for all of it."""
    images = pixels.unsqueeze(1).float()
    return degrade(erase(warp(images, random_affine(len(images), images, strength), size), covered), strength)


def mirrored_at_random(images):
    """[n, c, h, w]: half of them mirrored."""
    return torch.where(chosen(len(images), 0.5, images), images.flip(3), images)


def expression_batch(pixels, size, covered=0.3, strength=1.0):
    """Network input [n, 1, size, size]: what `worn` gives, standardised."""
    return standardise(worn(pixels, size, covered, strength))

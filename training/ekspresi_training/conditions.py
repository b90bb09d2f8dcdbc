"""What a kiosk does to a picture, each in steps: images [n, 48, 48] float, grey 0…255 → the same, worse."""
import math

import torch
import torch.nn.functional as F

from . import augment


def _turned(images, degrees=0.0, scale=1.0, shift=0.0):
    angle = math.radians(degrees)
    cos, sin = math.cos(angle) / scale, math.sin(angle) / scale
    matrix = torch.tensor([[cos, -sin, 2 * shift], [sin, cos, 2 * shift * 0.5]]).expand(len(images), 2, 3)
    return augment.warp(images.unsqueeze(1), matrix, 48).squeeze(1)


def _blurred(images, sigma):
    return images if sigma == 0 else augment.blur(images.unsqueeze(1), sigma).squeeze(1)


def _noisy(images, deviation):
    noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(5))
    return (images + deviation * noise).clamp(0, 255).round()


def _dark(images, light):
    """Light as a share of full, with the read noise of a webcam (2 grey levels) and rounding."""
    noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(5))
    return (images * light + (0 if light == 1 else 2) * noise).clamp(0, 255).round()


def _coarse(images, pixels):
    small = F.interpolate(images.unsqueeze(1), (pixels, pixels), mode="area")
    return F.interpolate(small, (48, 48), mode="bilinear", align_corners=False).squeeze(1)


# name → (axis label, steps from harmless to harsh, function(images, step))
CONDITIONS = {
    "blur": ("Gaussian blur, σ in pixels of 48", [0, 0.5, 1, 1.5, 2, 3], _blurred),
    "noise": ("noise, σ in grey levels", [0, 5, 10, 15, 20, 30], _noisy),
    "darkness": ("light, share of full (2 levels of read noise)", [1, 0.5, 0.25, 0.12, 0.06, 0.03], _dark),
    "resolution": ("face width in pixels", [48, 32, 24, 20, 16, 12], _coarse),
    "rotation": ("roll in degrees", [-30, -20, -10, 0, 10, 20, 30], lambda i, v: _turned(i, degrees=v)),
    "boxShift": ("box shifted, share of its side", [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15],
                 lambda i, v: _turned(i, shift=v)),
    "boxScale": ("face size against a right box", [0.85, 0.9, 1, 1.1, 1.15], lambda i, v: _turned(i, scale=v)),
}

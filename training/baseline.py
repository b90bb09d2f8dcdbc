#!/usr/bin/env python3
"""Classical baseline: log-Gabor features and a linear classifier on FER2013, measured like the networks.

Prints PublicTest accuracy and macro-F1 with and without duplicates; --save keeps them for the cards."""
import argparse
import json

import numpy as np
import torch
import torch.nn.functional as F

from ekspresi_training import DOCS, fer, metrics

SIZE, SCALES, ORIENTATIONS, GRID = 48, 4, 6, 8
SIGMA_RATIO = 0.7450  # bandwidth of one octave
SIGMA_ANGLE = 0.3335  # radians: angular bandwidth π/4


def log_gabor_bank():
    """[24, 48, 48] transfer functions on the FFT grid; wavelengths 4, 8, 16, 32 pixels; no DC."""
    fy, fx = np.meshgrid(np.fft.fftfreq(SIZE), np.fft.fftfreq(SIZE), indexing="ij")
    radius, angle = np.hypot(fx, fy), np.arctan2(fy, fx)
    radius[0, 0] = 1
    bank = []
    for scale in range(SCALES):
        radial = np.exp(-np.log(radius * 4 * 2 ** scale) ** 2 / (2 * np.log(SIGMA_RATIO) ** 2))
        radial[0, 0] = 0
        for orientation in range(ORIENTATIONS):
            away = angle - np.pi * orientation / ORIENTATIONS
            away = np.arctan2(np.sin(away), np.cos(away))
            bank.append(radial * np.exp(-away ** 2 / (2 * SIGMA_ANGLE ** 2)))
    return np.stack(bank).astype(np.float32)


def features(images, bank, batch=64):
    """[n, 24·8·8] magnitudes of the responses, averaged in an 8×8 grid; images [n, 48, 48] uint8."""
    bank = torch.from_numpy(bank)
    found = []
    for start in range(0, len(images), batch):
        x = torch.from_numpy(images[start:start + batch]).float()
        x = (x - x.mean((1, 2), keepdim=True)) / x.std((1, 2), keepdim=True).clamp(min=8)
        responses = torch.fft.ifft2(torch.fft.fft2(x).unsqueeze(1) * bank).abs()
        found.append(F.avg_pool2d(responses, SIZE // GRID).flatten(1))
    return torch.cat(found)


def fit(x, targets, decay=1e-4, rounds=60):
    """A linear classifier (weights, bias) by L-BFGS on soft targets."""
    weights = torch.zeros(x.shape[1], 7, requires_grad=True)
    bias = torch.zeros(7, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights, bias], max_iter=rounds, history_size=10, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        loss = -(targets * F.log_softmax(x @ weights + bias, 1)).sum(1).mean() + decay * weights.square().sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return weights.detach(), bias.detach()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--save", action="store_true", help="write docs/models/baseline.json")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    bank = log_gabor_bank()
    images, targets, _ = fer.training_set(0.0)
    x = features(images, bank)
    mean, std = x.mean(0), x.std(0).clamp(min=1e-6)
    weights, bias = fit((x - mean) / std, torch.from_numpy(targets))
    public = fer.load("PublicTest")
    predicted = (((features(public.images, bank) - mean) / std) @ weights + bias).argmax(1).numpy()
    result = {}
    for name, rows in (("publicTest", np.ones(len(public), bool)), ("publicTestWithoutDuplicates", ~public.elsewhere)):
        counts = metrics.confusion(public.labels[rows], predicted[rows])
        result[name] = {"n": int(rows.sum()), "accuracy": round(float(np.diag(counts).sum() / rows.sum()), 4),
                        "macroF1": round(metrics.macro_f1(counts), 4)}
    print(json.dumps(result))
    if options.save:
        DOCS.mkdir(parents=True, exist_ok=True)
        (DOCS / "baseline.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()

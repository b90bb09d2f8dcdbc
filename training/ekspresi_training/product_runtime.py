"""Runs a published ONNX file with the product's own runtime, so that reports measure what users get."""
import subprocess

import numpy as np
import torch
from torch import nn

from . import TRAINING, augment
from .networks import OUTPUTS


def expression_logits(network, images, mirrored, batch=256):
    """{output: [n, 7] numpy}: what the product makes of faces [n, 48, 48] (tensor, grey 0…255) with an expression
    network, which sees them mirrored too where `mirrored`."""
    def logits(part):
        given = network(augment.standardise(part))
        return np.stack([values.numpy() for values in given])

    parts = images.unsqueeze(1).float().split(batch)
    given = [(logits(p) + logits(p.flip(3))) / 2 if mirrored else logits(p) for p in parts]
    return dict(zip(OUTPUTS, np.concatenate(given, 1)))


class ProductNetwork(nn.Module):
    """Input [n, 1, h, w] → the network's outputs as a list, from onnxruntime in a node process, which ends with
    the `with` that it stands in. Raises RuntimeError where it ends before (no `npm ci` yet, no such file)."""

    def __init__(self, path):
        super().__init__()
        self.process = subprocess.Popen(["node", str(TRAINING / "run-model.mjs"), str(path)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.communicate()

    def forward(self, x):
        values = x.detach().cpu().contiguous().numpy().astype("<f4")
        try:
            self.process.stdin.write(np.array(values.shape, "<i4").tobytes() + values.tobytes())
            self.process.stdin.flush()
        except BrokenPipeError as cause:
            raise RuntimeError("node run-model.mjs has ended; what it said stands above") from cause
        return [self._tensor() for _ in range(int(self._read("<i4", 1)[0]))]

    def _tensor(self):
        sides = self._read("<i4", int(self._read("<i4", 1)[0]))
        return torch.from_numpy(self._read("<f4", int(np.prod(sides))).reshape(sides.tolist()).copy())

    def _read(self, kind, count):
        given = self.process.stdout.read(4 * count)
        if len(given) < 4 * count:
            raise RuntimeError("node run-model.mjs has ended; what it said stands above")
        return np.frombuffer(given, kind)

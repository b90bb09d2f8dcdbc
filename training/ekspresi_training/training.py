"""What every training run needs: device, weights' moving average, schedule, checkpoints, log."""
import json
import math
import os
import random
import time

import numpy as np
import torch

from . import RUNS


def device():
    """The GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def autocast(on):
    """bfloat16 arithmetic where the processor or GPU has it: halves the time of an epoch.

    A processor without it is asked for float32, since emulated bfloat16 takes 15 times as long (measured
    on an AVX2-only one: 2,490 ms a batch against 164 ms).
    """
    return torch.autocast(on.type, dtype=torch.bfloat16, enabled=on.type == "cuda" or _has_bfloat16())


def _has_bfloat16():
    try:
        with open("/proc/cpuinfo") as file:
            flags = next((line.split() for line in file if line.startswith("flags")), [])
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def seed(value):
    random.seed(value)
    np.random.seed(value)
    torch.manual_seed(value)


def cosine(progress, warm_up=0.03):
    """Factor of the learning rate at `progress` 0…1 of the run: linear up, cosine down to zero."""
    if progress < warm_up:
        return progress / warm_up
    return 0.5 * (1 + math.cos(math.pi * (progress - warm_up) / (1 - warm_up)))


class MovingAverage:
    """Exponential moving average of a network's weights and statistics, in a second network, its twin."""

    def __init__(self, network, twin, decay):
        self.decay, self.steps = decay, 0
        self.network = twin
        self.network.load_state_dict(network.state_dict())
        self.network.eval()
        pairs = list(zip(twin.state_dict().values(), network.state_dict().values()))
        self.averaged = [pair for pair in pairs if pair[0].dtype.is_floating_point]
        self.copied = [pair for pair in pairs if not pair[0].dtype.is_floating_point]

    @torch.no_grad()
    def update(self):
        """Take the network as it is now into the average."""
        self.steps += 1
        keep = min(self.decay, self.steps / (self.steps + 10))
        mine, theirs = zip(*self.averaged)
        torch._foreach_mul_(mine, keep)
        torch._foreach_add_(mine, theirs, alpha=1 - keep)
        for twin, original in self.copied:
            twin.copy_(original)


class Recorded:
    """Computes gradients. A GPU replays what it recorded the first time: launching thousands of small kernels one by
    one would take longer than they do."""

    def __init__(self, network, on):
        self.parameters, self.on = list(network.parameters()), on
        self.recorded, self.pool = {}, None

    def __call__(self, key, work):
        """Do `work`, which reads and writes tensors that stay where they are, takes no decision by their values and
        fills the gradients. What was recorded under the same `key` (hashable) is replayed in its place; before a
        recording it is done three times more, which moves statistics and random numbers."""
        if self.on.type != "cuda":
            self._forget()
            work()
            return
        if key not in self.recorded:
            self.recorded[key] = self._record(work)
        graph, gradients = self.recorded[key]
        graph.replay()
        for parameter, gradient in zip(self.parameters, gradients):
            parameter.grad = gradient

    def _record(self, work):
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(3):  # the libraries choose their kernels and take their memory
                self._forget()
                work()
        torch.cuda.current_stream().wait_stream(aside)
        self._forget()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self.pool):
            work()
        self.pool = graph.pool()
        return graph, [parameter.grad for parameter in self.parameters]

    def _forget(self):
        for parameter in self.parameters:
            parameter.grad = None


class Run:
    """The folder of one training run: log.ndjson, last.pt to resume from, best.pt to export."""

    def __init__(self, name):
        self.folder = RUNS / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.best = -math.inf
        self.started = time.time()

    def log(self, **values):
        values = {"time": time.strftime("%H:%M:%S"), **values}
        with open(self.folder / "log.ndjson", "a") as file:
            file.write(json.dumps(values) + "\n")
        print(*(f"{k} {v:.4f}" if isinstance(v, float) else f"{k} {v}" for k, v in values.items()), flush=True)

    def save(self, epoch, network, average, optimiser, score):
        """After `epoch` epochs; `score` of the averaged weights, higher is better."""
        if score > self.best:
            self.best = score
            self._write("best.pt", {"network": average.network.state_dict(), "epoch": epoch, "score": score})
        self._write("last.pt", {
            "epoch": epoch, "network": network.state_dict(), "average": average.network.state_dict(),
            "steps": average.steps, "optimiser": optimiser.state_dict(), "best": self.best,
            "random": torch.get_rng_state(), "random_cuda": torch.cuda.get_rng_state_all()})

    def kept(self, name, made_from, make):
        """The tensor in the file `name`, made by `make` the first time. Raises ValueError where the file was made
        from something other than `made_from` says."""
        path = self.folder / name
        if not path.exists():
            self._write(name, {"made_from": made_from, "values": make()})
        held = torch.load(path)
        if held["made_from"] != made_from:
            raise ValueError(f"{path} was made by other teachers or for other pictures; remove it, or give the run another --name")
        return held["values"]

    def _write(self, name, content):
        torch.save(content, self.folder / "partial")
        os.replace(self.folder / "partial", self.folder / name)

    def resume(self, network, average, optimiser):
        """Take up last.pt where it exists; the number of epochs already done."""
        path = self.folder / "last.pt"
        if not path.exists():
            return 0
        state = torch.load(path, map_location=next(network.parameters()).device)
        network.load_state_dict(state["network"])
        average.network.load_state_dict(state["average"])
        average.steps, self.best = state["steps"], state["best"]
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["random"].cpu())
        if state["random_cuda"]:
            torch.cuda.set_rng_state_all([part.cpu() for part in state["random_cuda"]])
        return state["epoch"]

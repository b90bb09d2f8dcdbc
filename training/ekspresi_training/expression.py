"""Training and measuring expression networks."""
import copy
import time

import numpy as np
import torch
import torch.nn.functional as F

from . import augment, fer, training, warm_start
from .networks import EXPRESSION_NETWORKS


@torch.no_grad()
def predict(network, images, batch=512):
    """Logits [n, 7] as numpy for images [n, 48, 48] (uint8 or float, grey 0…255), no augmentation."""
    on = next(network.parameters()).device
    network.eval()
    logits = []
    for start in range(0, len(images), batch):
        part = torch.as_tensor(images[start:start + batch]).to(on).unsqueeze(1).float()
        x = augment.standardise(part).contiguous(memory_format=torch.channels_last)
        logits.append(network(x).float().cpu().numpy())
    return np.concatenate(logits)


def picture_size(progress, sizes):
    """Side of the pictures at `progress` 0…1: the last of `sizes` for the second half, the others before."""
    earlier = sizes[:-1]
    return earlier[int(progress * 2 * len(earlier))] if earlier and progress < 0.5 else sizes[-1]


def calm(progress):
    """Whether the run is in its last part, where pictures are no longer blended and seldom covered."""
    return progress >= 0.85


def cross_entropy(logits, targets, weights):
    """Soft-target cross entropy, each class weighted."""
    return -(targets * weights * F.log_softmax(logits.float(), 1)).sum(1).mean()


class Lesson:
    """What one step of training computes: the loss of a batch of altered pictures, and its gradients."""

    def __init__(self, network, options, pixels, targets, weights):
        """`pixels` [n, 48, 48] uint8; `targets`: [n, 7] for the labels, for the votes and, where there are teachers,
        of theirs; `weights` [7] of the classes."""
        self.network, self.options, self.weights = network, options, weights
        self.pixels, self.targets, self.on = pixels, targets, pixels.device
        # Recorded work reads and writes what stays in its place.
        self.rows = torch.zeros(options.batch, dtype=torch.long, device=self.on)
        self.share, self.loss = (torch.ones((), device=self.on) for _ in range(2))
        self.compute = training.Recorded(network, self.on)

    def give(self, rows, progress):
        """Fill the network's gradients for the pictures `rows` at `progress` 0…1 of the run; the loss, a tensor."""
        self.rows.copy_(rows)
        resting = calm(progress)
        mixed = not resting and torch.rand(()).item() < self.options.mixup
        if mixed:
            self.share.copy_(augment.share_of_mixup())
        side = picture_size(progress, self.options.sizes)
        self.compute((side, resting, mixed), lambda: self._compute(side, resting, mixed))
        return self.loss

    def _compute(self, side, resting, mixed):
        x = augment.expression_batch(self.pixels[self.rows], side, strength=self.options.strength,
                                     covered=self.options.covered / (3 if resting else 1))
        wanted = [part[self.rows] for part in self.targets]
        if mixed:
            x, *wanted = augment.mix(x, wanted, self.share)
        with training.autocast(self.on):
            outputs = heads(self.network, x.contiguous(memory_format=torch.channels_last))
        loss = cross_entropy(outputs[0], wanted[0], self.weights)
        if len(outputs) > 1:
            loss = loss + 0.4 * cross_entropy(outputs[1], wanted[1], self.weights)
        if len(wanted) > 2:
            taught = cross_entropy(outputs[0], wanted[2], torch.ones_like(self.weights))
            loss = (1 - self.options.taught) * loss + self.options.taught * taught
        loss.backward()
        self.loss.copy_(loss.detach())


def train(options, teach=None, unlabelled=None, without_fold=None):
    """Train one network as `options` (train.py's arguments) say; resumes by itself.

    `teach(pixels [n, 48, 48]) → probabilities [n, 7]`, when given, is asked once for all pictures (a resumed
    run takes what was said then, and raises ValueError where its `signature()` is another) and replaces part of
    the labels' weight (distillation). Of `unlabelled` [m, 48, 48], further pictures, only what it says is learnt.
    Of the training set the part `without_fold` (fer.folds) is left out.
    Selection is by FER2013-label accuracy of the averaged weights on PublicTest.
    """
    on = training.device()
    training.seed(options.seed)
    pixels, targets, votes = (torch.from_numpy(a).to(on) for a in fer.training_set(options.votes))
    if without_fold is not None:
        seen = torch.from_numpy(fer.folds(len(pixels)) != without_fold).to(on)
        pixels, targets, votes = pixels[seen], targets[seen], votes[seen]
    public = fer.load("PublicTest")
    frequency = targets.mean(0)
    weights = (frequency.mean() / frequency) ** options.balance
    weights = weights / (frequency * weights).sum()

    network = EXPRESSION_NETWORKS[options.network]().to(on, memory_format=torch.channels_last)
    if options.start:
        warm_start.take_up(network, options.start, augment.expression_batch(pixels[:2048], 48))
    if options.go_on:
        warm_start.go_on(network, options.go_on)
    average = training.MovingAverage(network, copy.deepcopy(network), options.average)
    optimiser = torch.optim.SGD(network.parameters(), lr=options.rate, momentum=0.9, nesterov=True,
                                weight_decay=options.decay)
    run = training.Run(options.name or options.network)
    first = run.resume(network, average, optimiser)
    if first == 0:
        run.log(options={k: v for k, v in vars(options).items()}, images=len(pixels))

    if unlabelled is not None:
        pixels = torch.cat([pixels, torch.from_numpy(unlabelled).to(on)])
    taught = run.kept("taught.pt", f"{len(pixels)} {teach.signature()}", lambda: teach(pixels)) if teach else None
    if unlabelled is not None:
        targets = torch.cat([targets, taught[len(targets):]])
        # Without votes the second head learns nothing.
        votes = torch.cat([votes, torch.zeros(len(unlabelled), votes.shape[1], device=on)])
    lesson = Lesson(network, options, pixels, [targets, votes] + ([] if taught is None else [taught]), weights)
    steps = len(pixels) // options.batch
    for epoch in range(first, options.epochs):
        began, total = time.time(), torch.zeros((), device=on)
        network.train()
        order = torch.randperm(len(pixels), device=on)
        for step in range(steps):
            progress = (epoch + step / steps) / options.epochs
            for group in optimiser.param_groups:
                group["lr"] = options.rate * training.cosine(progress)
            total += lesson.give(order[step * options.batch:(step + 1) * options.batch], progress)
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            average.update()
        accuracy = float((predict(average.network, public.images).argmax(1) == public.labels).mean())
        run.save(epoch + 1, network, average, optimiser, accuracy)
        run.log(epoch=epoch + 1, of=options.epochs, loss=total.item() / steps, publicTest=accuracy, best=run.best,
                seconds=round(time.time() - began, 1))
    return run


def heads(network, x):
    """The network's outputs as a list: the logits, and those of its FER+ head where it has one."""
    return list(network.both_heads(x)) if hasattr(network, "both_heads") else [network(x)]

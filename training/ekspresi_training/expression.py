"""Training and measuring expression networks."""
import copy
import time

import numpy as np
import torch
import torch.nn.functional as F

from . import augment, fer, training, warm_start
from .networks import EXPRESSION_NETWORKS, OUTPUTS


@torch.no_grad()
def predict(network, images, batch=512):
    """Logits of every output, {name: [n, 7] numpy}, for images [n, 48, 48] (uint8 or float, grey 0…255), no
    augmentation."""
    on = next(network.parameters()).device
    network.eval()
    logits = []
    for start in range(0, len(images), batch):
        part = torch.as_tensor(images[start:start + batch]).to(on).unsqueeze(1).float()
        x = augment.standardise(part).contiguous(memory_format=torch.channels_last)
        with training.autocast(on):
            logits.append([given.float().cpu().numpy() for given in network(x)])
    return {name: np.concatenate(parts) for name, parts in zip(OUTPUTS, zip(*logits))}


def agreement(logits, split):
    """Shares of the pictures of `split` in which the outputs, {name: [n, 7]}, are right: `fer2013` says the label,
    `crowd` what the majority of the taggers sees, where there is one."""
    seen = fer.majority(split)
    with_majority = seen >= 0
    right = {"fer2013": logits["fer2013"].argmax(1) == split.labels,
             "crowd": (logits["crowd"].argmax(1) == seen)[with_majority]}
    return {name: round(float(values.mean()), 4) for name, values in right.items()}


def picture_size(progress, sizes):
    """Side of the pictures at `progress` 0…1: the last of `sizes` for the second half, the others before."""
    earlier = sizes[:-1]
    return earlier[int(progress * 2 * len(earlier))] if earlier and progress < 0.5 else sizes[-1]


def calm(progress):
    """Whether the run is in its last part, where pictures are no longer blended and seldom covered."""
    return progress >= 0.85


def remaining_strength(progress):
    """Factor of all warps and degradation: they fade over the last 5 % of a run, so that it ends with pictures as
    they are."""
    return min(1.0, (1.0 - progress) / 0.05)


def cross_entropy(logits, targets, weights):
    """Soft-target cross entropy, each class weighted."""
    return -(targets * weights * F.log_softmax(logits.float(), 1)).sum(1).mean()


def cross_entropy_of_votes(logits, votes):
    """Cross entropy of `logits` [n, 7] and the distribution of `votes` [n, 7], numbers of taggers; a picture weighs
    as much as the tenths of the taggers who name one of the seven, so that one without votes weighs nothing."""
    return -(votes / 10 * F.log_softmax(logits.float(), 1)).sum(1).mean()


def cross_entropy_of_taught(logits, chances):
    """Cross entropy of `logits` [n, 7] and what teachers say, `chances` [n, 7], rows that sum to one."""
    return -(chances * F.log_softmax(logits.float(), 1)).sum(1).mean()


class Views:
    """The pictures that are shown, and what teachers say of them."""

    def __init__(self, pixels, taught=None):
        """`pixels` [v, n, 48, 48] uint8: n pictures, first as they are, then in v - 1 altered forms; `taught`
        [v, n, 2, 7]: what teachers say of each form, distributions in the order of OUTPUTS. A single view is altered
        anew every time, which the teachers then do not see."""
        self.pixels, self.taught = pixels, taught

    def __len__(self):
        return self.pixels.shape[1]

    def altered(self):
        return len(self.pixels) > 1

    def choose(self, rows, plain):
        """[len(rows)] which view to take of each picture; `plain`: share that is taken as it is beyond chance."""
        views = torch.randint(len(self.pixels), rows.shape, device=rows.device)
        return torch.where(torch.rand(rows.shape, device=rows.device) < plain, torch.zeros_like(views), views)


class Lesson:
    """What one step of training computes: the loss of a batch of altered pictures, and its gradients."""

    def __init__(self, network, options, views, labels, votes, weights):
        """`labels` [n, 7], distributions, and `votes` [n, 7], numbers of taggers, zeros where nothing is known, of the
        pictures of `views`; `weights` [7] of the labels' classes."""
        self.network, self.options, self.weights = network, options, weights
        self.views, self.labels, self.votes, self.on = views, labels, votes, labels.device
        # Recorded work reads and writes what stays in its place.
        self.rows = torch.zeros(options.batch, dtype=torch.long, device=self.on)
        self.share, self.strength, self.loss = (torch.ones((), device=self.on) for _ in range(3))
        self.compute = training.Recorded(network, self.on)

    def give(self, rows, progress):
        """Fill the network's gradients for the pictures `rows` at `progress` 0…1 of the run; the loss, a tensor."""
        self.rows.copy_(rows)
        self.strength.fill_(remaining_strength(progress))
        resting = calm(progress)
        mixed = not resting and torch.rand(()).item() < self.options.mixup
        if mixed:
            self.share.copy_(augment.share_of_mixup())
        side = picture_size(progress, self.options.sizes)
        self.compute((side, resting, mixed), lambda: self._compute(side, resting, mixed))
        return self.loss

    def _compute(self, side, resting, mixed):
        chosen = self.views.choose(self.rows, 1 - self.strength)
        x = self._shown(self.views.pixels[chosen, self.rows], side, resting)
        wanted = [self.labels[self.rows], self.votes[self.rows]]
        if self.views.taught is not None:
            wanted.append(self.views.taught[chosen, self.rows].float())
        if mixed:
            x, *wanted = augment.mix(x, wanted, self.share)
        with training.autocast(self.on):
            label, crowd = self.network(x.contiguous(memory_format=torch.channels_last))
        of_label, of_crowd = cross_entropy(label, wanted[0], self.weights), cross_entropy_of_votes(crowd, wanted[1])
        if self.views.taught is not None:
            of_label = torch.lerp(of_label, cross_entropy_of_taught(label, wanted[2][:, 0]), self.options.taught)
            of_crowd = torch.lerp(of_crowd, cross_entropy_of_taught(crowd, wanted[2][:, 1]), self.options.taught_crowd)
        loss = (1 - self.options.crowd) * of_label + self.options.crowd * of_crowd
        loss.backward()
        self.loss.copy_(loss.detach())

    def _shown(self, pixels, side, resting):
        """Network input of the side `side` for `pixels` [n, 48, 48] uint8."""
        if not self.views.altered():
            return augment.expression_batch(pixels, side, strength=self.options.strength * self.strength,
                                            covered=self.options.covered / (3 if resting else 1))
        images = augment.mirrored_at_random(pixels.unsqueeze(1).float())
        if side != images.shape[-1]:
            images = F.interpolate(images, (side, side), mode="bilinear", align_corners=False, antialias=True)
        return augment.standardise(images)


def train(options, teach=None, unlabelled=None, without_fold=None):
    """Train one network as `options` (train.py's arguments) say; resumes by itself.

    `teach(pixels [n, 48, 48]) → Views`, when given, alters the pictures and says what both outputs should (a resumed
    run takes what was said then, and raises ValueError where its `signature()` is another); that replaces part of the
    weight of labels and votes (distillation). Of `unlabelled` [m, 48, 48], further pictures, only what it says is
    learnt. Of the training set the part `without_fold` (fer.folds) is left out.
    Selection is by the mean of both outputs' accuracies, of the averaged weights, on half of PublicTest.
    """
    on = training.device()
    training.seed(options.seed)
    learnt = fer.training_set(options.votes)
    if without_fold is not None:
        learnt = learnt[fer.folds(learnt.groups) != without_fold]
    pixels, labels, votes = (torch.from_numpy(part).to(on) for part in (learnt.images, learnt.labels, learnt.votes))
    public = fer.load("PublicTest")
    public = public[fer.choosing(public)]
    frequency = labels.mean(0)
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
        # Nobody has named what these show: labels and votes of zeros have no weight.
        labels, votes = (torch.cat([part, torch.zeros(len(unlabelled), 7, device=on)]) for part in (labels, votes))
    views = Views(pixels.unsqueeze(0))
    if teach:
        views = Views(*run.kept("taught.pt", f"{len(pixels)} {teach.signature()}", lambda: teach(pixels)))
    lesson = Lesson(network, options, views, labels, votes, weights)
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
        found = agreement(predict(average.network, public.images), public)
        run.save(epoch + 1, network, average, optimiser, sum(found.values()) / len(found))
        run.log(epoch=epoch + 1, of=options.epochs, loss=total.item() / steps, **found, best=run.best,
                seconds=round(time.time() - began, 1))
    return run

#!/usr/bin/env python3
"""Distil one or several trained teachers into a student; resumes like train.py.

    python3 distil.py edge --name edge-distilled --teachers wide:wide-1 wide:wide-2

Each teacher is network:run, its weights are runs/<run>/best.pt, or the name of a published model. They say what both
outputs should, of every picture and its mirror image, in --views forms: the picture as it is, and altered as the
student sees it; of blended pictures the student is taught the blend of what they said. What they said is kept in the
run's folder. With one view the student's pictures are altered anew every time, unseen by the teachers: for processors
without a GPU. With --cross-fitted, of the first five the Ith alone teaches the pictures of part I of Training: it was
trained by `train.py --without-fold I`, and what it says of them is not what it remembers. Further teachers teach
everything."""
import hashlib

import torch

from ekspresi_training import augment, expression, fer, training, unlabelled, warm_start
from ekspresi_training.networks import EXPRESSION_NETWORKS, NETWORK_OF_MODEL, OUTPUTS
from train import arguments


def teacher_of(text, on):
    """The network that "network:run" or a published model's name means, ready to predict."""
    name, *run = text.split(":")
    network = EXPRESSION_NETWORKS[NETWORK_OF_MODEL.get(name, name)]().to(on, memory_format=torch.channels_last)
    if run:
        warm_start.go_on(network, run[0])
    else:
        pixels = torch.from_numpy(fer.load("PublicTest").images[:2048]).to(on)
        warm_start.take_up(network, name, augment.expression_batch(pixels, 48))
    return network.eval()


class CrossFitted:
    """As Ensemble, but of the first teachers, one for each fold, the Ith alone teaches fold I of the training set. All
    teach what comes after the training set; further teachers teach everything."""

    def __init__(self, teachers, temperature, on):
        by_fold, others = teachers[:fer.FOLDS], teachers[fer.FOLDS:]
        self.all = Ensemble(teachers, temperature, on)
        self.of_fold = [Ensemble([network, *others], temperature, on) for network in by_fold]

    def __call__(self, pixels):
        fold = torch.from_numpy(fer.folds(fer.training_set(0).groups)).to(pixels.device)
        taught = torch.empty(len(pixels), len(OUTPUTS), len(fer.LABELS), dtype=torch.float16, device=pixels.device)
        for number, ensemble in enumerate(self.of_fold):
            rows = torch.nonzero(fold == number).flatten()
            taught[rows] = ensemble(pixels[rows])
        if len(pixels) > len(fold):
            taught[len(fold):] = self.all(pixels[len(fold):])
        return taught

    def signature(self):
        """As Ensemble's, and different from it."""
        return f"cross-fitted {self.all.signature()}"


class Ensemble:
    """pixels [n, 48, 48] uint8 → probabilities [n, 2, 7] float16 in the order of OUTPUTS, mean over the teachers and
    both mirror images."""

    def __init__(self, teachers, temperature, on):
        self.teachers, self.temperature, self.on = teachers, temperature, on

    def __call__(self, pixels):
        # All pictures of the training set at once would not fit into memory.
        return torch.cat([self._batch(part) for part in pixels.split(512)])

    @torch.no_grad()
    def _batch(self, pixels):
        x = augment.standardise(pixels.unsqueeze(1).float()).contiguous(memory_format=torch.channels_last)
        with training.autocast(self.on):
            given = [torch.stack(network(view), 1) for network in self.teachers for view in (x, x.flip(3))]
        # The votes of ten people, which the other output has learnt, are soft as they are.
        softening = torch.ones(len(OUTPUTS), 1, device=self.on)
        softening[OUTPUTS.index("fer2013")] = self.temperature
        return torch.stack([(g.float() / softening).softmax(2) for g in given]).mean(0).half()

    def signature(self):
        """Differs where other weights or another temperature would teach otherwise."""
        digest = hashlib.sha256(str(self.temperature).encode())
        for network in self.teachers:
            for values in network.state_dict().values():
                digest.update(values.cpu().numpy().tobytes())
        return digest.hexdigest()


class OfViews:
    """pixels [n, 48, 48] uint8 → `count` views of them, [count, n, 48, 48] uint8, and what `teach`, an Ensemble or
    CrossFitted, says of each, [count, n, 2, 7] float16; the first view is the pictures as they are."""

    def __init__(self, teach, count, strength, covered):
        self.teach, self.count, self.strength, self.covered = teach, count, strength, covered

    def __call__(self, pixels):
        views = torch.stack([pixels, *(self._altered(pixels) for _ in range(self.count - 1))])
        return views, torch.stack([self.teach(view) for view in views])

    def _altered(self, pixels):
        worn = [augment.worn(part, fer.SIZE, self.covered, self.strength) for part in pixels.split(2048)]
        return torch.cat(worn).squeeze(1).byte()

    def signature(self):
        """As the teachers', and different for other views."""
        return f"{self.count} views, {self.strength}, {self.covered}: {self.teach.signature()}"


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--teachers", nargs="+", required=True, metavar="NETWORK:RUN")
    parser.add_argument("--temperature", type=float, default=1.5, help="softens what the teachers say of labels")
    parser.add_argument("--taught", type=float, default=0.6, help="share of the teachers in the loss")
    parser.add_argument("--taught-crowd", type=float, metavar="SHARE",
                        help="the same for the crowd's output alone, where ten people's votes are at hand")
    parser.add_argument("--views", type=int, default=16, help="forms of each picture that the teachers see")
    parser.add_argument("--unlabelled", action="store_true",
                        help="show the faces of shared/landmarks too, of which only the teachers say anything")
    parser.add_argument("--cross-fitted", action="store_true",
                        help=f"the first {fer.FOLDS} teachers, in order, have not seen the part that they teach")
    options = parser.parse_args()
    if options.cross_fitted and len(options.teachers) < fer.FOLDS:
        parser.error(f"--cross-fitted needs {fer.FOLDS} teachers or more")
    if options.taught_crowd is None:
        options.taught_crowd = options.taught
    torch.set_num_threads(options.threads)
    on = training.device()
    kind = CrossFitted if options.cross_fitted else Ensemble
    teach = OfViews(kind([teacher_of(t, on) for t in options.teachers], options.temperature, on), options.views,
                    options.strength, options.covered)
    expression.train(options, teach, unlabelled.faces() if options.unlabelled else None)

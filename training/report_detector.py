#!/usr/bin/env python3
"""Measure the published detection model, as INT8 and with the product's own runtime, on held-back pictures.

Scores: a square is a face from `sureScore` on (unless the landmark network sees nothing at all), from `minScore` on if
that network sees it too, and from `candidateScore` on if it is as sure as `candidateLandmarkScore`: what finds most
faces with so many false ones as the model published before had (--allowed, of --against). `keepScore`: where a
face is expected; the lowest with one false face in two scenes."""
import argparse
from pathlib import Path

import torch
from torch import nn

from ekspresi_training import MODELS, detection, detection_report as report, publish, scenes, search
from ekspresi_training.product_runtime import ProductNetwork

THRESHOLDS = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8]
# The product's rule before there were candidates: (score, the landmark network's confidence).
FORMER_STEPS = [(0.65, 0.1), (0.5, 0.5)]


class Maps(nn.Module):
    """The published network with its maps as training has them, channels first."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return tuple(given.permute(0, 3, 1, 2) for given in self.network(x))


def lowest(curves, false_per_picture):
    return next(points[0]["threshold"] for points in zip(*curves)
                if max(p["falsePerPicture"] for p in points) <= false_per_picture)


def held_back():
    """(pictures with a face each, some in bad conditions; whole pictures; pictures without a face and their parts)."""
    faces, empty = scenes.pictures("val")
    texture = scenes.Scenes((faces, empty), 1, 0)._texture
    single = [shown for side in report.SIDES for shown in report.placed(faces, empty, side)]
    middling = [shown for shown in single if f"{report.SIDES[1]} px" in shown.groups]
    nothing = [report.Shown(search.cut(p.pixels, x, y, scenes.WIDTH * shrink, scenes.HEIGHT * shrink,
                                       (scenes.HEIGHT, scenes.WIDTH)), [])
               for p in empty for x, y, shrink in parts(*p.pixels.shape)]
    return single + list(report.in_conditions(middling, texture)), list(report.as_they_are(faces)), nothing


def parts(height, width):
    """(x, y, shrink) of a picture and its quarters, enlarged."""
    shrink = max(width / scenes.WIDTH, height / scenes.HEIGHT)
    return [(0, 0, shrink), *((x, y, shrink / 2) for y in (0, height / 2) for x in (0, width / 2))]


def outcomes(folder, pictures):
    """What the model in `folder`, as INT8, with the published landmark network, makes of pictures."""
    detector, landmarks = (publish.read_manifest(name) for name in ("detector", "landmarks"))
    with ProductNetwork(folder / detector["int8"]["file"]) as network, \
            ProductNetwork(MODELS / "landmarks" / landmarks["int8"]["file"]) as second:
        return report.outcomes(pictures, report.seen(network, search.SecondOpinion(second, landmarks), pictures))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=1000)
    parser.add_argument("--against", default="", metavar="FOLDER", help="of a detection model, for a paired comparison")
    parser.add_argument("--allowed", type=int, default=13, help="false faces in the face-free pictures and their quarters")
    options = parser.parse_args()
    torch.set_num_threads(1)
    manifest = publish.read_manifest("detector")
    made = scenes.Scenes(scenes.pictures("val"), options.scenes, 7, worn=True)
    found = {}
    for kind, part in {"floating": manifest, "int8": manifest["int8"]}.items():
        with ProductNetwork(MODELS / "detector" / part["file"]) as network:
            found[kind] = detection.curve(Maps(network), made, THRESHOLDS)
    single, whole, nothing = held_back()
    faces, groups, _ = outcomes(MODELS / "detector", single)
    crowds, sizes, _ = outcomes(MODELS / "detector", whole)
    _, _, false = outcomes(MODELS / "detector", nothing)
    before = {}
    if options.against:
        former = Path(options.against)
        given = {name: outcomes(former, pictures) for name, pictures in
                 {"single": single, "whole": whole, "nothing": nothing}.items()}
        options.allowed = int(report.is_face(given["nothing"][2], FORMER_STEPS).sum())
        before = {row["group"]: row["recall"] for rows, of, _ in (given["single"], given["whole"])
                  for row in report.by_group(rows, of, FORMER_STEPS)}
        hits = [report.is_face(rows, FORMER_STEPS).any() for rows in given["single"][0]]
    steps, found_recall, wrong = report.fit(faces, false, options.allowed)
    rows = [{**row, "before": before.get(row["group"])} for row in
            report.by_group(faces, groups, steps) + report.by_group(crowds, sizes, steps)]
    (sure, _), (least, _), (low, needed) = steps
    manifest.update(sureScore=sure, minScore=least, candidateScore=low, candidateLandmarkScore=needed,
                    keepScore=min(lowest(found.values(), 1 / 2), least),
                    metrics={"validation": {"scenes": options.scenes, "curve": found["int8"]},
                             "floating": next(p for p in found["floating"] if p["threshold"] == 0.5),
                             "groups": rows, "nothing": {"pictures": len(nothing), "false": wrong,
                                                         "before": options.allowed if before else None}})
    publish.write_manifest(manifest)
    for kind, points in found.items():
        for point in points:
            print(kind, point)
    for row in rows:
        print(row)
    print("steps", steps, "recall", found_recall, "false", wrong, "of", len(nothing), "allowed", options.allowed)
    print("without candidates", report.recall(faces, steps[:2]), int(report.is_face(false, steps[:2]).sum()))
    if before:
        now = [report.is_face(rows, steps).any() for rows in faces]
        print("paired, of", len(now), "faces: only the new one", sum(n and not b for n, b in zip(now, hits)),
              "only the former", sum(b and not n for n, b in zip(now, hits)))

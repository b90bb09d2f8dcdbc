#!/usr/bin/env python3
"""What the setting `inference.prior: flat` does to the figures of a published expression model, on PublicTest.

    python3 flat_prior.py edge

A flat prior divides every probability by the share of its class in training. Writes the figures of both priors into
the manifest, for the card."""
import argparse

import numpy as np
import torch

from ekspresi_training import MODELS, fer, metrics, publish, publish_expression
from ekspresi_training.product_runtime import ProductNetwork, expression_logits


def figures(log_chances, right_answers):
    """Of logarithms of probabilities [n, 7], up to a constant of each picture."""
    chances = metrics.softmax(log_chances)
    counts = metrics.confusion(right_answers, chances.argmax(1))
    recall = np.diag(counts) / counts.sum(1)
    ece, _ = metrics.calibration(chances, right_answers)
    return {"accuracy": round(float(np.diag(counts).sum() / counts.sum()), 4),
            "meanRecall": round(float(recall.mean()), 4), "macroF1": round(metrics.macro_f1(counts), 4),
            "ece": round(ece, 4), "recall": {name: round(float(recall[i]), 4) for i, name in enumerate(fer.LABELS)}}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="folder under models/")
    name = parser.parse_args().model
    torch.set_num_threads(1)
    manifest = publish.read_manifest(name)
    public = fer.load("PublicTest")
    with ProductNetwork(MODELS / name / manifest["int8"]["file"]) as network:
        logits = expression_logits(network, torch.from_numpy(public.images).float(), manifest.get("mirrored", False))
    found = {}
    for output, given in logits.items():
        right_answers = publish_expression.truth(output, public)
        known = right_answers >= 0
        scaled = given[known] / manifest["outputs"][output]["temperature"]
        moved = scaled - np.log(manifest["outputs"][output]["priors"])
        found[output] = {"natural": figures(scaled, right_answers[known]), "flat": figures(moved, right_answers[known])}
    manifest["metrics"]["priors"] = found
    publish.write_manifest(manifest)
    for output, priors in found.items():
        for prior, values in priors.items():
            print(output, prior, values)

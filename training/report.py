#!/usr/bin/env python3
"""Measure a published expression model on PublicTest with the product's own runtime: its INT8 form, which the
product takes by itself, and beside it the floating one.

Writes charts to docs/models/, figures into the manifest's metrics, and the worst errors as a contact
sheet into the ignored training/runs/ (dataset pictures are not committed)."""
import argparse

import cv2
import numpy as np
import torch

from ekspresi_training import DOCS, MODELS, RUNS, conditions, fer, metrics, publish, publish_expression, svg
from ekspresi_training.product_runtime import ProductNetwork, expression_logits

PAPER = {"angry": 0.58, "disgust": 0.63, "fear": 0.52, "happy": 0.85, "sad": 0.59, "surprise": 0.70, "neutral": 0.61}


def figures(logits, split, outputs):
    """{output: accuracy and the rest} for the pictures of `split` of which it is known what the output should say;
    `logits` {output: [n, 7]}, `outputs` as in the manifest."""
    found = {}
    for output, given in logits.items():
        right_answers = publish_expression.truth(output, split)
        known = right_answers >= 0
        temperature = outputs[output]["temperature"]
        found[output] = figures_of(given[known], right_answers[known], temperature)
        if output == "crowd":
            found[output].update(crowd_figures(metrics.softmax(given / temperature), right_answers, split))
    return found


def crowd_figures(chances, right_answers, split):
    """What is known only where ten people voted."""
    known, votes = right_answers >= 0, fer.crowd_votes(split)
    voted = votes.sum(1) > 0
    seen = votes[voted] / votes[voted].sum(1, keepdims=True)
    pairs = metrics.valence(chances[voted], fer.LABELS), metrics.valence(seen, fer.LABELS)
    return {"accuracyAtMostConfident80": round(metrics.accuracy_of_surest(chances[known], right_answers[known]), 4),
            "valenceCorrelation": round(float(np.corrcoef(*pairs)[0, 1]), 4)}


def figures_of(logits, labels, temperature):
    """Accuracy and the rest for one set of images."""
    counts = metrics.confusion(labels, logits.argmax(1))
    ece, _ = metrics.calibration(metrics.softmax(logits / temperature), labels)
    hits = np.diag(counts)
    return {
        "n": len(labels), "accuracy": round(float(hits.sum() / len(labels)), 4),
        "macroF1": round(metrics.macro_f1(counts), 4), "ece": round(ece, 4),
        "perClass": {name: {"recall": round(float(hits[i] / counts[i].sum()), 4),
                            "precision": round(float(hits[i] / max(counts[:, i].sum(), 1)), 4)}
                     for i, name in enumerate(fer.LABELS)},
        "confusion": counts.tolist()}


def accuracies(logits, split):
    """{output: accuracy}, as in figures."""
    found = {}
    for output, given in logits.items():
        right_answers = publish_expression.truth(output, split)
        known = right_answers >= 0
        found[output] = round(float((given[known].argmax(1) == right_answers[known]).mean()), 4)
    return found


def robustness_of(logits_of, name, images, split):
    """Accuracies at each step of every condition, drawn into docs/ too."""
    found = {}
    for condition, (label, steps, change) in conditions.CONDITIONS.items():
        at_steps = [accuracies(logits_of(change(images, step)), split) for step in steps]
        of_output = {output: [found[output] for found in at_steps] for output in at_steps[0]}
        found[condition] = {"steps": steps, **of_output}
        (DOCS / f"{name}-{condition}.svg").write_text(
            svg.lines(f"{name}: accuracy against {condition}", label, steps, of_output, 0.1, 0.9))
    return found


def contact_sheet(images, labels, probabilities, path):
    """The 60 most confident errors with true and predicted class."""
    predicted = probabilities.argmax(1)
    wrong = np.flatnonzero(predicted != labels)
    worst = wrong[np.argsort(-probabilities[wrong].max(1))][:60]
    sheet = np.full((6 * 120, 10 * 100), 255, np.uint8)
    for place, i in enumerate(worst):
        y, x = 120 * (place // 10), 100 * (place % 10)
        sheet[y:y + 96, x:x + 96] = cv2.resize(images[i], (96, 96), interpolation=cv2.INTER_NEAREST)
        text = f"{fer.LABELS[labels[i]][:5]}>{fer.LABELS[predicted[i]][:5]}"
        cv2.putText(sheet, text, (x + 1, y + 112), cv2.FONT_HERSHEY_SIMPLEX, 0.38, 0, 1, cv2.LINE_AA)
    cv2.imwrite(str(path), sheet)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="folder under models/")
    parser.add_argument("--every", type=int, default=1, metavar="N",
                        help="measure the conditions of a kiosk on every Nth picture only")
    options = parser.parse_args()
    torch.set_num_threads(1)
    name = options.model
    manifest = publish.read_manifest(name)
    mirrored = manifest.get("mirrored", False)
    public = fer.load("PublicTest")
    images = torch.from_numpy(public.images).float()
    DOCS.mkdir(parents=True, exist_ok=True)
    with ProductNetwork(MODELS / name / manifest["file"]) as network:
        exact = expression_logits(network, images, mirrored)
    with ProductNetwork(MODELS / name / manifest["int8"]["file"]) as network:
        logits = expression_logits(network, images, mirrored)
        some = np.arange(len(public)) % options.every == 0
        robustness = robustness_of(lambda changed: expression_logits(network, changed, mirrored), name, images[some],
                                   public[some])

    rows = {"publicTest": np.ones(len(public), bool), "publicTestWithoutDuplicates": ~public.elsewhere,
            "publicTestWithoutNearCopies": ~public.near, "publicTestChosenOn": fer.choosing(public),
            "publicTestFittedOn": ~fer.choosing(public)}
    measured = {key: figures({output: given[kept] for output, given in logits.items()}, public[kept],
                             manifest["outputs"]) for key, kept in rows.items()}
    floating = {output: {"accuracy": value} for output, value in accuracies(exact, public).items()}
    manifest["metrics"] = {**measured, "floating": floating, "robustness": robustness,
                           "robustnessPictures": int(some.sum()), "paperRecall": PAPER}
    publish.write_manifest(manifest)

    for output, given in logits.items():
        right_answers = publish_expression.truth(output, public)
        known = right_answers >= 0
        chances = metrics.softmax(given[known] / manifest["outputs"][output]["temperature"])
        _, table = metrics.calibration(chances, right_answers[known])
        (DOCS / f"{name}-{output}-confusion.svg").write_text(
            svg.matrix(f"{name}, {output}, on PublicTest", fer.LABELS, measured["publicTest"][output]["confusion"]))
        (DOCS / f"{name}-{output}-reliability.svg").write_text(
            svg.reliability(f"{name}, {output}: confidence and accuracy", table))
        contact_sheet(public.images[known], right_answers[known], chances, RUNS / f"{name}-{output}-worst.png")
    recalls = {output: [measured["publicTest"][output]["perClass"][c]["recall"] for c in fer.LABELS]
               for output in logits}
    (DOCS / f"{name}-classes.svg").write_text(svg.bars(
        "Recall per class in percent", fer.LABELS,
        {f"{name}, the majority of ten people": recalls["crowd"], f"{name}, FER2013's label": recalls["fer2013"],
         "paper, FER2013's label": list(PAPER.values())}))
    training_labels = fer.load("Training").labels
    (DOCS / "fer2013-classes.svg").write_text(svg.bars(
        "FER2013 images per class", fer.LABELS,
        {"Training": np.bincount(training_labels, minlength=7).tolist(),
         "PublicTest": np.bincount(public.labels, minlength=7).tolist()}, percent=False))
    for title, found in measured.items():
        for output, values in found.items():
            print(title, output, {key: value for key, value in values.items() if isinstance(value, (int, float))})
    print("floating", manifest["metrics"]["floating"])
    for condition, found in robustness.items():
        for output in logits:
            print(condition, output, *(f"{step}: {100 * a:.1f}" for step, a in zip(found["steps"], found[output])))


if __name__ == "__main__":
    main()

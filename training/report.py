#!/usr/bin/env python3
"""Measure a published expression model on PublicTest with the product's own runtime: its form in bytes, which the
product takes by itself, and beside it the floating one.

Writes charts to docs/models/, figures into the manifest's metrics, and the worst errors as a contact
sheet into the ignored training/runs/ (dataset pictures are not committed)."""
import argparse

import cv2
import numpy as np
import torch

from ekspresi_training import DOCS, MODELS, RUNS, conditions, fer, metrics, publish, svg
from ekspresi_training.product_runtime import ProductNetwork, expression_logits

PAPER = {"angry": 0.58, "disgust": 0.63, "fear": 0.52, "happy": 0.85, "sad": 0.59, "surprise": 0.70, "neutral": 0.61}


def figures(logits, labels, temperature):
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


def robustness_of(logits_of, name, images, labels):
    """Accuracy at each step of every condition, drawn into docs/ too."""
    found = {}
    for condition, (label, steps, change) in conditions.CONDITIONS.items():
        accuracy = [float((logits_of(change(images, step)).argmax(1) == labels).mean()) for step in steps]
        found[condition] = {"steps": steps, "accuracy": [round(a, 4) for a in accuracy]}
        (DOCS / f"{name}-{condition}.svg").write_text(
            svg.lines(f"{name}: accuracy against {condition}", label, steps, {"PublicTest": accuracy}, 0.1, 0.8))
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
        robustness = robustness_of(lambda changed: expression_logits(network, changed, mirrored), name, images,
                                   public.labels)

    measured = figures(logits, public.labels, manifest["temperature"])
    unique, far = ~public.elsewhere, ~public.near
    without = figures(logits[unique], public.labels[unique], manifest["temperature"])
    apart = figures(logits[far], public.labels[far], manifest["temperature"])
    manifest["metrics"] = {"publicTest": measured, "publicTestWithoutDuplicates": without,
                           "publicTestWithoutNearCopies": apart,
                           "floating": {"accuracy": round(float((exact.argmax(1) == public.labels).mean()), 4)},
                           "robustness": robustness, "paperRecall": PAPER}
    publish.write_manifest(manifest)

    probabilities = metrics.softmax(logits / manifest["temperature"])
    _, table = metrics.calibration(probabilities, public.labels)
    (DOCS / f"{name}-confusion.svg").write_text(
        svg.matrix(f"{name} on PublicTest", fer.LABELS, measured["confusion"]))
    (DOCS / f"{name}-reliability.svg").write_text(svg.reliability(f"{name}: confidence and accuracy", table))
    (DOCS / f"{name}-classes.svg").write_text(svg.bars(
        "Recall per class in percent", fer.LABELS,
        {f"{name}, PublicTest": [measured["perClass"][c]["recall"] for c in fer.LABELS], "paper": list(PAPER.values())}))
    training_labels = fer.load("Training").labels
    (DOCS / "fer2013-classes.svg").write_text(svg.bars(
        "FER2013 images per class", fer.LABELS,
        {"Training": np.bincount(training_labels, minlength=7).tolist(),
         "PublicTest": np.bincount(public.labels, minlength=7).tolist()}, percent=False))
    contact_sheet(public.images, public.labels, probabilities, RUNS / f"{name}-worst.png")
    for title, found in (("PublicTest", measured), ("without exact copies", without), ("without near copies", apart)):
        print(title, {key: found[key] for key in ("n", "accuracy", "macroF1", "ece")})
    print("floating", manifest["metrics"]["floating"])
    for condition, found in robustness.items():
        print(condition, *(f"{step}: {100 * a:.1f}" for step, a in zip(found["steps"], found["accuracy"])))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Write models/<name>/MODEL_CARD.md from cards/<name>.md and the figures in the manifest."""
import argparse

from ekspresi_training import MODELS, TRAINING, fer, publish


def percent(value):
    return f"{100 * value:.1f} %"


SETS = {"PublicTest": "publicTest", "without exact copies of Training pictures": "publicTestWithoutDuplicates",
        "without near copies too": "publicTestWithoutNearCopies",
        "the half on which epochs were chosen": "publicTestChosenOn",
        "the half on which temperatures were fitted": "publicTestFittedOn"}


def expression_fields(manifest):
    """The tables of an expression model's card."""
    metrics, outputs = manifest["metrics"], manifest["outputs"]
    crowd = ["| pictures | n | accuracy | of the surest 80 % | macro-F1 | ECE | valence correlates |",
             "| --- | --- | --- | --- | --- | --- | --- |"]
    label = ["| pictures | n | accuracy | macro-F1 | ECE |", "| --- | --- | --- | --- | --- |"]
    for title, key in SETS.items():
        m = metrics[key]["crowd"]
        crowd.append(f"| {title} | {m['n']} | {percent(m['accuracy'])} | {percent(m['accuracyAtMostConfident80'])} | "
                     f"{m['macroF1']:.3f} | {m['ece']:.3f} | {m['valenceCorrelation']:.3f} |")
        m = metrics[key]["fer2013"]
        label.append(f"| {title} | {m['n']} | {percent(m['accuracy'])} | {m['macroF1']:.3f} | {m['ece']:.3f} |")
    whole = metrics["publicTest"]
    classes = [f"| {c} | " + " | ".join(f"{whole[o]['perClass'][c][part]:.2f}" for o in ("crowd", "fer2013")
                                        for part in ("recall", "precision")) + f" | {metrics['paperRecall'][c]:.2f} |"
               for c in fer.LABELS]
    curves = ["| condition | `crowd` / `fer2013` at each step |", "| --- | --- |"]
    curves += [f"| {name} | " + ", ".join(f"{step}: {100 * a:.1f} / {100 * b:.1f}" for step, a, b in
                                          zip(c["steps"], c["crowd"], c["fer2013"])) + " |"
               for name, c in metrics["robustness"].items()]
    groups = ["| pictures | n | agree with the majority |", "| --- | --- | --- |"]
    groups += [f"| {name} | {found['n']} | {percent(found['accuracy'])} |" for name, found in metrics["groups"].items()]
    priors = ["| output | prior | accuracy | mean recall | macro-F1 | ECE | recall of disgust, fear, neutral |",
              "| --- | --- | --- | --- | --- | --- | --- |"]
    priors += [f"| `{output}` | {prior} | {percent(m['accuracy'])} | {percent(m['meanRecall'])} | {m['macroF1']:.3f} | "
               f"{m['ece']:.3f} | " + ", ".join(f"{m['recall'][c]:.2f}" for c in ("disgust", "fear", "neutral")) + " |"
               for output in ("crowd", "fer2013") for prior, m in metrics["priors"][output].items()]
    told = {f"{key}_{output}": outputs[output][key] for output in outputs for key in ("temperature", "clearThreshold")}
    floating = {f"floating_{output}": percent(m["accuracy"]) for output, m in metrics["floating"].items()}
    return {"labels": ", ".join(fer.LABELS), **told, **floating, "robustness_n": f"{metrics['robustnessPictures']:,}",
            "label_parameters": f"{outputs['fer2013']['parameters']:,}",
            "crowd_table": "\n".join(crowd), "label_table": "\n".join(label), "class_rows": "\n".join(classes),
            "robustness_table": "\n".join(curves), "group_table": "\n".join(groups),
            "prior_table": "\n".join(priors)}


def landmark_fields(manifest):
    """The tables of the landmark model's card."""
    found = manifest["metrics"]["validation"]
    cases = {"crop from the detector's box": found["detectorCrop"], "crop from the points before": found["refinedCrop"],
             **{f"the same, rolled {degrees}°": m for degrees, m in found["rolled"].items()}}
    shown = found["detectorCrop"]
    rows = ["| case | all points | eye points | EAR correlation | shut found | open found | mean confidence |",
            "| --- | --- | --- | --- | --- | --- | --- |"]
    rows += [f"| {case} | {percent(m['nme'])} | {percent(m['nmeEyes'])} | {m['earCorrelation']:.3f} | "
             f"{percent(m['shutRecall'])} | {percent(m['openRecall'])} | {m['confidence']:.2f} |"
             for case, m in cases.items()]
    return {"landmark_table": "\n".join(rows), "floating": f"{manifest['metrics']['floating']['earCorrelation']:.3f}", "notAFace": percent(found["notAFace"]), "n": 951,
            "shut": shown["shut"], "open": shown["open"],
            "minConfidence": manifest["minConfidence"], "scale": manifest["crop"]["scale"],
            "offsetY": manifest["crop"]["offsetY"], "sidePerExtent": manifest["crop"]["fromLandmarks"]["sidePerExtent"],
            "epochs": manifest["epochs"]}


def detector_fields(manifest):
    """The table of the detection model's card."""
    found = manifest["metrics"]["validation"]
    rows = ["| score from | found | of faces under 32 px | of larger ones | false faces in 100 pictures |",
            "| --- | --- | --- | --- | --- |"]
    rows += [f"| {p['threshold']:.2f} | {percent(p['recall'])} | {percent(p['recallUnder32'])} | "
             f"{percent(p['recallFrom32'])} | {100 * p['falsePerPicture']:.1f} |" for p in found["curve"]]
    floating = manifest["metrics"]["floating"]
    nothing = manifest["metrics"]["nothing"]
    groups = ["| faces | n | found | by 0.1.0 |", "| --- | --- | --- | --- |"]
    groups += [f"| {g['group']} | {g['faces']} | {percent(g['recall'])} | {percent(g['before'])} |"
               for g in manifest["metrics"]["groups"]]
    return {"detector_table": "\n".join(rows), "group_table": "\n".join(groups),
            "nothing": nothing["pictures"], "falseFaces": nothing["false"], "falseBefore": nothing["before"],
            "floating": f"{percent(floating['recall'])} and {100 * floating['falsePerPicture']:.1f} false faces at 0.50", "scenes": f"{found['scenes']:,}", "epochs": manifest["epochs"],
            **{key: manifest[key] for key in ("minSidePx", "sureScore", "minScore", "candidateScore",
                                               "candidateLandmarkScore", "keepScore")}}


def fields_of(manifest):
    """What the card of a model of this task fills in beside the general facts."""
    if manifest["task"] == "landmarks":
        return landmark_fields(manifest)
    if manifest["task"] == "detection":
        return detector_fields(manifest)
    return expression_fields(manifest)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("model", help="folder under models/")
name = parser.parse_args().model
manifest = publish.read_manifest(name)
fields = {
    "parameters": f"{manifest['parameters']:,}", "trainedParameters": f"{manifest['trainedParameters']:,}",
    "mmacs": f"{manifest['macs'] / 1e6:.1f}", "trainedOn": manifest["trainedOn"], **fields_of(manifest)}
(MODELS / name / "MODEL_CARD.md").write_text((TRAINING / "cards" / f"{name}.md").read_text().format(**fields))

"""Publishes an expression network with a temperature for each of its outputs."""
import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from . import MODELS, fer, metrics, publish, publish_int8
from .networks import OUTPUTS
from .onnx_torch import attributes_of
from .product_runtime import ProductNetwork, expression_logits

# Of readings that are shown as clear so many should be right.
RIGHT_OF_CLEAR = 0.85


def publish_expression(network, facts):
    """Write models/<facts["name"]>/ and return the manifest; `facts`: name, version, trainedParameters,
    trainedOn, mirrored (whether the product shows each face mirrored too). report.py adds what it reaches."""
    manifest = publish.publish(network, (fer.SIZE, fer.SIZE), list(OUTPUTS), _manifest(facts))
    publish_int8.add(manifest["name"])
    return calibrate(manifest["name"])


def add_crowd(name, head, facts):
    """Give the published models/<name>/ the output `crowd`, the linear layer `head`, beside the one that it has,
    `fer2013`; nothing of that is computed otherwise. `facts` as for publish_expression. Returns the manifest."""
    before = publish.read_manifest(name)
    files = [MODELS / name / part for part in (before["file"], before["int8"]["file"])]
    exact, rounded = (with_crowd(onnx.load(str(path)), head) for path in files)
    for model, path in zip((exact, rounded), files):
        onnx.save(model, str(path))
    publish.publish_forms(exact, _manifest(facts))
    publish_int8.name_in_manifest(name, rounded)
    return calibrate(name)


def with_crowd(model, head):
    """`model` (onnx), whose last layer is its only dense one with seven outputs, with `head` beside it as a second
    output, "crowd"; the first is called "fer2013"."""
    graph = onnx.ModelProto.FromString(model.SerializeToString()).graph
    last = next(node for node in graph.node if node.output[0] == graph.output[0].name)
    added = {part: values.detach().numpy() for part, values in head.named_parameters()}
    weights = {w.name: w for w in graph.initializer}
    for part, held in zip(("weight", "bias"), last.input[1:]):
        weights[held].name = f"fer2013.{part}"
    described = last.input[0]
    del last.input[1:]
    last.input.extend(["fer2013.weight", "fer2013.bias"])
    last.output[0] = "fer2013"
    graph.node.append(helper.make_node("Gemm", [described, "crowd.weight", "crowd.bias"], ["crowd"], name="crowd",
                                       **attributes_of(last)))
    graph.initializer.extend(numpy_helper.from_array(values, f"crowd.{part}") for part, values in added.items())
    graph.output[0].name = "fer2013"
    graph.output.append(graph.output[0])
    graph.output[1].name = "crowd"
    made = helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)
    onnx.checker.check_model(made)
    return made


def _manifest(facts):
    priors = shares_of_training()
    return {"name": facts["name"], "version": facts["version"], "task": "expression",
            "outputs": {name: {"name": name, "labels": fer.LABELS, "priors": priors[name]} for name in OUTPUTS},
            **({"mirrored": True} if facts["mirrored"] else {}),
            "trainedParameters": facts["trainedParameters"], "trainedOn": facts["trainedOn"], "metrics": {}}


def calibrate(name):
    """Fit temperature and clear threshold of every output of models/<name>/, in the INT8 form that the product
    runs, and return the manifest. They are fitted on the half of PublicTest on which no epoch was chosen."""
    manifest = publish.read_manifest(name)
    public = fer.load("PublicTest")
    rest = public[~fer.choosing(public)]
    with ProductNetwork(MODELS / name / manifest["int8"]["file"]) as product:
        logits = expression_logits(product, torch.from_numpy(rest.images).float(), manifest.get("mirrored", False))
    for output, given in logits.items():
        right_answers = truth(output, rest)
        known = right_answers >= 0
        temperature = round(metrics.fit_temperature(given[known], right_answers[known]), 2)
        threshold = clear_threshold(metrics.softmax(given / temperature), right_answers, RIGHT_OF_CLEAR)
        manifest["outputs"][output].update(temperature=temperature, clearThreshold=threshold)
    publish.write_manifest(manifest)
    return manifest


def truth(output, split):
    """[n] int64: what `output` should say of the pictures of `split`, -1 where nobody knows."""
    return fer.majority(split) if output == "crowd" else split.labels


def clear_threshold(chances, right_answers, wanted):
    """The least confidence from which on the share `wanted` of the readings [n, 7] are right, by steps of 0.01. Where
    nobody knows (-1) no reading is right: people disagree there or see something else. 1 where none is enough."""
    confidence, right = chances.max(1), chances.argmax(1) == right_answers
    for threshold in np.arange(0, 1, 0.01):
        clear = confidence >= threshold
        if clear.any() and right[clear].mean() >= wanted:
            return round(float(threshold), 2)
    return 1.0


def shares_of_training():
    """{output: [7]}: how often each class is among the labels, and among the votes, that networks learn from."""
    learnt = fer.training_set(0)
    sums = {"fer2013": learnt.labels.sum(0), "crowd": learnt.votes.sum(0)}
    return {name: [round(float(value), 4) for value in values / values.sum()] for name, values in sums.items()}


def summary(manifest):
    """What an export prints."""
    return {key: manifest[key] for key in ("sha256", "outputs", "parameters", "macs")}

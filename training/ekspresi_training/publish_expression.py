"""Publishes an expression network with its temperature and what it reaches on PublicTest."""
import numpy as np

from . import expression, fer, metrics, publish, publish_int8


def publish_expression(network, facts):
    """Write models/<facts["name"]>/ and return the manifest; `facts`: name, version, trainedParameters,
    trainedOn, mirrored (whether the product shows each face mirrored too). The temperature is fitted on PublicTest; report.py adds the other figures."""
    public = fer.load("PublicTest")
    logits = expression.predict(network, public.images)
    if facts["mirrored"]:
        logits = (logits + expression.predict(network, np.ascontiguousarray(public.images[:, :, ::-1]))) / 2
    temperature = round(metrics.fit_temperature(logits, public.labels), 2)
    manifest = publish.publish(network, (fer.SIZE, fer.SIZE), ["logits"], {
        "name": facts["name"], "version": facts["version"], "task": "expression",
        "output": {"name": "logits", "labels": fer.LABELS}, "temperature": temperature,
        **({"mirrored": True} if facts["mirrored"] else {}),
        "trainedParameters": facts["trainedParameters"], "trainedOn": facts["trainedOn"],
        "metrics": {"floating": {"accuracy": round(float((logits.argmax(1) == public.labels).mean()), 4)}}})
    publish_int8.add(manifest["name"])
    return manifest


def summary(manifest):
    """What an export prints."""
    return {key: manifest[key] for key in ("sha256", "temperature", "parameters", "macs", "metrics")}

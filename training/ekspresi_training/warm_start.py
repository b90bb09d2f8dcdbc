"""Begin with weights that there are: of an earlier run, or of a published model."""
import onnx
import torch
from onnx import numpy_helper

from . import MODELS, RUNS
from .networks import ConvBN


def go_on(network, run):
    """Give `network` the best weights of runs/<run>. Raises RuntimeError where they are of another network."""
    on = next(network.parameters()).device
    network.load_state_dict(torch.load(RUNS / run / "best.pt", map_location=on)["network"])


@torch.no_grad()
def take_up(network, model, batch):
    """Give `network` the weights of models/<model>/model.onnx; `batch` [n, 1, 48, 48] is network input.

    Batch normalisation was folded away at export. A folded convolution gives w * x + b. Its normalisation is
    rebuilt from the batch so that the layer
    computes the same: mean and variance are those of w * x, scale the deviation, shift mean + b. Filters
    then are scaled to length 1, which normalisation hides, so that the learning rate means what it means
    in a run from scratch. An output that the model has not starts as a copy of the other. Raises KeyError where the model is
    of another architecture.
    """
    graph = onnx.load(str(MODELS / model / "model.onnx")).graph
    weights = {w.name: torch.from_numpy(numpy_helper.to_array(w).copy()) for w in graph.initializer}
    for part in ("weight", "bias"):
        only = weights.pop(f"head.{part}", None)  # models up to version 0.4 had one output, of this name
        weights.setdefault(f"fer2013.{part}", only)
        weights.setdefault(f"crowd.{part}", weights[f"fer2013.{part}"])
    # With the statistics of a normalisation that the published network still has.
    own = {**dict(network.named_parameters()), **dict(network.named_buffers())}
    layers = {name: module for name, module in network.named_modules() if isinstance(module, ConvBN)}
    folded = {f"{name}.conv.weight" for name in layers}
    without_place = weights.keys() - own.keys() - {f"{name}.conv.bias" for name in layers}
    if without_place:
        raise KeyError(f"models/{model} is of another architecture: {', '.join(sorted(without_place))}")
    for name, values in own.items():
        if ".bn." not in name and name not in folded and not name.endswith("num_batches_tracked"):
            values.copy_(weights[name])
    hooks = [layer.bn.register_forward_pre_hook(_rebuild(weights[f"{name}.conv.bias"]))
             for name, layer in layers.items()]
    for name, layer in layers.items():
        layer.conv.weight.copy_(weights[f"{name}.conv.weight"])
    network.eval()
    network(batch)
    for hook in hooks:
        hook.remove()
    for layer in layers.values():
        length = layer.conv.weight.flatten(1).norm(dim=1).clamp(min=1e-6)
        layer.conv.weight.div_(length.view(-1, 1, 1, 1))
        layer.bn.running_mean.div_(length)
        layer.bn.running_var.div_(length ** 2)
        layer.bn.weight.copy_(length * (layer.bn.running_var + layer.bn.eps).sqrt())


def _rebuild(bias):
    """A hook that gives a normalisation the statistics of its input, changing nothing but adding `bias`."""
    def hook(bn, given):
        mean = given[0].mean((0, 2, 3))
        variance = given[0].var((0, 2, 3), unbiased=False)
        bn.running_mean.copy_(mean)
        bn.running_var.copy_(variance)
        bn.weight.copy_((variance + bn.eps).sqrt())  # so that the layers behind see what they always saw
        bn.bias.copy_(mean + bias)
    return hook

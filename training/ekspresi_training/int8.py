"""A published floating network → nearly the same as INT8, which processors multiply faster.

Static quantisation in QDQ form, which onnxruntime fuses: weights as signed bytes per output channel, what
flows between the layers as unsigned bytes per tensor; dense layers, and what they read, stay floating."""
import numpy as np
import torch
from onnx import helper, numpy_helper

from .onnx_torch import OnnxNetwork, attributes_of

# Seven of the eight bits: x86 processors without VNNI add two products in 16 bits, which 8 × 8 bits overflow.
WEIGHT_LEVELS = 63
# What onnxruntime does on bytes where all that goes in and comes out is bytes.
BYTEWISE = ("Conv", "Add", "Mul", "GlobalAveragePool", "AveragePool", "MaxPool", "Sigmoid")


def quantised(model, x, covered=1.0, headroom=1.0):
    """`model` (onnx) as INT8; value ranges are those of the inputs `x` [n, 1, h, w], standardised as the
    network wants them: of the share `covered` of them, with `headroom` for larger ones, as a factor."""
    graph = _with_folded_normalisation(model.graph)
    readers = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node.op_type)
    # A byte whose zero is the least value cannot be negative: rounding to it does what Relu does.
    rectified = {node.input[0]: node.output[0] for node in graph.node
                 if node.op_type == "Relu" and readers[node.input[0]] == ["Relu"]
                 and any(reader in BYTEWISE for reader in readers.get(node.output[0], []))}
    made = [rectified.get(node.output[0], node.output[0]) for node in graph.node if node.op_type in BYTEWISE]
    names = [n for n in made if any(reader in BYTEWISE for reader in readers.get(n, []))]
    spans = _ranges(graph, names, x, covered, headroom)
    for node in graph.node:
        # A pool of maxima reads and gives the same bytes; the greatest of what Relu gives is Relu of the greatest.
        if node.op_type == "MaxPool" and rectified.get(node.output[0]) in spans:
            spans[node.input[0]] = spans[rectified[node.output[0]]]
    return _Writer(graph, rectified, spans).model(model.ir_version)


def _with_folded_normalisation(graph):
    """`graph` with every normalisation that follows a convolution merged into it."""
    weights = {w.name: numpy_helper.to_array(w) for w in graph.initializer}
    nodes, by_output = [], {}
    for node in graph.node:
        if node.op_type == "BatchNormalization":
            before = by_output[node.input[0]]
            scale, shift, mean, variance = (weights.pop(name) for name in node.input[1:])
            factor = scale / np.sqrt(variance + np.float32(attributes_of(node)["epsilon"]))
            _, kernel, bias = before.input
            weights[kernel] = weights[kernel] * factor.reshape(-1, 1, 1, 1)
            weights[bias] = (weights[bias] - mean) * factor + shift
            before.output[0] = node.output[0]
            by_output[node.output[0]] = before
        else:
            copy = helper.make_node(node.op_type, node.input, node.output, **attributes_of(node))
            nodes.append(copy)
            by_output[copy.output[0]] = copy
    return helper.make_graph(nodes, graph.name, graph.input, graph.output,
                             [numpy_helper.from_array(values, name) for name, values in weights.items()])


def _ranges(graph, names, x, covered, headroom):
    """name → (low, high): `headroom` times what the share `covered` of all values of the tensor for `x` keeps to, with
    zero."""
    network = OnnxNetwork(graph)
    network.outputs = names
    lows, highs = ({name: _Outermost(1 - covered, largest) for name in names} for largest in (False, True))
    for part in x.split(64):
        for name, values in zip(names, network(part)):
            for end in (lows[name], highs[name]):
                end.take(values, values[0].numel() * len(x))
    return {name: (min(0.0, headroom * lows[name].edge()), max(0.0, headroom * highs[name].edge())) for name in names}


class _Outermost:
    """Keeps of very many values, given in parts, so many of the largest or smallest as a quantile needs."""

    def __init__(self, beyond, largest):
        """`beyond`: share of the values outside the quantile."""
        self.beyond, self.largest, self.kept, self.place = beyond, largest, torch.empty(0), 0.0

    def take(self, values, of_all):
        """Some more of the `of_all` values."""
        self.place = self.beyond * (of_all - 1)  # counted from the outermost
        known = torch.cat([self.kept, values.flatten()])
        self.kept = known.topk(min(int(self.place) + 2, len(known)), largest=self.largest).values

    def edge(self):
        """The quantile, between two values in proportion."""
        at = int(self.place)
        near, far = (float(self.kept[min(i, len(self.kept) - 1)]) for i in (at, at + 1))
        return near + (self.place - at) * (far - near)


class _Writer:
    """Builds the INT8 graph from the float graph, the tensors that Relu follows, and the ranges."""

    def __init__(self, graph, rectified, spans):
        self.graph, self.spans = graph, spans
        self.weights = {w.name: numpy_helper.to_array(w) for w in graph.initializer}
        self.nodes, self.constants, self.rounded = [], {}, {}
        gone = {before for before, after in rectified.items() if after in spans}
        for node in graph.node:
            if node.op_type == "Relu" and node.input[0] in gone:
                continue
            outputs = [rectified[o] if o in gone else o for o in node.output]
            if node.op_type == "AveragePool" and node.input[0] in spans and outputs[0] in spans:
                self._add_mean(node, outputs)
            else:
                self._add(node.op_type, self._inputs(node), outputs, **attributes_of(node))

    def model(self, ir_version):
        used = {name for node in self.nodes for name in node.input}
        kept = [w for w in self.graph.initializer if w.name in used]
        graph = helper.make_graph(self.nodes, self.graph.name, self.graph.input, self.graph.output,
                                  [*kept, *self.constants.values()])
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=ir_version)

    def _inputs(self, node):
        """What `node` reads: rounded to bytes and back where the tensor has a range."""
        given = [self._bytes(name) if name in self.spans else name for name in node.input]
        if node.op_type == "Conv" and node.input[0] in self.spans:
            given[1] = self._weight_bytes(node.input[1])
        return given

    def _add_mean(self, node, outputs):
        """Means as a convolution of each channel with itself, for onnxruntime's INT8 pool is slow."""
        attributes = attributes_of(node)
        kernel = attributes["kernel_shape"]
        channels = next(self.weights[reader.input[1]].shape[1] for reader in self.graph.node
                        if reader.op_type == "Conv" and reader.input[0] == outputs[0])
        name = f"{node.output[0]}.mean"
        self.weights[name] = np.full((channels, 1, *kernel), 1 / np.prod(kernel), np.float32)
        self._add("Conv", [self._bytes(node.input[0]), self._weight_bytes(name)], outputs, group=channels,
                  kernel_shape=kernel, strides=attributes["strides"], pads=attributes.get("pads", [0, 0, 0, 0]))

    def _add(self, operation, inputs, outputs, **attributes):
        self.nodes.append(helper.make_node(operation, inputs, outputs, **attributes))
        return outputs[0]

    def _constant(self, name, value):
        self.constants[name] = numpy_helper.from_array(value, name)
        return name

    def _bytes(self, name):
        """The tensor after rounding to a byte and back; made once."""
        if name not in self.rounded:
            low, high = self.spans[name]
            step = max(high - low, 1e-6) / 255
            form = [self._constant(f"{name}.scale", np.float32(step)),
                    self._constant(f"{name}.zero", np.uint8(round(-low / step)))]
            self._add("QuantizeLinear", [name, *form], [f"{name}.bytes"])
            self.rounded[name] = self._add("DequantizeLinear", [f"{name}.bytes", *form], [f"{name}.rounded"])
        return self.rounded[name]

    def _weight_bytes(self, name):
        values = self.weights[name]
        scale = np.maximum(np.abs(values).reshape(len(values), -1).max(1), 1e-8) / WEIGHT_LEVELS
        rounded = np.round(values / scale.reshape(-1, *[1] * (values.ndim - 1))).astype(np.int8)
        form = [self._constant(f"{name}.bytes", rounded), self._constant(f"{name}.scale", scale.astype(np.float32))]
        return self._add("DequantizeLinear", form, [f"{name}.rounded"], axis=0)

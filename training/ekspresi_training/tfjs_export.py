"""ONNX → tfjs layers model (Keras functional topology, NHWC), for the operations our networks use."""
import json

import numpy as np
from onnx import helper, numpy_helper


class Converter:
    """Walks the graph once; every ONNX tensor becomes the output of one Keras layer."""

    def __init__(self, model):
        self.graph = model.graph
        self.weights = {w.name: numpy_helper.to_array(w) for w in model.graph.initializer}
        self.layers, self.manifest, self.blobs = [], [], []
        self.layer_of = {}  # ONNX tensor → name of the layer that gives it
        self.shape = {}  # ONNX tensor → shape without batch: (height, width, channels) or (features,)
        self.flattened = {}  # ONNX tensor → the picture shape it was flattened from

    def convert(self):
        """The parsed model.json as a dict and the bytes of weights.bin."""
        given = self.graph.input[0]
        channels, height, width = (d.dim_value for d in given.type.tensor_type.shape.dim[1:])
        self.shape[given.name] = (height, width, channels)
        self.layer_of[given.name] = self._layer(
            "InputLayer", given.name, [], batch_input_shape=[None, height, width, channels],
            dtype="float32", sparse=False)
        for node in self.graph.node:
            attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
            getattr(self, f"_{node.op_type.lower()}")(node, attributes)
        config = {
            "name": "ekspresi", "layers": self.layers,
            "input_layers": [[self.layer_of[given.name], 0, 0]],
            "output_layers": [[self.layer_of[o.name], 0, 0] for o in self.graph.output]}
        return {
            "format": "layers-model", "generatedBy": "ekspresi training", "convertedBy": None,
            "modelTopology": {"keras_version": "2.11.0", "backend": "tensorflow",
                              "model_config": {"class_name": "Functional", "config": config}},
            "weightsManifest": [{"paths": ["weights.bin"], "weights": self.manifest}],
        }, b"".join(self.blobs)

    def _layer(self, kind, name, sources, **config):
        """Append one layer fed by the named layers; its name."""
        inbound = [[[source, 0, 0, {}] for source in sources]] if sources else []
        self.layers.append({"class_name": kind, "name": name, "config": {"name": name, "trainable": False, **config},
                            "inbound_nodes": inbound})
        return name

    def _weight(self, name, array):
        self.manifest.append({"name": name, "shape": list(array.shape), "dtype": "float32"})
        self.blobs.append(np.ascontiguousarray(array, "<f4").tobytes())

    def _give(self, node, kind, shape, sources=None, **config):
        """One layer for the whole node."""
        target = node.output[0]
        self.shape[target] = tuple(shape)
        name = target if target in {o.name for o in self.graph.output} else f"{kind.lower()}_{len(self.layers)}"
        sources = sources or [self.layer_of[i] for i in node.input if i in self.layer_of]
        self.layer_of[target] = self._layer(kind, name, sources, **config)
        return self.layer_of[target]

    def _conv(self, node, attributes):
        height, width, _ = self.shape[node.input[0]]
        kernel = self.weights[node.input[1]]  # [out, in, h, w]
        size, stride, pads = kernel.shape[2], attributes["strides"][0], attributes["pads"]
        assert len(set(pads)) == 1 and attributes.get("group", 1) == 1, "symmetric padding, one group"
        pad = pads[0]
        source = self.layer_of[node.input[0]]
        same = stride == 1 and pad == size // 2
        if pad and not same:
            source = self._layer("ZeroPadding2D", f"pad_{len(self.layers)}", [source],
                                 padding=[[pad, pad], [pad, pad]], data_format="channels_last")
        out = [(side + 2 * pad - size) // stride + 1 for side in (height, width)]
        name = self._give(node, "Conv2D", (*out, kernel.shape[0]), [source], filters=kernel.shape[0],
                          kernel_size=[size, size], strides=[stride, stride], padding="same" if same else "valid",
                          data_format="channels_last", dilation_rate=[1, 1], activation="linear", use_bias=True)
        self._weight(f"{name}/kernel", kernel.transpose(2, 3, 1, 0))
        self._weight(f"{name}/bias", self.weights[node.input[2]])

    def _batchnormalization(self, node, attributes):
        name = self._give(node, "BatchNormalization", self.shape[node.input[0]], axis=[3],
                          epsilon=attributes["epsilon"], momentum=0.99, center=True, scale=True)
        for part, weight in zip(("gamma", "beta", "moving_mean", "moving_variance"), node.input[1:]):
            self._weight(f"{name}/{part}", self.weights[weight])

    def _gemm(self, node, attributes):
        assert attributes.get("transB") == 1 and not attributes.get("transA")
        kernel = self.weights[node.input[1]].T  # [in, out]
        if node.input[0] in self.flattened:  # rows are in channel-first order; ours is channel-last
            height, width, channels = self.flattened[node.input[0]]
            kernel = kernel.reshape(channels, height, width, -1).transpose(1, 2, 0, 3).reshape(kernel.shape)
        name = self._give(node, "Dense", (kernel.shape[1],), units=kernel.shape[1], activation="linear",
                          use_bias=True)
        self._weight(f"{name}/kernel", kernel)
        self._weight(f"{name}/bias", self.weights[node.input[2]])

    def _transpose(self, node, attributes):
        assert attributes["perm"] == [0, 2, 3, 1], "only to channel-last, which everything is already"
        self._give(node, "Activation", self.shape[node.input[0]], activation="linear")

    def _relu(self, node, _):
        self._give(node, "Activation", self.shape[node.input[0]], activation="relu")

    def _sigmoid(self, node, _):
        self._give(node, "Activation", self.shape[node.input[0]], activation="sigmoid")

    def _add(self, node, _):
        self._give(node, "Add", self.shape[node.input[0]])

    def _mul(self, node, _):
        shapes = [self.shape[i] for i in node.input]
        self._give(node, "Multiply", max(shapes))

    def _globalaveragepool(self, node, _):
        channels = self.shape[node.input[0]][2]
        pooled = self._layer("GlobalAveragePooling2D", f"mean_{len(self.layers)}", [self.layer_of[node.input[0]]],
                             data_format="channels_last")
        self._give(node, "Reshape", (1, 1, channels), [pooled], target_shape=[1, 1, channels])

    def _maxpool(self, node, attributes):
        self._pool("MaxPooling2D", node, attributes)

    def _averagepool(self, node, attributes):
        self._pool("AveragePooling2D", node, attributes)

    def _pool(self, kind, node, attributes):
        assert not any(attributes.get("pads", [0])), "pooling without padding"
        height, width, channels = self.shape[node.input[0]]
        size, stride = attributes["kernel_shape"], attributes["strides"]
        self._give(node, kind, ((height - size[0]) // stride[0] + 1, (width - size[1]) // stride[1] + 1, channels),
                   pool_size=size, strides=stride, padding="valid", data_format="channels_last")

    def _flatten(self, node, _):
        shape = self.shape[node.input[0]]
        self._give(node, "Flatten", (int(np.prod(shape)),))
        if shape[0] * shape[1] > 1:
            self.flattened[node.output[0]] = shape


def write(model, folder):
    """Write model.json and weights.bin of the ONNX `model` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    topology, weights = Converter(model).convert()
    (folder / "model.json").write_text(json.dumps(topology, separators=(",", ":")) + "\n")
    (folder / "weights.bin").write_bytes(weights)

"""The networks. Only operations that one small converter can also write for tfjs."""
import copy
import functools

import torch
import torch.nn.functional as F
from torch import nn


class ConvBN(nn.Module):
    """Convolution without bias, batch normalisation, optional ReLU; folded into one Conv at export."""

    def __init__(self, inputs, outputs, kernel=3, stride=1, relu=True):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.bn = nn.BatchNorm2d(outputs)
        self.relu = relu

    def forward(self, x):
        x = self.bn(self.conv(x))
        return F.relu(x) if self.relu else x


class SqueezeExcite(nn.Module):
    """Channels reweighted by what the whole picture holds; 1×1 convolutions on [n, c, 1, 1]."""

    def __init__(self, channels):
        super().__init__()
        self.down = nn.Conv2d(channels, channels // 4, 1)
        self.up = nn.Conv2d(channels // 4, channels, 1)

    def forward(self, x):
        scale = F.adaptive_avg_pool2d(x, 1)
        return x * torch.sigmoid(self.up(F.relu(self.down(scale))))


class Residual(nn.Module):
    """Two 3×3 convolutions, with squeeze-excitation if `excite`, beside a shortcut; stride 2 halves the picture."""

    def __init__(self, inputs, outputs, stride=1, excite=True):
        super().__init__()
        self.first = ConvBN(inputs, outputs, stride=stride)
        self.second = ConvBN(outputs, outputs, relu=False)
        self.excite = SqueezeExcite(outputs) if excite else nn.Identity()
        # count_include_pad=False keeps a needless Pad out of the ONNX graph.
        self.pool = nn.AvgPool2d(2, count_include_pad=False) if stride == 2 else nn.Identity()
        self.shortcut = ConvBN(inputs, outputs, 1, relu=False) if inputs != outputs else nn.Identity()

    def forward(self, x):
        return F.relu(self.excite(self.second(self.first(x))) + self.shortcut(self.pool(x)))


class ExpressionNet(nn.Module):
    """48×48 grey → features → two outputs: logits [n, 7] of FER2013's labels and of what the crowd sees (FER+)."""

    def __init__(self, stem, stages, dropout=0.2, excite_from=0):
        """`stem` channels at full size; `stages`: (channels, blocks, stride of the first block). Stages before
        `excite_from` have no squeeze-excitation: on their large maps it takes long."""
        super().__init__()
        layers = [ConvBN(1, stem), ConvBN(stem, stages[0][0], stride=2)]
        inputs = stages[0][0]
        for number, (channels, blocks, stride) in enumerate(stages):
            for i in range(blocks):
                layers.append(Residual(inputs, channels, stride if i == 0 else 1, excite=number >= excite_from))
                inputs = channels
        self.features = nn.Sequential(*layers)
        self.dropout = nn.Dropout(dropout)
        self.fer2013 = nn.Linear(inputs, 7)
        self.crowd = nn.Linear(inputs, 7)

    def describe(self, x):
        return F.adaptive_avg_pool2d(self.features(x), 1).flatten(1)

    def forward(self, x):
        described = self.dropout(self.describe(x))
        return self.fer2013(described), self.crowd(described)


class PaperNet(nn.Module):
    """The paper's size: 442,023 parameters as Keras counts them (see shared/paper.md).

    `bn` is the paper's batch normalisation. The other convolutions are normalised too while it is trained;
    at export that is folded into their weights and biases, so that the published network is the paper's. Pooling before the ReLU gives the same and costs less.
    """

    def __init__(self, dropout=0.3):
        super().__init__()
        self.c1 = ConvBN(1, 32, 5, relu=False)
        self.c2 = ConvBN(32, 64)
        self.c3 = nn.Conv2d(64, 64, 3, padding=1)
        self.bn = nn.BatchNorm2d(64)
        self.c4 = ConvBN(64, 128, relu=False)
        self.c5 = ConvBN(128, 192, relu=False)
        self.d1 = nn.Linear(192 * 9, 52)
        self.fer2013 = nn.Linear(52, 7)
        self.crowd = nn.Linear(52, 7)
        self.dropout = nn.Dropout(dropout)

    def describe(self, x):
        x = F.relu(F.max_pool2d(self.c1(x), 2))
        x = F.relu(F.max_pool2d(self.bn(self.c3(self.c2(x))), 2))
        x = F.relu(F.max_pool2d(self.c4(x), 2))
        x = F.relu(F.max_pool2d(self.c5(x), 2))
        if x.shape[-1] != 3:  # smaller pictures at the beginning of training
            x = F.interpolate(x, (3, 3), mode="bilinear", align_corners=False)
        return F.relu(self.d1(self.dropout(x.flatten(1))))

    def forward(self, x):
        described = self.dropout(self.describe(x))
        return self.fer2013(described), self.crowd(described)

    def published_parameters(self):
        """Trained parameters of the published network with one of its outputs, which is the paper's."""
        folded = sum(c.conv.weight.numel() + c.conv.out_channels for c in (self.c1, self.c2, self.c4, self.c5))
        others = (self.c3, self.bn, self.d1, self.fer2013)
        return folded + sum(p.numel() for layer in others for p in layer.parameters())


class MeanOfNetworks(nn.Module):
    """The weighted mean of several expression networks' logits; the weights go into their last layers."""

    def __init__(self, members, weights):
        super().__init__()
        self.members = nn.ModuleList(copy.deepcopy(network) for network in members)
        for network, weight in zip(self.members, weights):
            with torch.no_grad():
                for head in (network.fer2013, network.crowd):
                    head.weight.mul_(float(weight))
                    head.bias.mul_(float(weight))

    def forward(self, x):
        return tuple(functools.reduce(torch.add, given) for given in zip(*(network(x) for network in self.members)))


# The network of each published model that is not called like it.
NETWORK_OF_MODEL = {"accurate": "wide"}
EXPRESSION_NETWORKS = {
    "edge": lambda: ExpressionNet(16, [(32, 1, 1), (80, 2, 2), (112, 1, 2)], excite_from=1),
    # Two fifths of the work of `edge`, for slow boxes.
    "swift": lambda: ExpressionNet(8, [(16, 1, 1), (48, 1, 2), (104, 2, 2)]),
    "paper": PaperNet,
    # Seven times the work of `edge`: takes an H100 a second an epoch, two CPU cores three minutes.
    "wide": lambda: ExpressionNet(32, [(64, 2, 1), (160, 3, 2), (256, 2, 2)], dropout=0.4, excite_from=1),
    # For the tests of the training code itself.
    "tiny": lambda: ExpressionNet(4, [(8, 1, 1), (16, 1, 2)]),
}


OUTPUTS = ("fer2013", "crowd")  # in the order in which the networks give them


def trained_parameters(network):
    """Trained parameters of the published network, moving statistics not counted."""
    if isinstance(network, PaperNet):
        return network.published_parameters() + sum(p.numel() for p in network.crowd.parameters())
    return sum(p.numel() for p in network.parameters())

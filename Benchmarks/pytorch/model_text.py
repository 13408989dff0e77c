"""Builds PyTorch modules from lnq's model notation (docs/models.md)."""

import torch
from torch import nn


class MaskedLinear(nn.Linear):
    """A Linear whose weights outside of `connections` are 0 and stay 0."""

    def __init__(self, in_features, out_features, bias=True, connections=None):
        super().__init__(in_features, out_features, bias)
        mask = torch.zeros(out_features, in_features)
        for output, inputs in enumerate(connections):
            mask[output, inputs] = 1
        self.register_buffer("mask", mask, persistent=False)
        with torch.no_grad():
            self.weight.mul_(mask)

    def forward(self, x):
        return nn.functional.linear(x, self.weight * self.mask, self.bias)


def sequential(text, connections=None):
    """The nn.Sequential of a model text; `connections[str(index)]` are the inputs of a Linear with fan_in."""
    connections = connections or {}
    layers = []
    for line in text.splitlines():
        line = line.split("#")[0].strip()
        if not line:
            continue
        index = str(len(layers))

        def linear(*args, fan_in=None, **kwargs):
            if fan_in is None:
                return nn.Linear(*args, **kwargs)
            return MaskedLinear(*args, **kwargs, connections=connections[index])

        names = {"BatchNorm1d": nn.BatchNorm1d, "ReLU": nn.ReLU, "Dropout": nn.Dropout, "Linear": linear}
        layers.append(eval(line, {"__builtins__": {}}, names))
    return nn.Sequential(*layers)

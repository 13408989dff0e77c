"""Builds PyTorch modules from lnq's model notation (docs/models.md)."""

import torch
from torch import nn

from quantized_layers import Ensemble, Neurons, QuantHardTanh, QuantIdentity, QuantReLU


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


class Residual(nn.Module):
    """body(x) + shortcut(x), where no shortcut is x itself."""

    def __init__(self, *body, shortcut=None):
        super().__init__()
        self.body = nn.Sequential(*body)
        if shortcut is not None:
            self.shortcut = shortcut

    def forward(self, x):
        return self.body(x) + (self.shortcut(x) if hasattr(self, "shortcut") else x)


def sequential(text, connections=None):
    """The nn.Sequential of a model text.

    `connections` has the inputs of each Linear with fan_in, in the order of the layers; its keys are their paths ("2",
    "3.body.0"). Inputs that it does not say are drawn by chance. Within a Residual or an Ensemble the text needs a comma after each layer, as the canonical notation has it.
    """
    remaining = iter((connections or {}).values())

    def linear(*args, fan_in=None, **kwargs):
        if fan_in is None:
            return nn.Linear(*args, **kwargs)
        inputs, neurons = args[0], args[1] * kwargs.get("adders", 1)
        chosen = next(remaining, None) or [sorted(torch.randperm(inputs)[:fan_in].tolist()) for _ in range(neurons)]
        if kwargs.keys() & {"degree", "adders", "hidden"}:
            return Neurons(*args, connections=chosen, **kwargs)
        return MaskedLinear(*args, **kwargs, connections=chosen)

    names = {
        "Ensemble": Ensemble, "Linear": linear, "QuantHardTanh": QuantHardTanh, "QuantIdentity": QuantIdentity,
        "QuantReLU": QuantReLU, "Residual": Residual,
    }
    for name in ("BatchNorm1d", "Conv1d", "Dropout", "Flatten", "ReLU", "Sequential", "Unflatten"):
        names[name] = getattr(nn, name)
    layers, pending = [], ""
    for line in text.splitlines():
        pending += line.split("#")[0].strip()
        if pending and pending.count("(") == pending.count(")"):
            layers.append(eval(pending, {"__builtins__": {}}, names))
            pending = ""
    return nn.Sequential(*layers)

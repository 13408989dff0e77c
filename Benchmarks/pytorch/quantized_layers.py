"""lnq's quantizers and table neurons as PyTorch modules (docs/models.md), with PyTorch's own derivatives."""

import itertools
import math

import torch
from torch import nn


class Quantizer(nn.Module):
    """y = s * clamp(round(x / s)), s = 2^t, after LSQ (Esser et al., 2020)."""

    def __init__(self, bits, signed, max, scale="learned"):
        super().__init__()
        self.low, self.high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
        self.largest = builtin_max(1, self.high)
        self.scale = scale
        self.log2_scale = nn.Parameter(torch.tensor([math.log2(max / self.largest)]))
        # How near a value came to a place where a code or a derivative jumps, in codes.
        self.margin = math.inf

    def forward(self, x):
        return self.quantize(x, self.log2_scale, math.prod(x.shape[1:]))

    def quantize(self, x, t, features):
        factor = 1 / math.sqrt(features * self.largest)
        t = t * factor + (t - t * factor).detach()
        if self.scale == "power_of_two":
            t = t + (t.round() - t).detach()
        s = 2**t
        v = x / s
        with torch.no_grad():
            inside = v[(v > self.low - 0.6) & (v < self.high + 0.6)]
            for distance in ((inside - inside.floor() - 0.5).abs(), (inside - self.low).abs(), (inside - self.high).abs()):
                if distance.numel():
                    self.margin = min(self.margin, distance.min().item())
        v = v.clamp(self.low, self.high)
        return (v + (v.round() - v).detach()) * s


builtin_max = max


def QuantIdentity(bits, signed=True, max=1.0, scale="learned"):
    return Quantizer(bits, signed, max, scale)


def QuantHardTanh(bits, max=1.0, scale="learned"):
    return Quantizer(bits, True, max, scale)


def QuantReLU(bits, max=1.61, scale="learned"):
    return Quantizer(bits, False, max, scale)


class Neurons(nn.Module):
    """Linear(in, out, fan_in=k) with degree, adders or hidden; the parameters of a neuron are a row of `weight`."""

    def __init__(self, in_features, out_features, connections, degree=1, adders=1, adder_bits=4, hidden=None, depth=1,
                 skip=0):
        super().__init__()
        self.connections = torch.tensor(connections)
        self.out_features, self.adders = out_features, adders
        k = self.connections.shape[1]
        self.exponents, self.widths = None, None
        if degree > 1:
            # itertools.product varies the last exponent fastest.
            self.exponents = torch.tensor([e for e in itertools.product(range(degree + 1), repeat=k) if sum(e) <= degree])
            count = len(self.exponents)
        else:
            self.widths = [k] + [hidden] * (depth - 1) + [1]
            self.stage = skip or depth
            self.skip = skip
            count = sum(
                sum(a * b + b for a, b in self.affines(first)) for first in range(0, depth, self.stage))
        self.depth = depth
        self.weight = nn.Parameter(torch.randn(out_features * adders, count) / math.sqrt(count) * 1.5)
        if adders > 1:
            self.adder_log2_scale = nn.Parameter(torch.tensor([math.log2(2 / builtin_max(1, 2 ** (adder_bits - 1) - 1))]))
            self.adder = Quantizer(adder_bits, True, 2)
            del self.adder.log2_scale

    def affines(self, first):
        pairs = [(self.widths[i], self.widths[i + 1]) for i in range(first, first + self.stage)]
        return pairs + ([(self.widths[first], self.widths[first + self.stage])] if self.skip else [])

    def network(self, x):
        # x: rows x neurons x inputs
        offset = 0
        for first in range(0, self.depth, self.stage):
            outputs = []
            value = start = x.relu() if first > 0 else x
            for index, (inputs, units) in enumerate(self.affines(first)):
                w = self.weight[:, offset : offset + inputs * units].reshape(-1, units, inputs)
                b = self.weight[:, offset + inputs * units : offset + inputs * units + units]
                offset += inputs * units + units
                if index == self.stage:
                    value = start
                elif index > 0:
                    value = value.relu()
                value = torch.einsum("nui,rni->rnu", w, value) + b
                if index >= self.stage - 1:
                    outputs.append(value)
            x = sum(outputs)
        return x[:, :, 0]

    def forward(self, x):
        x = x[:, self.connections]
        if self.exponents is not None:
            monomials = (x[:, :, None, :] ** self.exponents).prod(-1)
            y = (monomials * self.weight).sum(-1)
        else:
            y = self.network(x)
        if self.adders > 1:
            y = self.adder.quantize(y, self.adder_log2_scale, y.shape[1])
        return y.reshape(x.shape[0], self.out_features, self.adders).sum(-1)


class Ensemble(nn.ModuleList):
    """The sum of what its members give."""

    def __init__(self, *members):
        super().__init__(members)

    def forward(self, x):
        return sum(member(x) for member in self)

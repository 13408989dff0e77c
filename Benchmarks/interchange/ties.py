"""Explains differences between two programs that compute the same quantized network in 32-bit floats.

`Network` computes an ONNX or QONNX file for one row in 64 bits, and for each number how far any order of 32-bit operations can be from it.
A value whose code is another one within that distance lies at a tie: there, and only there, both codes are tried. A difference is
explained when one of these choices gives what the other program says."""

import itertools

import numpy as np
import onnx
from onnx import numpy_helper

EPSILON = 2.0**-23


class Unexplained(Exception):
    """More choices than can be tried, or a node that this file does not know."""


def rounded_half_even(x):
    return np.rint(x)


class Network:
    def __init__(self, model):
        self.graph = (model if not isinstance(model, str) else onnx.load(model)).graph
        self.constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in self.graph.initializer}
        self.input = [value.name for value in self.graph.input if value.name not in self.constants][0]
        self.output = self.graph.output[0].name

    def outputs(self, row):
        """What every choice at ties gives for a row: a list of (outputs, bounds, number of ties turned)."""
        self.ties = []
        self.choices = {}
        found = [(*self.run(row), 0)]
        ties, done = list(self.ties), set()
        # A turned tie changes what follows it: the ties behind it are looked for again.
        waiting = [(place,) for place in ties]
        while waiting and len(done) < 256:
            turned = tuple(sorted(waiting.pop(0)))
            if turned in done:
                continue
            done.add(turned)
            self.ties = []
            self.choices = set(turned)
            found.append((*self.run(row), len(turned)))
            waiting += [(*turned, place) for place in self.ties if place not in turned and len(turned) < 6]
        return found

    def explains(self, row, agrees):
        """The number of ties turned with which `agrees(outputs, bounds)` holds; nil where none does."""
        for outputs, bounds, turned in self.outputs(row):
            if agrees(outputs, bounds):
                return turned
        return None

    def run(self, row):
        values = {name: (np.asarray(array, np.float64), None) for name, array in self.constants.items()}
        row = np.asarray(row, np.float64)
        values[self.input] = (row, np.zeros_like(row))
        for number, node in enumerate(self.graph.node):
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            inputs = [values[name] if name else None for name in node.input]
            values[node.output[0]] = self.step(number, node.op_type, attributes, inputs)
        value, bound = values[self.output]
        return value.reshape(-1), bound.reshape(-1)

    def step(self, number, operation, attributes, inputs):
        exact = all(pair is None or pair[1] is None for pair in inputs)
        (x, e), rest = inputs[0], [None if pair is None else pair[0] for pair in inputs[1:]]
        bounds = [None if pair is None else pair[1] for pair in inputs[1:]]
        if exact:
            e = np.zeros_like(x) if operation != "Constant" else None
        y, bound = self.compute(number, operation, attributes, x, e if e is not None else np.zeros_like(x), rest, bounds)
        # What hangs on constants alone is rounded to 32 bits and known to both programs.
        return (np.asarray(y, np.float32).astype(np.float64), None) if exact else (y, bound)

    def compute(self, number, operation, attributes, x, e, rest, bounds):
        def once(y, bound):
            return y, bound + EPSILON * np.abs(y)

        if operation in ("Identity", "Cast", "Dropout", "Softmax", "LogSoftmax"):
            return x, e
        if operation in ("Flatten",):
            return x.reshape(1, -1), e.reshape(1, -1)
        if operation == "Reshape":
            shape = [x.shape[i] if d == 0 else int(d) for i, d in enumerate(rest[0])]
            return x.reshape(shape), e.reshape(shape)
        if operation in ("Squeeze", "Unsqueeze"):
            axes = attributes.get("axes") or [int(axis) for axis in rest[0]]
            change = np.squeeze if operation == "Squeeze" else np.expand_dims
            return change(x, tuple(axes)), change(e, tuple(axes))
        if operation == "Shape":
            return np.array(x.shape, np.float64), np.zeros(x.ndim)
        if operation == "Gather":
            index = rest[0].astype(int)
            return x[index], e[index]
        if operation == "Concat":
            parts = [np.atleast_1d(x)] + [np.atleast_1d(part) for part in rest]
            return np.concatenate(parts), np.zeros(sum(part.size for part in parts))
        if operation == "Transpose":
            order = attributes.get("perm")
            return np.transpose(x, order), np.transpose(e, order)
        if operation == "Relu":
            return np.maximum(x, 0), e
        if operation == "LeakyRelu":
            return once(np.where(x < 0, x * attributes.get("alpha", 0.01), x), e)
        if operation == "Tanh":
            return np.tanh(x), e + 8 * EPSILON
        if operation == "Sigmoid":
            return 1 / (1 + np.exp(-x)), e + 8 * EPSILON
        if operation == "Clip":
            return np.clip(x, rest[0], rest[1]), e
        if operation in ("Gemm", "MatMul"):
            weight = rest[0].T if attributes.get("transB", 0) else rest[0]
            bias = rest[1] if len(rest) > 1 and rest[1] is not None else 0
            magnitude = np.abs(x) @ np.abs(weight) + np.abs(bias)
            return x @ weight + bias, e @ np.abs(weight) + EPSILON * (weight.shape[0] + 2) / 2 * magnitude
        if operation == "Conv":
            return self.convolution(attributes, x, e, *rest)
        if operation == "BatchNormalization":
            shape = (1, -1) + (1,) * (x.ndim - 2)
            weight, bias, mean, variance = (part.reshape(shape) for part in rest[:4])
            factor = weight / np.sqrt(variance + attributes.get("epsilon", 1e-5))
            y = (x - mean) * factor + bias
            # Folded or not, the mean's product is rounded.
            magnitude = (np.abs(x) + np.abs(mean)) * np.abs(factor) + np.abs(bias)
            return y, e * np.abs(factor) + 4 * EPSILON * magnitude
        if operation in ("Add", "Sub", "Mul", "Div", "Pow"):
            other, own = rest[0], np.zeros_like(rest[0]) if bounds[0] is None else bounds[0]
            if operation == "Add":
                return x + other, e + own + EPSILON * (np.abs(x) + np.abs(other))
            if operation == "Sub":
                return x - other, e + own + EPSILON * (np.abs(x) + np.abs(other))
            if operation == "Mul":
                return once(x * other, e * np.abs(other) + own * np.abs(x))
            if operation == "Div":
                return once(x / other, e / np.abs(other) + own * np.abs(x) / other**2)
            return once(x**other, 0 * x)
        if operation in ("Quant", "IntQuant"):
            scale, zero, bits = rest[0], rest[1], int(np.ravel(rest[2])[0])
            signed, narrow = attributes.get("signed", 1), attributes.get("narrow", 0)
            low = -(2 ** (bits - 1)) + narrow if signed else 0
            high = 2 ** (bits - 1) - 1 if signed else 2**bits - 1 - narrow
            v = x / scale + zero
            bound = e / scale + 2 * EPSILON * (np.abs(v) + np.abs(zero))
            codes = np.clip(np.rint(v), low, high)
            # The other code, where it is within the bound.
            other = np.clip(np.where(np.rint(v + bound) != np.rint(v), np.rint(v + bound), np.rint(v - bound)), low, high)
            codes = self.turn(number, codes, other)
            y = (codes - zero) * scale
            return y, EPSILON * np.abs(y)
        if operation == "BipolarQuant":
            sign = np.where(x >= 0, 1.0, -1.0)
            # lnq takes what lies within 2^-22 below 0 for 0.
            other = np.where(np.abs(x) <= e + 2.0**-22, -sign, sign)
            return self.turn(number, sign, other) * rest[0], np.zeros_like(x)
        raise Unexplained(operation)

    def turn(self, number, codes, other):
        codes = codes.copy()
        for place in np.argwhere(other != codes):
            key = (number, *place.tolist())
            self.ties.append(key)
            if key in self.choices:
                codes[tuple(place)] = other[tuple(place)]
        return codes

    def convolution(self, attributes, x, e, weight, bias=None):
        (front, back), stride = attributes.get("pads", [0, 0]), attributes.get("strides", [1])[0]
        dilation, groups = attributes.get("dilations", [1])[0], attributes.get("group", 1)
        pad = ((0, 0), (0, 0), (front, back))
        x, e = np.pad(x, pad), np.pad(e, pad)
        outputs, inputs, taps = weight.shape
        length = (x.shape[2] - (taps - 1) * dilation - 1) // stride + 1
        y, bound = np.zeros((1, outputs, length)), np.zeros((1, outputs, length))
        for output, place in itertools.product(range(outputs), range(length)):
            first = output // (outputs // groups) * inputs
            part = (0, slice(first, first + inputs), slice(place * stride, place * stride + (taps - 1) * dilation + 1, dilation))
            own = 0 if bias is None else bias[output]
            magnitude = (np.abs(x[part]) * np.abs(weight[output])).sum() + abs(own)
            y[0, output, place] = (x[part] * weight[output]).sum() + own
            bound[0, output, place] = (e[part] * np.abs(weight[output])).sum() + EPSILON * (taps * inputs + 2) / 2 * magnitude
        return y, bound

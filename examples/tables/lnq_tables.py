"""Reads tables.json and computes what the hardware computes, with NumPy: docs/tables-json.md is its specification.

    from lnq_tables import Tables
    tables = Tables("lnq_output/jsc-s_.../hardware/tables.json")
    codes = tables.encode(rows)            # raw values, as in the training data, one row a sample
    outputs = tables.outputs(codes)        # integer codes, one for each class
    tables.class_names[tables.classes(outputs)[0]]
    tables.words(codes)[0].tobytes()       # data_i of the first sample, the lowest byte first
"""

import json

import numpy as np


def read_format(text):
    """"s8.4" -> its width and its smallest and largest code."""
    width = int(text[1:].split(".")[0])
    return (width, -(1 << (width - 1)), (1 << (width - 1)) - 1) if text[0] == "s" else (width, 0, (1 << width) - 1)


class Tables:
    def __init__(self, path):
        with open(path) as file:
            j = json.load(file)
        assert j["version"] <= 2, "a newer tables.json"
        self.name, self.layers, self.output_signals, self.class_names = j["name"], j["layers"], j["outputs"], j["classNames"]
        self.encodings = j["encodings"]
        self.input_names = [signal["name"] for signal in j["inputs"]]
        self.scales = [signal["quantizer"]["scale"] for signal in j["inputs"]]
        self.formats = [read_format(signal["quantizer"]["format"]) for signal in j["inputs"]]
        self.input_count, self.feature_count = len(self.formats), 1 + max(e["feature"] for e in self.encodings)
        self.formats += [read_format(n["output"]["quantizer"]["format"]) for layer in self.layers for n in layer["neurons"]]
        self.tables = [self._rows(t["rows"], t["addressWidth"], *read_format(t["output"])) for t in j["tables"]]

    @staticmethod
    def _rows(digits, address_width, width, low, high):
        """The hexadecimal number's bits, the lowest first, are the rows, row 0 first."""
        bits = np.unpackbits(np.frombuffer(bytes.fromhex(digits), np.uint8)[::-1], bitorder="little")
        rows = bits[: width << address_width].reshape(-1, width) @ (1 << np.arange(width, dtype=np.int64))
        return np.where(rows > high, rows - (1 << width), rows)

    def encode(self, raw):
        """Raw values (rows x features) -> input codes (rows x inputs)."""
        raw = np.asarray(raw, np.float64)
        codes = np.empty((len(raw), self.input_count), np.int64)
        for i, e in enumerate(self.encodings):
            s = e["standardization"]
            x = ((raw[:, e["feature"]] - s["mean"]) / s["deviation"]).astype(np.float32).astype(np.float64)
            _, low, high = self.formats[i]
            codes[:, i] = np.clip(np.rint((x * e["scale"] + e["offset"]) / self.scales[i]), low, high)
        return codes

    def words(self, codes):
        """Input codes -> data_i as bytes (rows x bytes), the first input in the lowest bits."""
        bits = [(codes[:, i] >> b) & 1 for i in range(self.input_count) for b in range(self.formats[i][0])]
        return np.packbits(np.array(bits, np.uint8), axis=0, bitorder="little").T

    def signals(self, codes):
        """The codes of all signals, inputs first, then neurons layer after layer."""
        signals = [np.asarray(codes)[:, i].astype(np.int64) for i in range(self.input_count)]
        for layer in self.layers:
            new = []
            for neuron in layer["neurons"]:
                total = 0
                for lookup in neuron["lookups"]:
                    address, shift = np.zeros(len(codes), np.int64), 0
                    for i in lookup["inputs"]:
                        width = self.formats[i][0]
                        address |= (signals[i] & ((1 << width) - 1)) << shift
                        shift += width
                    total = total + self.tables[lookup["table"]][address]
                if neuron.get("requantization"):
                    shift = neuron["requantization"]["shift"]
                    _, low, high = read_format(neuron["requantization"]["output"])
                    total = np.clip((total + (1 << shift >> 1)) >> shift, low, high)
                new.append(total)
            signals += new
        return signals

    def outputs(self, codes):
        """Input codes -> output codes (rows x outputs)."""
        signals = self.signals(codes)
        return np.stack([signals[i] for i in self.output_signals], axis=1)

    def classes(self, outputs):
        """The index of the largest output; among equals the lowest."""
        return np.argmax(outputs, axis=1)

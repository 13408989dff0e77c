#!/usr/bin/env python3
"""kanele.py TABLES INPUTS OUTPUTS: a published additive network (KANELÉ [16, 8, 5], arXiv 2512.12850) as tables.json, on the output.

TABLES is the network's truth_tables.json: `layer_input_unit` with the values of an edge for all codes of its input. INPUTS and OUTPUTS are its
vectors, a sample a line; the network has to give them. A unit is the sum of its edges, clipped: to 7 bits where it is hidden, and to 6 where it is
an output. A hidden code v addresses row v + 64 of its edges' tables.
"""
import json
import sys

SIZES = [16, 8, 5]
LIMITS = [(-64, 63), (-32, 31)]
FORMATS = ["u6.0", "s7.0", "s6.0"]


def edges(tables, layer, unit):
    """The active edges of a unit: their inputs and values."""
    for source in range(SIZES[layer]):
        edge = tables[f"{layer}_{source}_{unit}"]
        if edge["acive"]:
            yield source, edge["values_int"]


def outputs(tables, codes):
    for layer, (low, high) in enumerate(LIMITS):
        offset = 64 if layer else 0
        codes = [
            min(max(sum(values[codes[source] + offset] for source, values in edges(tables, layer, unit)), low), high)
            for unit in range(SIZES[layer + 1])
        ]
    return codes


def quantizer(form):
    return {"format": form, "scale": 1}


def network(tables):
    packed, layers, first = [], [], 0
    for layer in range(2):
        neurons = []
        for unit in range(SIZES[layer + 1]):
            lookups = []
            for source, values in edges(tables, layer, unit):
                # Rows are in the order of the code's bits: of a signed one the negative half is the upper one.
                rows = values[64:] + values[:64] if layer else values
                width = max(max(value.bit_length(), (~value).bit_length()) for value in rows) + 1
                number = sum((value & ((1 << width) - 1)) << (index * width) for index, value in enumerate(rows))
                digits = -(-len(rows) * width // 64) * 16
                packed.append({
                    "addressWidth": len(rows).bit_length() - 1, "output": f"s{width}.0", "rows": f"{number:0{digits}x}",
                })
                lookups.append({"inputs": [first + source], "table": len(packed) - 1})
            form = FORMATS[layer + 1]
            name = f"y{unit}" if layer else f"layer1.{unit}"
            neurons.append({
                "lookups": lookups, "output": {"name": name, "quantizer": quantizer(form)},
                "requantization": {"output": form, "shift": 0},
            })
        layers.append({"name": f"layer{layer + 1}", "origin": "KAN", "neurons": neurons})
        first += SIZES[layer]
    return {
        "version": 2, "name": "kanele", "classNames": [],
        "encodings": [{"feature": index, "offset": 0, "scale": 1} for index in range(SIZES[0])],
        "inputs": [{"name": f"x{index}", "quantizer": quantizer(FORMATS[0])} for index in range(SIZES[0])],
        "tables": packed, "layers": layers, "outputs": list(range(first, first + SIZES[2])),
    }


def vectors(path):
    with open(path) as lines:
        return [[int(code) for code in line.split()] for line in lines if line.strip()]


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    with open(sys.argv[1]) as file:
        tables = json.load(file)
    for row, expected in zip(vectors(sys.argv[2]), vectors(sys.argv[3]), strict=True):
        if outputs(tables, row) != expected:
            sys.exit(f"{row} gives {outputs(tables, row)}, not {expected}")
    json.dump(network(tables), sys.stdout)


if __name__ == "__main__":
    main()

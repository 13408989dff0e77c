#!/usr/bin/env python3
"""kanele_network.py TABLES INPUTS FOLDER: a published additive network (KANELÉ [16, 8, 5], arXiv 2512.12850) for `lnq import`.

TABLES is the network's truth_tables.json, INPUTS its input vectors, codes of a sample a line. FOLDER gets
- kanele.model: the network in lnq's notation. A spline of order 1 whose knots are the codes is any function of a code.
- kanele.safetensors: its numbers; coefficients are the entries of the tables, scales are 1.
- inputs.npy: the vectors, for `lnq emulate --from`.
"""
import json
import math
import os
import struct
import sys

# Inputs, outputs, the code of an edge's first entry, and the grid that has a knot at each code: unsigned codes are half of it.
LAYERS = [(16, 8, 63, 126), (8, 5, 0, 128)]
MODEL = """\
QuantIdentity(bits=6, signed=False, max=63.0)
KANLinear(16, 8, grid=126, order=1, bits=7, domain=63.0, max=63.0)
KANLinear(8, 5, grid=128, order=1, bits=6, domain=64.0, max=31.0)
"""


def tensors(tables):
    """The name, the shape and the numbers of each tensor."""
    yield "seq_blocks.0.log2_scale", [1], [0.0]
    for index, (inputs, outputs, first, grid) in enumerate(LAYERS):
        coefficients = []
        for unit in range(outputs):
            for source in range(inputs):
                edge = tables[f"{index}_{source}_{unit}"]
                values = edge["values_int"] if edge["acive"] else [0] * len(edge["values_int"])
                coefficients += [0] * first + values + [0] * (grid + 1 - first - len(values))
        path = f"seq_blocks.{index + 1}"
        yield f"{path}.base_weight", [outputs, inputs], [0.0] * (inputs * outputs)
        yield f"{path}.spline_weight", [outputs, inputs, grid + 1], coefficients
        yield f"{path}.log2_domain", [1], [math.log2(grid / 2)]
        yield f"{path}.log2_scale", [1], [0.0]


def write_safetensors(path, tensors):
    header, data = {}, b""
    for name, shape, numbers in tensors:
        raw = struct.pack(f"<{len(numbers)}f", *numbers)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def write_npy(path, rows):
    text = f"{{'descr': '<i4', 'fortran_order': False, 'shape': ({len(rows)}, {len(rows[0])}), }}"
    text += " " * (-(len(text) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode())
        for row in rows:
            file.write(struct.pack(f"<{len(row)}i", *row))


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    with open(sys.argv[1]) as file:
        tables = json.load(file)
    with open(sys.argv[2]) as lines:
        rows = [[int(code) for code in line.split()] for line in lines if line.strip()]
    folder = sys.argv[3]
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "kanele.model"), "w") as file:
        file.write(MODEL)
    write_safetensors(os.path.join(folder, "kanele.safetensors"), list(tensors(tables)))
    write_npy(os.path.join(folder, "inputs.npy"), rows)


if __name__ == "__main__":
    main()

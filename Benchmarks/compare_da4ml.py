#!/usr/bin/env python3
"""compare_da4ml.py RUN [FRACTION_BITS...]: LUTs of a dense run of lnq when da4ml makes its Verilog, in the same Yosys.

RUN is a quantized run of Linear layers, with BatchNorm1d behind and in front, and ReLU. The Python needs da4ml (`python3 -m venv V;
V/bin/pip install da4ml`). Weights, with their BatchNorm1d, are rounded to FRACTION_BITS (3 unless given); neurons have lnq's formats,
rounded half up and saturated. What stands in front of the first Linear is a table for each input, which da4ml gets as codes of as many
bits as lnq's inputs: those tables are not in its Verilog, and lnq's have them inside.

It prints, for each number of fraction bits, the share of 20,000 normal rows whose class is the float network's, of da4ml's integers and
of lnq's tables, then the LUTs of da4ml's Verilog: `synth -lut 6`, and LUT + CARRY4 of `synth_xilinx`, as lnq synthesize --tool yosys.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from da4ml.codegen import RTLModel
from da4ml.trace import FixedVariableArray, comb_trace
from da4ml.trace.ops import quantize

ROWS = 20000
EPSILON = 1e-5


def checkpoint(path):
    """Tensors and text of a safetensors file."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    body, metadata = data[8 + size:], header.pop("__metadata__")
    tensors = {}
    for name, tensor in header.items():
        if tensor["dtype"] == "F32":
            first, end = tensor["data_offsets"]
            tensors[name] = np.frombuffer(body[first:end], "<f4").reshape(tensor["shape"]).astype(float)
    return tensors, metadata["model_text"]


def affine(tensors, index):
    """A BatchNorm1d as a factor and a summand."""
    tensor = lambda name: tensors[f"seq_blocks.{index}.{name}"]
    factor = tensor("weight") / np.sqrt(tensor("running_var") + EPSILON)
    return factor, tensor("bias") - factor * tensor("running_mean")


def layers(tensors, text):
    """What is done to the inputs (a factor, a summand, whether a ReLU follows), and for each Linear its weights and biases."""
    kinds = [line.split("(")[0] for line in text.splitlines() if line and not line.startswith("#")]
    front, linear = [1.0, 0.0, False], []
    for index, kind in enumerate(kinds):
        if kind == "BatchNorm1d":
            factor, summand = affine(tensors, index)
            if linear:
                weight, bias = linear[-1]
                linear[-1] = (weight * factor[:, None], bias * factor + summand)
            else:
                front[:2] = [factor, summand]
        elif kind == "ReLU":
            front[2] |= not linear
        elif kind == "Linear":
            linear.append((tensors[f"seq_blocks.{index}.weight"], tensors[f"seq_blocks.{index}.bias"]))
        elif kind != "Dropout":
            sys.exit(f"{kind} is no layer for this comparison")
    return front, linear


def form(text):
    """Whether codes are signed, their width, and their fraction bits: of `u6.3`."""
    sign, width, fraction = re.fullmatch(r"([su])(\d+)\.(-?\d+)", text).groups()
    return sign == "s", int(width), int(fraction)


def codes_of(values, formats):
    """Values as codes: rounded half up and saturated."""
    low = np.array([-(1 << width - 1) if signed else 0 for signed, width, _ in formats])
    high = np.array([(1 << width - signed) - 1 for signed, width, _ in formats])
    scale = 2.0 ** np.array([fraction for *_, fraction in formats])
    return np.clip(np.floor(values * scale + 0.5), low, high).astype(int)


def table_outputs(network, codes):
    """The last layer of lnq's tables."""
    signals = [codes[:, index] for index in range(codes.shape[1])]
    widths = [form(signal["quantizer"]["format"])[1] for signal in network["inputs"]]
    for layer in network["layers"]:
        made = []
        for neuron in layer["neurons"]:
            total = 0
            for lookup in neuron["lookups"]:
                table = network["tables"][lookup["table"]]
                signed, width, _ = form(table["output"])
                number = int(table["rows"], 16)
                rows = np.array([number >> index * width & (1 << width) - 1 for index in range(1 << table["addressWidth"])])
                if signed:
                    rows -= (rows >> width - 1) << width
                address, shift = 0, 0
                for source in lookup["inputs"]:
                    address = address + ((signals[source] & (1 << widths[source]) - 1) << shift)
                    shift += widths[source]
                total = total + rows[address]
            if (step := neuron.get("requantization")) is not None:
                low_signed, width, _ = form(step["output"])
                if step["shift"]:
                    total = (total + (1 << step["shift"] - 1)) >> step["shift"]
                total = np.clip(total, -(1 << width - 1) if low_signed else 0, (1 << width - low_signed) - 1)
            made.append(total)
        signals += made
        widths += [form(neuron["output"]["quantizer"]["format"])[1] for neuron in layer["neurons"]]
    return np.stack(signals[-len(network["layers"][-1]["neurons"]):], 1)


def yosys(folder, top, command):
    """How many cells of each kind a command of Yosys makes of the Verilog in a folder."""
    files = " ".join(sorted(str(path.relative_to(folder)) for path in folder.glob("**/*.v") if "wrapper" not in path.name))
    script = f"read_verilog -defer {files}; {command} -top {top}; tee -q -o cells.txt stat"
    subprocess.run([os.environ.get("LNQ_YOSYS", "yosys"), "-q", "-p", script], cwd=folder, check=True)
    words = (line.split() for line in (folder / "cells.txt").read_text().splitlines())
    pairs = (pair for pair in words if len(pair) == 2)
    return {name: int(count) for pair in pairs for name, count in [pair, pair[::-1]] if count.isdigit()}


def compare(run, fraction_bits):
    tensors, text = checkpoint(run / "software/training_ckpts/best.safetensors")
    network = json.loads((run / "hardware/tables.json").read_text())
    (factor, summand, has_relu), linear = layers(tensors, text)
    inputs = [form(signal["quantizer"]["format"]) for signal in network["inputs"]]
    formats = [[form(neuron["output"]["quantizer"]["format"]) for neuron in layer["neurons"]] for layer in network["layers"]]

    rows = np.random.default_rng(1).normal(size=(ROWS, len(inputs)))
    front = lambda values: np.maximum(factor * values + summand, 0) if has_relu else factor * values + summand
    values = front(rows)
    for weight, bias in linear:
        values = np.maximum(values @ weight.T + bias, 0)
    classes = values.argmax(1)
    agreement = lambda outputs: np.mean(outputs.argmax(1) == classes)
    codes = codes_of(rows, inputs)
    of_tables = agreement(table_outputs(network, codes))

    # Codes of what the tables in front give, for all codes of an input, as large as they get.
    rounded = codes * 2.0 ** -np.array([fraction for *_, fraction in inputs])
    ends = np.array([[-(1 << width - 1) if signed else 0, (1 << width - signed) - 1] for signed, width, _ in inputs])
    ends = front((ends * 2.0 ** -np.array([fraction for *_, fraction in inputs])[:, None]).T)
    integer_bits = np.ceil(np.log2(np.maximum(np.abs(ends).max(0), 2.0**-20))).astype(int)
    signed = not has_relu
    encoded = [(signed, width, width - signed - int(bits)) for (_, width, _), bits in zip(inputs, integer_bits)]
    encoding = codes_of(front(rounded), encoded) * 2.0 ** -np.array([fraction for *_, fraction in encoded])

    traced = FixedVariableArray.from_kif(
        np.full(len(encoded), signed), integer_bits, np.array([fraction for *_, fraction in encoded]))
    output, integers = traced, encoding
    for (weight, bias), outputs in zip(linear, formats):
        weight, bias = (np.floor(number * 2.0**fraction_bits + 0.5) / 2.0**fraction_bits for number in (weight, bias))
        fraction = np.array([fraction for *_, fraction in outputs])
        widths = np.array([width for _, width, _ in outputs])
        output = quantize(output @ weight.T + bias, np.zeros_like(widths), widths - fraction, fraction, "SAT", "RND")
        integers = codes_of(integers @ weight.T + bias, outputs) * 2.0**-fraction
    circuit = comb_trace(traced, output)
    if not np.array_equal(circuit.predict(encoding), integers):
        sys.exit("da4ml computes something else than its network")

    with tempfile.TemporaryDirectory() as folder:
        RTLModel(circuit, "net", folder, print_latency=False).write()
        source = Path(folder) / "src"
        generic = yosys(source, "net", "synth -flatten -lut 6")
        xilinx = yosys(source, "net", "synth_xilinx -flatten -noiopad -noclkbuf -nobram -nolutram -nodsp -nosrl")
    luts = sum(count for name, count in xilinx.items() if re.fullmatch("LUT[1-6]|INV", name))
    print(f"| {network['name']}, {fraction_bits} | {agreement(integers):.2%} | {of_tables:.2%} | {generic.get('$lut', 0):,} "
          f"| {luts:,} + {xilinx.get('CARRY4', 0):,} |", flush=True)


def main():
    if len(sys.argv) < 2 or not all(word.isdigit() for word in sys.argv[2:]):
        sys.exit(__doc__)
    print("| network, fraction bits of weights | class of da4ml | class of lnq's tables | LUT6 | xilinx LUT + CARRY4 |")
    print("|---|---|---|---|---|")
    for bits in sys.argv[2:] or ["3"]:
        compare(Path(sys.argv[1]), int(bits))


if __name__ == "__main__":
    main()

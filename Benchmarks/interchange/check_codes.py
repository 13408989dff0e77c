"""Compares the integers of quantized ONNX and QONNX files as lnq's tables compute them with qonnx on the same rows.

Usage: check_codes.py LNQ FILE.onnx … [--rows N]; 10,000 unless given. Rows are random: of normal numbers, of a network for pixels
from 0 to 1. lnq imports the file and quantizes it; where the file does not quantize its input, lnq chooses a format, and qonnx gets the
values of the codes, so that both compute with the same rows. Outputs that the file leaves in float are compared as codes of lnq's output
format, which is given so many bits that they are exact where the weights are codes.

A row that differs is explained by a tie when ties.py finds one that gives lnq's codes. The exit code is 1 when codes or classes are equal
on less than 99.9 %, or when a difference is not explained."""

import json
import subprocess
import sys
import tempfile

import numpy as np
import ties
from check_exports import flat_outputs, flat_codes
from check_imports import prepared, run_qonnx


def main(lnq, files, count):
    folder = tempfile.mkdtemp()
    failed = False
    random = np.random.default_rng(1)
    for index, path in enumerate(files):
        name = path.split("/")[-1]
        model = prepared(path)
        width = int(np.prod([d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim][1:]))
        classes = max(2, [d.dim_value for d in model.graph.output[0].type.tensor_type.shape.dim][1])
        rows = random.uniform(0, 1, (count, width)) if width == 784 else random.normal(size=(count, width))
        labels = np.arange(count) % classes
        np.savez(f"{folder}/rows.npz", X=rows.astype(np.float64), y=labels)

        def call(*words):
            answer = subprocess.run([lnq, *words], capture_output=True, text=True)
            if answer.returncode:
                raise SystemExit(f"{name}: lnq {words[0]}: {answer.stderr.strip()}")
            return answer.stdout

        run = f"{folder}/net{index}"
        call("import", path, "--dataset", f"{folder}/rows.npz", "--project-dir", folder, "--project", f"net{index}")
        quantized = subprocess.run([lnq, "quantize", run, "--output-bits", "20"], capture_output=True, text=True)
        if quantized.returncode:  # its own quantizer sets the bits of its outputs
            call("quantize", run)
        call("export", run, "--format", "numpy", "--output", f"{folder}/net.npz")
        call("test", run, "--split", "all", "--logits", f"{folder}/out.json", "--logits-rows", str(count))
        arrays = np.load(f"{folder}/net.npz")
        out = json.load(open(f"{folder}/out.json"))
        standard = np.array(out["features"], np.float32)
        codes = np.array(out["codes"])
        # Whether the first thing that happens to rows is a quantizer, after what moves and scales them.
        values = {model.graph.input[0].name}
        for node in model.graph.node:
            if node.op_type != "Shape" and node.input and node.input[0] in values:
                if node.op_type not in ("Reshape", "Flatten", "Mul", "Sub", "Add", "Identity"):
                    break
                values.add(node.output[0])
        has_quantizer = node.op_type in ("Quant", "IntQuant", "BipolarQuant")
        if not has_quantizer:
            inputs = flat_codes(arrays, standard.astype(np.float64))
            order = np.argsort(arrays["input_feature"])
            standard = (inputs * arrays["input_step"])[:, order].astype(np.float32)
        found = np.array(run_qonnx(model, standard))
        network = ties.Network(model)
        step = arrays["output_step"]
        shape = [1] + [d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim][1:]

        def as_codes(outputs):
            return np.rint(outputs / step).astype(np.int64)

        theirs = as_codes(found)
        equal = theirs == codes
        same = theirs.argmax(axis=1) == codes.argmax(axis=1)
        differing = np.nonzero(~equal.all(axis=1))[0]

        def explained(row):
            def agrees(outputs, bounds):
                low, high = as_codes(outputs - bounds - 1e-6 * step), as_codes(outputs + bounds + 1e-6 * step)
                return ((low <= codes[row]) & (codes[row] <= high)).all()
            return network.explains(standard[row].reshape(shape), agrees) is not None

        good = sum(explained(row) for row in differing[:500])
        print(
            f"{name:28} codes equal on {100 * equal.mean():.3f} % of {equal.size}, classes on {100 * same.mean():.2f} % of {count} rows; "
            f"{len(differing)} rows differ, {good} of {min(500, len(differing))} explained by ties", flush=True)
        failed = failed or equal.mean() < 0.999 or same.mean() < 0.999 or good < min(500, len(differing))
    sys.exit(failed)


if __name__ == "__main__":
    words = sys.argv[1:]
    rows = int(words.pop(words.index("--rows") + 1)) if "--rows" in words else 10_000
    main(words[0], [word for word in words[1:] if word != "--rows"], rows)

"""Exports a run in every format and lets torch, onnxruntime, qonnx, NumPy and a C compiler compute with what comes out.

Usage: check_exports.py LNQ RUN [ROWS]. For each format a line says on how many rows the classes, or the logits within 1e-5, are lnq's.
Logits of a network with Quant layers may differ where a value lies at a tie of its quantizer within 32-bit rounding; ties.py has to show
that for each such row, for lnq and for the other program. The exit code is 1 when another one differs."""

import json
import subprocess
import sys
import tempfile

import numpy as np
import ties

failed = False


def say(name: str, agreeing: int, rows: int, more: str = "") -> None:
    global failed
    failed = failed or agreeing != rows
    print(f"{name:12} {agreeing:7} of {rows} rows{more}", flush=True)


def flat_codes(arrays, standard):
    """The input codes of standardised rows, 64-bit numbers that 32-bit ones hold."""
    scaled = standard[:, arrays["input_feature"]] * arrays["input_scale"] + arrays["input_offset"]
    return np.clip(np.rint(scaled / arrays["input_step"]), arrays["input_low"], arrays["input_high"]).astype(np.int64)


def flat_outputs(arrays, features):
    """What the arrays of --format numpy say, with the loops of docs/interchange.md."""
    standard = ((features - arrays["mean"]) / arrays["scale"]).astype(np.float32).astype(np.float64)
    signals = [column for column in flat_codes(arrays, standard).T]
    for neuron in range(len(arrays["neuron_shift"])):
        total = np.zeros(len(features), np.int64)
        for lookup in range(arrays["neuron_lookups"][neuron], arrays["neuron_lookups"][neuron + 1]):
            address = np.zeros(len(features), np.int64)
            for place in range(arrays["lookup_places"][lookup], arrays["lookup_places"][lookup + 1]):
                bits = signals[arrays["place_signal"][place]] & arrays["place_mask"][place]
                address |= bits << arrays["place_shift"][place]
            total += arrays["rows"][arrays["lookup_rows"][lookup] + address]
        shift = arrays["neuron_shift"][neuron]
        if shift:
            total = (total + (1 << (shift - 1))) >> shift
        signals.append(np.clip(total, arrays["neuron_low"][neuron], arrays["neuron_high"][neuron]))
    return np.stack([signals[index] for index in arrays["output_signal"]], axis=1)


def main(lnq: str, run: str, count: int) -> None:
    folder = tempfile.mkdtemp()

    def call(*words: str) -> str:
        return subprocess.run([lnq, *words], check=True, capture_output=True, text=True).stdout

    def export(name: str, *words: str) -> str:
        path = f"{folder}/net.{name}"
        answer = subprocess.run([lnq, "export", run, "--output", path, *words], capture_output=True, text=True)
        if answer.returncode == 0:
            return path
        print(f"{name:12} {answer.stderr.strip()}")
        return ""

    arrays = np.load(export("npz", "--format", "numpy"))
    call("test", run, "--logits", f"{folder}/rows.json", "--logits-rows", str(count))
    rows = json.load(open(f"{folder}/rows.json"))
    standard = np.array(rows["features"], np.float32)
    features = standard.astype(np.float64) * arrays["scale"] + arrays["mean"]
    assert (((features - arrays["mean"]) / arrays["scale"]).astype(np.float32) == standard).all()
    logits, codes = np.array(rows["logits"]), np.array(rows["codes"])
    classes = codes.argmax(axis=1)
    number = len(features)

    def say_close(name: str, found) -> None:
        """Says how many rows are close, and of the others which lie at a tie."""
        near = (np.abs(found - logits) <= 1e-5 * np.maximum(1, np.abs(logits))).all(axis=1)
        more = f", largest difference {np.abs(found - logits)[near].max():.2g}"
        others = np.nonzero(~near)[0]
        if len(others) > 0:
            explained = [row for row in others[:1000] if at_tie(row, found[row])]
            more += f"; {len(explained)} others lie at a tie" + (f", the first is row {explained[0]}" if explained else "")
            near[explained] = True
        say(name, int(near.sum()), number, more)

    def at_tie(row: int, found) -> bool:
        if not quantized:
            return False
        network = ties.Network(quantized)
        return all(
            network.explains(standard[row : row + 1], lambda y, bound: (np.abs(y - own) <= bound + 1e-6).all()) is not None
            for own in (logits[row], found)
        )

    say("numpy", int((flat_outputs(arrays, features) == codes).all(axis=1).sum()), number)

    path = export("c", "--format", "c")
    flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-O2"]
    subprocess.run(["cc", *flags, "-c", path, "-o", f"{folder}/net.o"], check=True)
    subprocess.run(["cc", *flags, "-DLNQ_MAIN", path, "-o", f"{folder}/net"], check=True)
    text = "\n".join(" ".join(repr(float(value)) for value in row) for row in features)
    answer = subprocess.run([f"{folder}/net"], input=text, capture_output=True, text=True, check=True)
    say("c", int((np.array(answer.stdout.split(), int) == classes).sum()), number)

    import onnx
    import onnxruntime

    def onnx_run(path: str, inputs):
        onnx.checker.check_model(path, full_check=True)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        parts = [session.run(None, {name: inputs[start : start + 500]}) for start in range(0, number, 500)]
        return [np.concatenate(part) for part in zip(*parts)]

    found, found_codes = onnx_run(export("onnx", "--format", "onnx"), features)
    same = ((found == classes) & (found_codes == codes).all(axis=1)).sum()
    say("onnx tables", int(same), number)
    quantized = export("qonnx.onnx", "--format", "qonnx")
    if path := export("float.onnx", "--format", "onnx", "--network", "float"):
        say_close("onnx float", onnx_run(path, features)[0])
    if path := quantized:
        from qonnx.core.modelwrapper import ModelWrapper
        from qonnx.core.onnx_exec import execute_onnx
        from qonnx.transformation.infer_shapes import InferShapes

        model = ModelWrapper(path)
        model.set_tensor_shape("standardized", list(standard.shape))
        model.set_tensor_shape("logits", list(logits.shape))
        model = model.transform(InferShapes())
        say_close("qonnx", execute_onnx(model, {"standardized": standard})["logits"])

    import safetensors.torch
    import torch

    state = torch.load(export("pt", "--format", "torch"), weights_only=True)
    same = safetensors.torch.load_file(export("safetensors", "--format", "safetensors"))
    assert state.keys() == same.keys() and all(torch.equal(state[name], same[name]) for name in state)
    if path := export("py", "--format", "python"):
        scope: dict = {}
        exec(compile(open(path).read(), path, "exec"), scope)
        net = scope["Net"]()
        net.load_state_dict(state)
        net.eval()
        with torch.no_grad():
            say_close("torch", net(torch.from_numpy(standard)).numpy())
    sys.exit(failed)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 10**9)

"""Lets lnq import ONNX files, and compares the logits of 1,000 rows with onnxruntime's, or qonnx's for files with quantizers. Of a FILE.pt
with a whole nn.Sequential, lnq gets what print shows of it as the model, and torch computes the logits. torch executes what is in such a file.

Usage: check_imports.py LNQ [FILE.onnx|FILE.pt …]. Without files it makes ten networks with torch, each by both of its exporters. The exit code is 1
when a logit differs by more than 1e-5 (of files with quantizers: when classes differ on more than 0.1 % of rows)."""

import json
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime


def networks():
    import torch
    from torch import nn

    class Residual(nn.Module):
        def __init__(self, body, shortcut=None):
            super().__init__()
            self.body, self.shortcut = body, shortcut or nn.Identity()

        def forward(self, x):
            return self.body(x) + self.shortcut(x)

    def conv():
        return [nn.Unflatten(1, (1, 16)), nn.Conv1d(1, 4, 3, padding=1), nn.BatchNorm1d(4), nn.ReLU()]

    yield "tiny", nn.Sequential(nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 5), nn.ReLU())
    yield "odd", nn.Sequential(nn.Linear(7, 13), nn.Tanh(), nn.Linear(13, 3))
    yield "folded", nn.Sequential(nn.Linear(16, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 5), nn.BatchNorm1d(5))
    yield "dropout", nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 5), nn.Softmax(dim=1))
    yield "bias", nn.Sequential(nn.Linear(16, 9, bias=False), nn.LeakyReLU(0.2), nn.Linear(9, 2, bias=False))
    yield "functions", nn.Sequential(nn.Linear(4, 8), nn.Sigmoid(), nn.Linear(8, 8), nn.Hardtanh(-2, 2), nn.Linear(8, 3))
    yield "residual", nn.Sequential(nn.Linear(16, 8), Residual(nn.Sequential(nn.Linear(8, 8), nn.ReLU())), nn.Linear(8, 5))
    yield "shortcut", nn.Sequential(
        Residual(nn.Sequential(nn.Linear(16, 8), nn.Tanh(), nn.Linear(8, 6)), nn.Linear(16, 6, bias=False)), nn.Linear(6, 5))
    yield "conv", nn.Sequential(*conv(), nn.Flatten(), nn.Linear(64, 5))
    yield "strides", nn.Sequential(*conv(), nn.Conv1d(4, 6, 3, stride=2, dilation=2, groups=2), nn.Flatten(), nn.Linear(36, 5))


def made(folder):
    import torch

    for name, net in networks():
        for module in net.modules():
            if isinstance(module, torch.nn.BatchNorm1d):
                for tensor in (module.weight, module.bias, module.running_mean, module.running_var):
                    torch.nn.init.uniform_(tensor, 0.5, 1.5)
        net.eval()
        first = next(module for module in net.modules() if hasattr(module, "weight"))
        width = 16 if first.weight.dim() == 3 else getattr(first, "in_features", None) or first.num_features
        for dynamo in (False, True):
            path = f"{folder}/{name}-{'dynamo' if dynamo else 'legacy'}.onnx"
            rows = torch.randn(2, width)
            options = {} if dynamo else {"dynamic_axes": {"x": {0: "rows"}}}
            if dynamo:
                options = {"dynamic_shapes": ({0: torch.export.Dim("rows", min=1)},), "verbose": False}
            torch.onnx.export(net, (rows,), path, dynamo=dynamo, input_names=["x"], **options)
            yield path


def prepared(path):
    """The file's model without a Softmax or Sigmoid at its end, and without what keeps onnxruntime and qonnx from running it."""
    model = onnx.load(path)
    while model.graph.node[-1].op_type in ("Softmax", "LogSoftmax", "Sigmoid"):
        last = model.graph.node[-1].input[0]
        del model.graph.node[-1]
        model.graph.output[0].name = last
        for value in [value for value in model.graph.value_info if value.name == last]:
            model.graph.value_info.remove(value)
    # keras2onnx turns rows into columns and back around BatchNormalization, which onnxruntime refuses.
    renamed = {}
    for node in list(model.graph.node):
        for index, name in enumerate(node.input):
            node.input[index] = renamed.get(name, name)
        if node.op_type == "Transpose" and not node.attribute:
            renamed[node.output[0]] = node.input[0]
            model.graph.node.remove(node)
    model.graph.output[0].name = renamed.get(model.graph.output[0].name, model.graph.output[0].name)
    for node in model.graph.node:
        if node.domain in ("finn.custom_op.general", "onnx.brevitas"):
            node.domain = "qonnx.custom_op.general"
    return model


def run_qonnx(model, rows):
    """The outputs of rows of numbers, all at once, each in the shape that the model takes."""
    from qonnx.core.modelwrapper import ModelWrapper
    from qonnx.core.onnx_exec import execute_onnx
    from qonnx.transformation.infer_shapes import InferShapes

    copied = onnx.ModelProto()
    copied.CopyFrom(model)
    constants = {tensor.name for tensor in copied.graph.initializer}
    value = next(value for value in copied.graph.input if value.name not in constants)
    output = copied.graph.output[0]
    del copied.graph.value_info[:]
    for shaped in (value, output):
        shaped.type.tensor_type.shape.dim[0].ClearField("dim_param")
        shaped.type.tensor_type.shape.dim[0].dim_value = len(rows)
    wrapped = ModelWrapper(copied).transform(InferShapes())
    shape = [d.dim_value for d in value.type.tensor_type.shape.dim]
    found = execute_onnx(wrapped, {value.name: rows.reshape(shape)})[output.name]
    return np.array(found).reshape(len(rows), -1)


def logits(path, rows):
    """The network's outputs before a Softmax at its end, and whether it has quantizers."""
    if path.endswith(".pt"):
        import torch

        with torch.no_grad():
            return loaded(path)[0](torch.from_numpy(rows)).numpy(), False
    model = prepared(path)
    if any(node.op_type in ("Quant", "BipolarQuant") for node in model.graph.node):
        return run_qonnx(model, rows), True
    first = model.graph.input[0]
    shape = [d.dim_value for d in first.type.tensor_type.shape.dim]
    if shape[0] == 1:
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        return np.concatenate([session.run(None, {name: row.reshape(shape)})[0] for row in rows]), False
    for value in list(model.graph.input) + list(model.graph.output):
        if value.name in (first.name, model.graph.output[0].name):
            value.type.tensor_type.shape.dim[0].dim_param = "rows"
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: rows})[0], False


def loaded(path):
    """A pickled module without a Softmax or Sigmoid at its end, and what print shows of the whole."""
    import warnings

    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = torch.load(path, weights_only=False, map_location="cpu").float().eval()
    layers = list(net)
    while isinstance(layers[-1], (torch.nn.Sigmoid, torch.nn.Softmax, torch.nn.LogSoftmax)):
        layers.pop()
    return torch.nn.Sequential(*layers), str(net)


def extents(path):
    """How many numbers go in, and come out."""
    if path.endswith(".pt"):
        linear = [layer for layer in loaded(path)[0] if hasattr(layer, "in_features")]
        return linear[0].in_features, linear[-1].out_features
    graph = onnx.load(path).graph
    return (int(np.prod([d.dim_value for d in value.type.tensor_type.shape.dim][1:])) for value in (graph.input[0], graph.output[0]))


def main(lnq: str, files) -> None:
    folder = tempfile.mkdtemp()
    failed = False
    random = np.random.default_rng(1)
    for index, path in enumerate(files or made(folder)):
        width, outputs = extents(path)
        # A network of one output says which of two classes it is: lnq has an output of 0 beside it.
        classes = max(2, outputs)
        table = random.normal(size=(1000, width))
        with open(f"{folder}/rows.csv", "w") as file:
            print(",".join(f"x{i}" for i in range(width)) + ",class", file=file)
            for number, row in enumerate(table):
                print(",".join(f"{value:.6f}" for value in row) + f",c{number % classes:02}", file=file)
        words = ["import", path, "--dataset", f"{folder}/rows.csv", "--project-dir", folder, "--project", f"net{index}"]
        if path.endswith(".pt"):
            with open(f"{folder}/net{index}.model", "w") as file:
                file.write(loaded(path)[1])
            words += ["--model", f"{folder}/net{index}.model"]
        answer = subprocess.run([lnq, *words], capture_output=True, text=True)
        name = path.split("/")[-1]
        if answer.returncode:
            print(f"{name:28} {answer.stderr.strip()}", flush=True)
            failed = failed or not files
            continue
        words = ["test", f"{folder}/net{index}", "--split", "all", "--logits", f"{folder}/out.json"]
        subprocess.run([lnq, *words], check=True, capture_output=True)
        out = json.load(open(f"{folder}/out.json"))
        found, is_quantized = logits(path, np.array(out["features"], np.float32))
        if outputs == 1:
            found = np.concatenate([np.zeros_like(found), found], axis=1)
        mine = np.array(out["logits"])
        difference = np.abs(found - mine)
        same = int((found.argmax(axis=1) == mine.argmax(axis=1)).sum())
        close = int((difference <= 1e-5 * np.maximum(1, np.abs(mine))).all(axis=1).sum())
        failed = failed or (same < 999 if is_quantized else close < 1000)
        print(f"{name:28} {close:5} rows within 1e-5, {same} classes; largest difference {difference.max():.2g}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

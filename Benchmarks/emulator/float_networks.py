"""Samples a second of float networks of the same shapes, one core: NumPy, and onnxruntime where onnx and onnxruntime are installed.

float_networks.py NAME:WIDTHS ...: jsc-s:16,64,32,32,32,5 is a network of dense layers with ReLUs between them.
"""

import sys
import time

import numpy as np

try:
    import onnx
    import onnxruntime
except ImportError:
    onnxruntime = None


def rate(run, rows):
    """The best of five: rows a second of processor time."""
    best = float("inf")
    for _ in range(5):
        start, repeats = time.process_time(), 0
        while time.process_time() - start < 0.2:
            run(rows)
            repeats += 1
        best = min(best, (time.process_time() - start) / repeats)
    return len(rows) / best


def numpy_network(weights):
    def run(rows):
        for index, weight in enumerate(weights):
            rows = rows @ weight
            if index < len(weights) - 1:
                np.maximum(rows, 0, out=rows)
        return rows.argmax(axis=1)

    return run


def onnx_network(weights):
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    nodes, initializers, name = [], [], "x"
    for index, weight in enumerate(weights):
        initializers.append(onnx.numpy_helper.from_array(weight, f"w{index}"))
        nodes.append(helper.make_node("MatMul", [name, f"w{index}"], [f"m{index}"]))
        name = f"m{index}"
        if index < len(weights) - 1:
            nodes.append(helper.make_node("Relu", [name], [f"r{index}"]))
            name = f"r{index}"
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("x", kind, [None, weights[0].shape[0]])],
        [helper.make_tensor_value_info(name, kind, [None, weights[-1].shape[1]])],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda rows: session.run(None, {"x": rows})[0].argmax(axis=1)


print("| network | batch | NumPy | onnxruntime |\n|---|---|---|---|")
random = np.random.default_rng(1)
for argument in sys.argv[1:]:
    name, widths = argument.split(":")
    widths = [int(width) for width in widths.split(",")]
    weights = [random.standard_normal(shape, dtype=np.float32) for shape in zip(widths, widths[1:])]
    for batch in (1024, 65536):
        rows = random.standard_normal((batch, widths[0]), dtype=np.float32)
        own = rate(numpy_network(weights), rows)
        other = f"{rate(onnx_network(weights), rows) / 1e6:.2f} M" if onnxruntime else "–"
        print(f"| {name} | {batch:,} | {own / 1e6:.2f} M | {other} |")

"""Writes Tests/LNQTrainingTests/Fixtures: training runs of a few steps, learning rates, and a safetensors file, as
PyTorch and its libraries have them.

Needs torch, numpy and safetensors (made with the versions that the files name). Run it from the project's folder, on the CPU:

    python Benchmarks/pytorch/make_fixtures.py

Each run is computed twice from the same numbers: in float32, as users train, and in float64, where the agreement can be
checked to many digits. Dropout's masks are drawn by PyTorch and written into the file: 0 drops, 1 keeps.
"""

import json
import pathlib

import numpy as np
import safetensors.torch
import torch
from torch import nn

from model_text import sequential
from quantized_layers import Quantizer

FOLDER = pathlib.Path("Tests/LNQTrainingTests/Fixtures")
MODELS = pathlib.Path("Sources/LNQTraining/Models")
ROWS = 96
# In codes.
MARGIN = 2e-5


class RecordedDropout(nn.Module):
    """nn.Dropout with masks that were drawn before."""

    def __init__(self, probability):
        super().__init__()
        self.probability = probability
        self.mask = None

    def forward(self, x):
        return x * self.mask.to(x.dtype) / (1 - self.probability) if self.training else x


OPTIMIZERS = {
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "sgd": torch.optim.SGD,
}


def short(tensor):
    """Shortest decimals that read back as the same float32."""
    return [float(str(x)) for x in tensor.detach().numpy().astype(np.float32).flatten()]


def numbers(tensor):
    return [float(x) for x in tensor.detach().numpy().flatten()]


def state(network, convert):
    return {f"seq_blocks.{name}": convert(tensor) for name, tensor in network.state_dict().items()}


def record_dropout(module):
    for name, child in module.named_children():
        if isinstance(child, nn.Dropout):
            setattr(module, name, RecordedDropout(child.p))
        else:
            record_dropout(child)


def dropout_shapes(network, features):
    """The probability of each Dropout and the shape of a row that it gets, by path, in the order of the layers."""
    shapes = {}
    hooks = []
    for path, layer in network.named_modules():
        if isinstance(layer, nn.Dropout):
            def note(layer, inputs, output, path=path):
                shapes[path] = (tuple(output.shape[1:]), layer.p)
            hooks.append(layer.register_forward_hook(note))
    network.eval()
    network(features[:1])
    network.train()
    for hook in hooks:
        hook.remove()
    return shapes


def network_of(text, connections, dtype, initial):
    network = sequential(text, connections)
    record_dropout(network)
    network = network.to(dtype)
    network.load_state_dict({name: tensor.to(dtype) for name, tensor in initial.items()})
    return network


def train(network, dtype, optimizer, settings, features, labels, batches, masks):
    # lnq's weight decay leaves the quantizers' scales alone.
    scales = [p for name, p in network.named_parameters() if name.endswith("log2_scale")]
    others = [p for name, p in network.named_parameters() if not name.endswith("log2_scale")]
    groups = [{"params": others}] + ([{"params": scales, "weight_decay": 0}] if scales else [])
    optimizer = OPTIMIZERS[optimizer](groups, **settings)
    loss_function = nn.CrossEntropyLoss()
    network.train()
    losses = []
    for batch, step_masks in zip(batches, masks):
        for path, mask in step_masks.items():
            network.get_submodule(path).mask = mask
        optimizer.zero_grad()
        loss = loss_function(network(features[batch].to(dtype)), labels[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    network.eval()
    with torch.no_grad():
        logits = network(features[:8].to(dtype))
    return losses, logits


def make(name, text, optimizer, settings, batch_sizes, seed, connections=None):
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    features = generator.standard_normal((ROWS, 16)) * np.linspace(0.5, 2, 16) + np.linspace(-1, 1, 16)
    features = torch.tensor(np.round(features, 4).astype(np.float32))
    labels = torch.tensor(generator.integers(0, 5, ROWS))
    batches = [sorted(generator.choice(ROWS, size, replace=False).tolist()) for size in batch_sizes]

    original = sequential(text, connections)
    initial = {key: value.clone() for key, value in original.state_dict().items()}
    shapes = dropout_shapes(original, features)
    masks = [
        {
            path: nn.functional.dropout(torch.ones(size, *shape), p) != 0 for path, (shape, p) in shapes.items()
        }
        for size in batch_sizes
    ]

    results = {}
    for key, dtype in (("32", torch.float32), ("64", torch.float64)):
        network = network_of(text, connections, dtype, initial)
        losses, logits = train(network, dtype, optimizer, settings, features, labels, batches, masks)
        results["losses" + key] = losses
        margin = min((layer.margin for layer in network.modules() if isinstance(layer, Quantizer)), default=1)
        if margin < MARGIN:
            return False
        if key == "64":
            results["logits64"] = numbers(logits)
            results["final64"] = state(network, numbers)
    fixture = {
        "madeWith": f"torch {torch.__version__}",
        "model": text,
        "connections": connections,
        "optimizer": optimizer,
        "settings": settings,
        "features": short(features),
        "labels": labels.tolist(),
        "batches": batches,
        "masks": [
            ["".join("1" if kept else "0" for kept in mask.flatten()) for mask in step.values()]
            for step in masks
        ],
        "initial": {f"seq_blocks.{key}": short(value) for key, value in initial.items()},
        **results,
    }
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps(fixture, indent=None, separators=(",", ":")) + "\n")
    print(path, path.stat().st_size, "bytes, losses", [round(x, 4) for x in results["losses32"]])
    return True


def make_quantized(name, text, optimizer, settings, batch_sizes, seed, connections):
    """`make` with the first seed for which no value comes near to a place where a code or a derivative jumps: there
    PyTorch's last bits and lnq's would decide."""
    while not make(name, text, optimizer, settings, batch_sizes, seed, connections):
        seed += 1
    print("seed", seed)


def drawn(generator, inputs, rows, fan_in):
    return [sorted(generator.choice(inputs, fan_in, replace=False).tolist()) for _ in range(rows)]


def schedule():
    rows = []
    for initial, minimum, epochs in ((1e-5, 1e-6, 20), (1e-3, 1e-6, 7), (1e-2, 0.0, 50)):
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=initial)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs, eta_min=minimum)
        rates = []
        for _ in range(epochs):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        rows.append({"initial": initial, "minimum": minimum, "epochs": epochs, "rates": rates})
    path = FOLDER / "cosine-annealing.json"
    path.write_text(json.dumps({"madeWith": f"torch {torch.__version__}", "runs": rows}) + "\n")
    print(path)


def safetensors_file():
    path = FOLDER / "python.safetensors"
    tensors = {
        "b.weight": torch.tensor([[0.5, -1.25, 3.0], [1e-30, 0.1, -0.0]]),
        "a.count": torch.tensor(-7),
        "a.mean": torch.tensor([1 / 3]),
    }
    safetensors.torch.save_file(tensors, path, metadata={"note": "é \"quoted\" \\ \n"})
    print(path)


def built_in(name):
    return (MODELS / f"{name}.model").read_text()


FAN_IN = """BatchNorm1d(16, eps=0.001, momentum=0.25)
Linear(16, 12, bias=False, fan_in=3)
BatchNorm1d(12)
ReLU()
Linear(12, 5, fan_in=4)
"""

CONVOLUTION = """Linear(16, 24)
ReLU()
Unflatten(1, (4, 6))
Conv1d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2, bias=False)
BatchNorm1d(6, eps=0.001, momentum=0.25)
ReLU()
Conv1d(6, 4, 2)
Dropout(0.25)
Flatten()
Linear(8, 5)
"""

RESIDUAL = """Unflatten(1, (1, 16))
Conv1d(1, 4, 3, stride=2, padding=1)
BatchNorm1d(4)
ReLU()
Residual(
  Conv1d(4, 6, 3, stride=2, padding=1), BatchNorm1d(6), ReLU(), Dropout(0.2), Conv1d(6, 6, 3, padding=1),
  shortcut=Sequential(Conv1d(4, 6, 1, stride=2), BatchNorm1d(6)),
)
Residual(BatchNorm1d(6), ReLU(), Residual(Conv1d(6, 6, 1), ReLU()), Conv1d(6, 6, 3, padding=1, bias=False))
Flatten()
Residual(Linear(24, 24, fan_in=3), BatchNorm1d(24), ReLU())
Linear(24, 5)
"""

QUANTIZED = """BatchNorm1d(16)
QuantHardTanh(bits=3)
Linear(16, 12, bias=False, fan_in=3)
BatchNorm1d(12)
QuantReLU(bits=2)
Residual(Linear(12, 12, bias=False, fan_in=3), BatchNorm1d(12), QuantIdentity(bits=4, signed=False, max=2, scale='power_of_two'))
BatchNorm1d(12)
QuantIdentity(bits=1)
Linear(12, 5, bias=False, fan_in=4)
BatchNorm1d(5)
QuantHardTanh(bits=4, max=2, scale='power_of_two')
"""

NEURONS = """BatchNorm1d(16)
QuantIdentity(bits=3, max=1.5)
Linear(16, 8, fan_in=3, degree=2)
BatchNorm1d(8)
QuantReLU(bits=3)
Linear(8, 6, fan_in=2, degree=3, adders=2, adder_bits=4)
BatchNorm1d(6)
QuantReLU(bits=3)
Ensemble(
  Sequential(Linear(6, 5, fan_in=3, hidden=4, depth=4, skip=2), BatchNorm1d(5), QuantHardTanh(bits=4)),
  Sequential(Linear(6, 5, fan_in=2, hidden=3, depth=2), BatchNorm1d(5), QuantHardTanh(bits=4)),
  Sequential(Linear(6, 5, fan_in=2, adders=3, adder_bits=3)),
)
"""

if __name__ == "__main__":
    ten = [32] * 10
    make("jsc-custom.adam", built_in("jsc-custom"), "adam", {"lr": 1e-3}, ten, seed=1)
    make("jsc-custom.sgd", built_in("jsc-custom"), "sgd",
         {"lr": 0.02, "momentum": 0.9, "nesterov": True, "weight_decay": 1e-3}, ten, seed=2)
    make("jsc-tiny.adam", built_in("jsc-tiny"), "adam", {"lr": 1e-2, "weight_decay": 0.01}, ten, seed=3)
    make("jsc-tiny.adamw", built_in("jsc-tiny"), "adamw", {"lr": 1e-2, "weight_decay": 0.1}, ten, seed=4)
    make("jsc-tiny.sgd", built_in("jsc-tiny"), "sgd", {"lr": 0.1, "momentum": 0.8}, ten, seed=5)
    make("jsc-medium.adamw", built_in("jsc-medium"), "adamw",
         {"lr": 3e-3, "betas": [0.5, 0.999], "weight_decay": 1e-3}, ten, seed=6)
    make("jsc-medium.sgd", built_in("jsc-medium"), "sgd",
         {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 1e-4}, [32, 32, 7, 32, 2, 64, 32, 9, 32, 32], seed=7)
    generator = np.random.default_rng(8)
    connections = {
        "1": [sorted(generator.choice(16, 3, replace=False).tolist()) for _ in range(12)],
        "4": [sorted(generator.choice(12, 4, replace=False).tolist()) for _ in range(5)],
    }
    make("fan-in.adamw", FAN_IN, "adamw", {"lr": 1e-2, "weight_decay": 0.1}, ten, seed=8, connections=connections)
    make("convolution.adam", CONVOLUTION, "adam", {"lr": 3e-3}, ten, seed=9)
    connections = {"7.body.0": [sorted(generator.choice(24, 3, replace=False).tolist()) for _ in range(24)]}
    make("residual.sgd", RESIDUAL, "sgd", {"lr": 0.02, "momentum": 0.9, "nesterov": True, "weight_decay": 1e-3},
         [32, 32, 7, 32, 2, 64, 32, 9, 32, 32], seed=10, connections=connections)
    make("jsc-rs1923.adam", built_in("jsc-rs1923"), "adam", {"lr": 1e-3}, ten, seed=11)
    connections = {
        "2": drawn(generator, 16, 12, 3), "5.body.0": drawn(generator, 12, 12, 3), "8": drawn(generator, 12, 5, 4)
    }
    make_quantized("quantized.adamw", QUANTIZED, "adamw", {"lr": 1e-2, "betas": [0.5, 0.999], "weight_decay": 0.1},
                   [16] * 10, seed=100, connections=connections)
    connections = {
        "2": drawn(generator, 16, 8, 3), "5": drawn(generator, 8, 12, 2), "8.0.0": drawn(generator, 6, 5, 3),
        "8.1.0": drawn(generator, 6, 5, 2), "8.2.0": drawn(generator, 6, 15, 2),
    }
    make_quantized("neurons.sgd", NEURONS, "sgd",
                   {"lr": 0.02, "momentum": 0.9, "nesterov": True, "weight_decay": 1e-2}, [16] * 10, seed=200,
                   connections=connections)
    schedule()
    safetensors_file()

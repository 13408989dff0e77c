"""Writes Tests/LNQTrainingTests/Fixtures/{trainer-runs,schedules,losses}.json: what PyTorch makes of the same training.

Needs torch and numpy. Run it from the project's folder, on the CPU:

    python Benchmarks/pytorch/make_trainer_fixtures.py

Everything that lnq draws is drawn here by the same formulas (SplitMix64, see Sources/LNQRandom, Draw.swift,
TrainingRun.swift and Tests/LNQTrainingTests/SampleRows.swift), so the fixtures hold no weights, rows or batches: the start
of a network, the rows, their order in each epoch, and the dropout masks.
"""

import json
import pathlib

import numpy as np
import torch
from torch import nn
from torch.optim import lr_scheduler

from model_text import sequential

FOLDER = pathlib.Path("Tests/LNQTrainingTests/Fixtures")
MODELS = pathlib.Path("Sources/LNQTraining/Models")
MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


class SplitMix64:
    def __init__(self, seed, stream=None):
        self.state = seed
        if stream is not None:
            self.state = SplitMix64((SplitMix64(seed).next() + stream) & MASK).next()

    def take(self, count):
        steps = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GAMMA)
        z = np.uint64(self.state) + steps
        self.state = (self.state + count * GAMMA) & MASK
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))

    def next(self):
        return int(self.take(1)[0])

    def index(self, limit):
        return (limit * self.next()) >> 64

    def uniform(self, count, bound):
        unit = (self.take(count) >> np.uint64(40)).astype(np.float32) * np.float32(2**-24)
        return (2 * unit - 1) * bound

    def shuffled(self, count):
        order = list(range(count))
        for i in range(count - 1, 0, -1):
            j = self.index(i + 1)
            order[i], order[j] = order[j], order[i]
        return order


def start(network, seed):
    """Network(_:seed:)"""
    generator = SplitMix64(seed)
    for layer in network.modules():
        if isinstance(layer, (nn.Linear, nn.Conv1d)):
            bound = np.float32(1) / np.sqrt(np.float32(layer.weight[0].numel()))
            for parameter in (layer.weight, layer.bias):
                drawn = generator.uniform(parameter.numel(), bound).reshape(parameter.shape)
                parameter.data = torch.tensor(drawn)


def sample_rows(count, seed):
    """SampleRows.make with 16 features and 5 classes"""
    numbers = SplitMix64(seed).take(count * 17).reshape(count, 17)
    labels = (numbers[:, 0] % np.uint64(5)).astype(np.int64)
    features = (numbers[:, 1:] >> np.uint64(40)).astype(np.float32) * np.float32(2**-23) - np.float32(1)
    features += (np.arange(16) % 5 == labels[:, None]).astype(np.float32)
    return torch.tensor(features), torch.tensor(labels)


class DrawnDropout(nn.Module):
    def __init__(self, probability, generator):
        super().__init__()
        self.probability, self.generator = probability, generator

    def forward(self, x):
        numbers = self.generator[0].take(x.numel()).reshape(x.shape)
        kept = torch.tensor(numbers >= np.uint64(int(np.float32(self.probability) * 2.0**64)))
        return x * kept * (1 / (1 - torch.tensor(self.probability)))


def run(model, rows, batch_size, epochs, rate, seed, accumulated=1, smoothing=0.0, clipping=None, schedule=None):
    text = (MODELS / f"{model}.model").read_text()
    dropout = [None]
    layers = [DrawnDropout(l.p, dropout) if isinstance(l, nn.Dropout) else l for l in sequential(text)]
    network = nn.Sequential(*layers)
    start(network, seed)
    features, labels = sample_rows(rows, 1)
    seeds = SplitMix64(seed)
    shuffling_seed, dropout_seed = seeds.next(), seeds.next()
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    scheduler = lr_scheduler.StepLR(optimizer, **schedule) if schedule else None
    loss_function = nn.CrossEntropyLoss(label_smoothing=smoothing)
    losses = []
    for epoch in range(epochs):
        order = SplitMix64(shuffling_seed, epoch).shuffled(rows)
        batches = [order[i : i + batch_size] for i in range(0, rows, batch_size)]
        for first in range(0, len(batches), accumulated):
            dropout[0] = SplitMix64(dropout_seed, len(losses))
            optimizer.zero_grad()
            total, count = 0.0, 0
            for batch in batches[first : first + accumulated]:
                loss = loss_function(network(features[batch]), labels[batch])
                (loss / accumulated).backward()
                total, count = total + loss.item() * len(batch), count + len(batch)
            if clipping:
                nn.utils.clip_grad_norm_(network.parameters(), clipping)
            optimizer.step()
            losses.append(total / count)
        if scheduler:
            scheduler.step()
    print(model, len(losses), "losses from", round(losses[0], 4), "to", round(losses[-1], 4))
    return {
        "model": model, "rows": rows, "batchSize": batch_size, "epochs": epochs, "learningRate": rate, "seed": seed,
        "accumulatedBatches": accumulated, "labelSmoothing": smoothing, "gradientClipping": clipping,
        "schedule": schedule, "losses": [float(f"{loss:.7g}") for loss in losses],
    }


def rates(scheduler, initial, epochs, losses=None):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=initial)
    scheduler = scheduler(optimizer)
    result = []
    for epoch in range(epochs):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step(*([losses[epoch]] if losses else []))
    return result


def schedules():
    plateau = [2.0, 1.5, 1.49999, 1.6, 1.4, 1.4, 1.41, 1.4, 1.3999, 1.39, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.0, 1.0, 1.0, 1.0]
    cases = [
        ("cosine", {"minimum": 1e-6, "period": 10}, 1e-3, 35, None,
         lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=10, eta_min=1e-6)),
        ("cosine-restarts", {"minimum": 1e-6, "period": 7, "factor": 1}, 1e-2, 30, None,
         lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=7, eta_min=1e-6)),
        ("cosine-restarts", {"minimum": 0.0, "period": 3, "factor": 2}, 0.1, 50, None,
         lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=3, T_mult=2)),
        ("step", {"period": 4, "factor": 0.1}, 1e-2, 17, None, lambda o: lr_scheduler.StepLR(o, step_size=4)),
        ("step", {"period": 1, "factor": 0.93}, 1.0, 40, None, lambda o: lr_scheduler.StepLR(o, step_size=1, gamma=0.93)),
        ("plateau", {"factor": 0.1, "patience": 10, "minimum": 0.0}, 1e-2, 20, [1.0] + [1.5] * 19,
         lambda o: lr_scheduler.ReduceLROnPlateau(o)),
        ("plateau", {"factor": 0.5, "patience": 1, "minimum": 1e-3}, 1e-2, 20, plateau,
         lambda o: lr_scheduler.ReduceLROnPlateau(o, factor=0.5, patience=1, min_lr=1e-3)),
        ("plateau", {"factor": 0.3, "patience": 0, "minimum": 0.0}, 1e-6, 20, plateau,
         lambda o: lr_scheduler.ReduceLROnPlateau(o, factor=0.3, patience=0)),
    ]
    return [
        {"schedule": name, **settings, "initial": initial, "epochs": epochs, "losses": losses,
         "rates": rates(make, initial, epochs, losses)}
        for name, settings, initial, epochs, losses, make in cases
    ]


def smoothing():
    generator = np.random.default_rng(11)
    logits = np.round(generator.standard_normal((7, 5)) * 3, 3)
    labels = generator.integers(0, 5, 7)
    smoothed = []
    for epsilon in (0.0, 0.1, 0.5, 1.0):
        x = torch.tensor(logits, requires_grad=True)
        loss = nn.functional.cross_entropy(x, torch.tensor(labels), label_smoothing=epsilon)
        loss.backward()
        smoothed.append({"epsilon": epsilon, "loss": loss.item(), "gradient": x.grad.flatten().tolist()})
    return {"logits": logits.flatten().tolist(), "labels": labels.tolist(), "smoothed": smoothed}


def write(name, content):
    path = FOLDER / name
    path.write_text(json.dumps({"madeWith": f"torch {torch.__version__}", **content}, separators=(",", ":")) + "\n")
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    torch.manual_seed(0)
    names = ["jsc-tiny", "jsc-toy", "jsc-medium", "jsc-my", "jsc-tiny-x10", "jsc-custom", "jsc-trt", "jsc-rs1923"]
    runs = [run(name, rows=3200, batch_size=32, epochs=1, rate=1e-3, seed=5) for name in names]
    runs.append(run("jsc-medium", rows=1000, batch_size=32, epochs=3, rate=1e-2, seed=6, accumulated=3, smoothing=0.1,
                    clipping=0.25, schedule={"step_size": 1, "gamma": 0.5}))
    runs.append(run("jsc-custom", rows=500, batch_size=64, epochs=4, rate=1e-2, seed=7, accumulated=2, clipping=0.1))
    write("trainer-runs.json", {"runs": runs})
    write("schedules.json", {"runs": schedules()})
    write("label-smoothing.json", smoothing())

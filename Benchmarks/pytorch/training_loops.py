"""Measures what PyTorch makes of the same training steps as lnq-bench, in samples per second.

    python Benchmarks/pytorch/training_loops.py MODEL-FILE BATCHES [REPEATS [THREADS [CLOCK]]]

Two loops: `dataloader`, a DataLoader with shuffling over a TensorDataset, as most people write it; and `sliced`, the
fastest that is written by hand: the rows are permuted once an epoch and cut into slices, and Adam is the fastest of its
implementations. Prints a line a repeat: MODEL LOOP BATCH SAMPLES-PER-SECOND THREADS.
"""

import pathlib
import sys
import time

import torch
from torch.utils.data import DataLoader, TensorDataset

from model_text import sequential

def main(path, batches, repeats="3", threads="1", clock="wall"):
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    now = time.process_time if clock == "cpu" else time.monotonic
    text = pathlib.Path(path).read_text()
    model = sequential(text)
    inputs = getattr(model[0], "num_features", None) or model[0].in_features
    # As many rows as lnq-bench takes.
    row_count = min(789_445, 47_040_000 // inputs)
    features = torch.rand(row_count, inputs) * 2 - 1
    labels = torch.randint(0, model.eval()(features[:1]).shape[1], (row_count,))
    name = pathlib.Path(path).stem

    def trainer(**options):
        model = sequential(text).train()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-5, **options)
        loss_function = torch.nn.CrossEntropyLoss()

        def step(x, y):
            optimizer.zero_grad(set_to_none=True)
            loss_function(model(x), y).backward()
            optimizer.step()

        return step

    def slices(batch):
        while True:
            order = torch.randperm(row_count)
            x, y = features[order], labels[order]
            for start in range(0, row_count - batch + 1, batch):
                yield x[start : start + batch], y[start : start + batch]

    def loaded(batch):
        while True:
            yield from DataLoader(TensorDataset(features, labels), batch_size=batch, shuffle=True)

    def measure(step, rows, batch, seconds):
        begin = now()
        samples = 0
        while now() - begin < seconds:
            for _ in range(max(1, 2048 // batch)):
                x, y = next(rows)
                step(x, y)
                samples += len(x)
        return samples / (now() - begin)

    for batch in (int(word) for word in batches.split(",")):
        kinds = [{}, {"foreach": True}, {"fused": True}]
        speeds = []
        for options in kinds:
            step = trainer(**options)
            rows = slices(batch)
            measure(step, rows, batch, 0.2)
            speeds.append(measure(step, rows, batch, 0.3))
        step = trainer(**kinds[speeds.index(max(speeds))])
        rows = slices(batch)
        measure(step, rows, batch, 0.2)
        for _ in range(int(repeats)):
            print(name, "sliced", batch, int(measure(step, rows, batch, 0.5)), threads, flush=True)
        step = trainer()
        rows = loaded(batch)
        measure(step, rows, batch, 0.1)
        for _ in range(int(repeats)):
            print(name, "dataloader", batch, int(measure(step, rows, batch, 0.5)), threads, flush=True)


main(*sys.argv[1:])

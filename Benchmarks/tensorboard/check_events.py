"""Reads a run's event files with TensorBoard's own reader and compares them with metrics.csv and run.json.

    python Benchmarks/tensorboard/check_events.py lnq_output/jsc-tiny.latest

Needs the package tensorboard. Prints what there is of each name; exits with 1 when a name is missing or a number differs.
"""

import csv
import json
import pathlib
import sys

import numpy as np
from tensorboard.backend.event_processing import event_accumulator, event_file_loader

EPOCH = {"val_loss_epoch": "validation_loss", "val_acc_epoch": "validation_accuracy"}
TEST = {"test_loss_epoch": "loss", "test_acc_epoch": "accuracy"}
STEP = ["train_loss_step", "train_acc_step", "lr"]


def check(condition, sentence):
    if not condition:
        sys.exit(sentence)


def main(run):
    run = pathlib.Path(run)
    folder = run / "software" / "tensorboard"
    manifest = json.loads((run / "run.json").read_text())
    with open(run / "software" / "metrics.csv") as file:
        epochs = list(csv.DictReader(file))

    for file in sorted(folder.iterdir()):
        events = list(event_file_loader.EventFileLoader(str(file)).Load())
        check(events[0].file_version == "brain.Event:2", f"{file}: the first event is {events[0]}")
        print(f"{file.name}: {len(events)} events, {file.stat().st_size} bytes")

    accumulator = event_accumulator.EventAccumulator(str(folder), size_guidance={"scalars": 0, "tensors": 0})
    accumulator.Reload()
    # TensorBoard turns simple values into tensors; either way the numbers are these.
    tags = accumulator.Tags()
    names = sorted(tags["scalars"] + tags["tensors"])

    def scalars(name):
        if name in tags["scalars"]:
            return [(event.step, event.value) for event in accumulator.Scalars(name)]
        return [(event.step, float(event.tensor_proto.float_val[0])) for event in accumulator.Tensors(name)]

    last = None
    for name, column in EPOCH.items():
        check(name in names, f"there is no {name}")
        values = scalars(name)
        check(len(values) == len(epochs), f"{name}: {len(values)} values for {len(epochs)} epochs")
        for (step, value), epoch in zip(values, epochs):
            check(value == np.float32(epoch[column]), f"{name} at step {step} is {value}, metrics.csv has {epoch[column]}")
        print(f"{name}: {len(values)} values as in metrics.csv")
        last = [step for step, _ in values]
    check(last == sorted(set(last)), f"the steps of the epochs are {last}")

    results = manifest.get("results")
    if results:
        for name, key in TEST.items():
            check(scalars(name) == [(last[-1], float(np.float32(results["test"][key])))], f"{name}: {scalars(name)}")
            print(f"{name}: as in run.json")

    interval = manifest["training"]["logEveryNSteps"]
    if last[-1] >= interval:
        for name in STEP:
            check(name in names, f"there is no {name}")
            values = scalars(name)
            expected = list(range(interval, last[-1] + 1, interval))
            check([step for step, _ in values] == expected, f"{name}: the steps are {[step for step, _ in values]}")
            print(f"{name}: {len(values)} values, every {interval} steps")
        for step, value in scalars("lr"):
            epoch = next(index for index, end in enumerate(last) if step <= end)
            rate = epochs[epoch]["learning_rate"]
            check(value == np.float32(rate), f"lr at step {step} is {value}, metrics.csv has {rate}")
    known = set(EPOCH) | set(TEST) | set(STEP)
    check(set(names) <= known, f"unknown names: {sorted(set(names) - known)}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])

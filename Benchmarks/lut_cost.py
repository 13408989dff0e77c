#!/usr/bin/env python3
"""lut_cost.py PROGRAM [--networks]: what `Recipe(cost='luts')` counts, beside mapped circuits.

PROGRAM is lnq. Trained neurons of few widths are mapped, and for each number of address bits the LUTs of an output bit are printed: the
constants of `TableCost`. With --networks, networks with widths that were learned at several weights of the cost are mapped
instead, and the rank correlation of the estimate and the LUTs is printed, Spearman's, equal ones having the mean of their ranks. Rows are those of jsc-synth; LUTs are those of `lnq
synthesize` without the class.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import mean

SEEDS = (1, 2)
OUTPUT_BITS = 3
WIDTHS = {1: (2, 4, 6, 8, 10, 12, 14), 2: (1, 2, 3, 4, 5, 6, 7, 8), 3: (1, 2, 3, 4, 5), 4: (1, 2, 3, 4)}
WEIGHTS = ("3e-6", "1e-5", "3e-5", "1e-4", "3e-4", "1e-3")


def run(*arguments):
    result = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(arguments)}: {result.stderr}")
    return json.loads(result.stdout)


def mapped(folder, text, name, *options):
    """What training says of a model, and the LUTs of its layers."""
    path = Path(folder) / f"{name}.model"
    path.write_text(text)
    trained = run("train", str(path), "--json", "--project-dir", folder, "--project", name, *options)
    directory = str(Path(folder) / name)
    run("quantize", directory, "--json")
    return trained, run("synthesize", directory, "--json")["parts"]["layers"]


def ranks(values):
    order = sorted(range(len(values)), key=values.__getitem__)
    result = [0.0] * len(values)
    for rank, place in enumerate(order):
        result[place] = rank
    return [mean(result[j] for j, other in enumerate(values) if other == value) for value in values]


def rank_correlation(left, right):
    left, right = ranks(left), ranks(right)
    (a, b) = (mean(left), mean(right))
    covariance = sum((x - a) * (y - b) for x, y in zip(left, right))
    return covariance / (sum((x - a) ** 2 for x in left) * sum((y - b) ** 2 for y in right)) ** 0.5


def tables(folder):
    """LUTs of an output bit by the number of address bits."""
    found = {}
    for bits, fan_ins in WIDTHS.items():
        for fan_in in fan_ins:
            for seed in SEEDS:
                text = (
                    f"BatchNorm1d(16)\nQuantIdentity(bits={bits}, max=2.0)\nLinear(16, 5, fan_in={fan_in})\n"
                    f"BatchNorm1d(5)\nQuantIdentity(bits={OUTPUT_BITS})\n"
                )
                options = ("--max-epochs", "2", "--batch-size", "1024", "--learning-rate", "1e-2", "--seed", str(seed))
                _, luts = mapped(folder, text, f"t{bits}-{fan_in}-{seed}", *options)
                found.setdefault(bits * fan_in, []).append(luts / (5 * OUTPUT_BITS))
    for address, values in sorted(found.items()):
        print(f"{address:3d} address bits: {mean(values):6.2f} LUTs an output bit; {min(values):.2f} to {max(values):.2f}")


def networks(folder):
    """Pairs of the estimate and the LUTs."""
    shapes = []
    for hidden, fan_in, most in ((32, 4, 3), (48, 6, 3), (24, 3, 4)):
        shapes.append(
            f"BatchNorm1d(16)\nQuantIdentity(bits='learned', max_bits={most}, features=16, max=2.0)\n"
            f"Linear(16, {hidden}, fan_in={fan_in})\nBatchNorm1d({hidden})\n"
            f"QuantReLU(bits='learned', max_bits={most}, features={hidden})\n"
            f"Linear({hidden}, 5, fan_in={fan_in})\nBatchNorm1d(5)\nQuantIdentity(bits='learned', max_bits=5)\n"
        )
    for hidden in (6, 8):
        shapes.append(
            f"BatchNorm1d(16)\nQuantIdentity(bits='learned', max_bits=5, features=16, max=3.0)\n"
            f"KANLinear(16, {hidden}, grid=8, bits=5, domain=3.0, max=4.0)\n"
            f"KANLinear({hidden}, 5, grid=8, bits=5, domain=4.0, max=8.0)\n"
        )
    pairs = []
    for number, text in enumerate(shapes):
        for weight in WEIGHTS:
            name = f"n{number}-{weight}"
            trained, luts = mapped(
                folder, text, name, "--max-epochs", "6", "--batch-size", "2048", "--learning-rate", "1e-2", "--seed", "1",
                "--cost", "luts", "--cost-weight", weight,
            )
            estimate = trained["widths"]["estimatedLuts"]
            accuracy = trained["best"]["validationAccuracy"]
            print(f"network {number}, weight {weight}: estimate {estimate:.0f}, mapped {luts}, validation {accuracy:.4f}", flush=True)
            pairs.append((number, estimate, luts))
    print(f"rank correlation of {len(pairs)} networks: {rank_correlation([p[1] for p in pairs], [p[2] for p in pairs]):.3f}")
    sparse, additive = [p for p in pairs if p[0] < 3], [p for p in pairs if p[0] >= 3]
    for name, some in (("with a fan_in", sparse), ("additive", additive)):
        print(f"{name}, {len(some)}: {rank_correlation([p[1] for p in some], [p[2] for p in some]):.3f}")


if len(sys.argv) < 2:
    sys.exit(__doc__)
PROGRAM = sys.argv[1]
with tempfile.TemporaryDirectory() as folder:
    if "--networks" in sys.argv:
        networks(folder)
    else:
        tables(folder)

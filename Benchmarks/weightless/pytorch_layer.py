#!/usr/bin/env python3
"""pytorch_layer.py [TABLES [ROWS [INPUTS]]]: a layer of learned tables of six inputs in PyTorch, on one core.

The same computations as Benchmarks/weightless/kernels.c: the addresses and the lookup, the gradient of the tables, the gradients of the six
inputs (from the differences of a table, made once a batch), and the product for the gradient of a learned mapping. Best of many runs, in time
of the thread; a line a step: its name, the number, its unit.
"""
import sys
import time

import torch

torch.set_num_threads(1)
tables, rows, inputs = (int(a) if a else d for a, d in zip((sys.argv[1:] + [""] * 3)[:3], (1000, 256, 576)))
generator = torch.Generator().manual_seed(1)
bits = torch.randint(0, 2, (rows, inputs), generator=generator)
mapping = torch.randint(0, inputs, (tables, 6), generator=generator)
entries = torch.rand(tables, 64, generator=generator) * 2 - 1
slopes = torch.rand(rows, tables, generator=generator) - 0.5
powers = 2 ** torch.arange(6)
own = torch.arange(tables)
signs = (2 * bits - 1).float()


def forward():
    addresses = (bits[:, mapping] * powers).sum(-1)
    return addresses, entries[own, addresses]


def table_gradient():
    gradient = torch.zeros(tables, 64)
    gradient.view(-1).index_add_(0, places, slopes.view(-1))
    return gradient


def input_gradients():
    cube = entries.view(tables, *[2] * 6)
    differences = torch.stack([(cube.select(6 - pin, 1) - cube.select(6 - pin, 0)) / 2 for pin in range(6)], -1)
    # The address without the bit of the pin.
    below = torch.stack([(addresses >> pin + 1) << pin | addresses & (1 << pin) - 1 for pin in range(6)], -1)
    steps = differences.view(tables, 32, 6)[own[None, :, None], below, torch.arange(6)]
    return steps * slopes[:, :, None]


def mapping_product():
    return signs.T @ input_slopes


def best(function):
    """The least seconds of a call, over at least 10 calls and half a second."""
    least, spent, calls = float("inf"), 0.0, 0
    while calls < 10 or spent < 0.5:
        start = time.thread_time()
        function()
        seconds = time.thread_time() - start
        least, spent, calls = min(least, seconds), spent + seconds, calls + 1
    return least


addresses, _ = forward()
places = (own * 64 + addresses).view(-1)
input_slopes = input_gradients().view(rows, tables * 6)
for name, function in [("forward", forward), ("table-gradient", table_gradient), ("input-gradients", input_gradients)]:
    print(f"pytorch {name} {best(function) / tables / rows * 1e9:.4f} ns a table and row")
print(f"pytorch mapping-product {tables * 6 * inputs * rows / best(mapping_product) / 1e9:.1f} GMAC/s")

"""emulate.py PROGRAM ROWS.npy: prints how many rows each class has.

lnq emulate jsc-s --program jsc-s.lnqp
pip install ./python
python examples/emulator/emulate.py jsc-s.lnqp rows.npy

Rows are an array of integers, input codes, or of floats, features as in the training data, standardised.
"""

import sys

import lnq
import numpy as np

program, rows = sys.argv[1:]
network = lnq.Network(program)
classes = network.classes(np.load(rows, mmap_mode="r"))
for index, count in enumerate(np.bincount(classes, minlength=network.output_count)):
    print(network.class_names[index] if network.class_names else index, count)

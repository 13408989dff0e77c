"""drive.py PROGRAM TABLES.json ROWS.csv: drives a network in Verilator from Python, without cocotb: PROGRAM is drive.cpp, built. Encodes
the rows, sends them through the simulation, and compares every output code and class with the tables."""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parent.parent / "tables"))
from lnq_tables import Tables

program, tables = sys.argv[1], Tables(sys.argv[2])
names = {e["feature"]: name for e, name in reversed(list(zip(tables.encodings, tables.input_names)))}
rows = list(csv.DictReader(open(sys.argv[3])))
codes = tables.encode([[float(row[names[i]]) for i in range(tables.feature_count)] for row in rows])
outputs = tables.outputs(codes)

printed = subprocess.run([program], input=tables.words(codes).tobytes(), capture_output=True, check=True).stdout.split()
width, _, high = tables.formats[tables.output_signals[0]]
wrong = 0
for row, (data_o, class_o) in enumerate(zip(printed[::2], printed[1::2])):
    bits = [int(data_o, 16) >> (width * i) & ((1 << width) - 1) for i in range(outputs.shape[1])]
    got = np.where(np.array(bits) > high, np.array(bits) - (1 << width), bits)
    wrong += (got != outputs[row]).any() or int(class_o) != tables.classes(outputs[row : row + 1])[0]
print(f"{len(printed) // 2} of {len(rows)} rows came out, {wrong} of them wrong")
sys.exit(int(wrong != 0 or len(printed) != 2 * len(rows)))

"""stream.py PORT TABLES.json ROWS.csv: sends the rows of a CSV through a serial line to a network on a board, and compares the
class of each with the tables. PORT is /dev/ttyUSB1 for an iCEstick, or what the simulated board (board.cpp) prints."""

import csv
import os
import sys
import termios
import tty
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tables"))
from lnq_tables import Tables

port, tables, rows = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY), Tables(sys.argv[2]), csv.DictReader(open(sys.argv[3]))
tty.setraw(port)
line = termios.tcgetattr(port)
line[4] = line[5] = termios.B115200
termios.tcsetattr(port, termios.TCSANOW, line)
termios.tcflush(port, termios.TCIOFLUSH)

names = {e["feature"]: name for e, name in reversed(list(zip(tables.encodings, tables.input_names)))}
codes = tables.encode([[float(row[names[i]]) for i in range(tables.feature_count)] for row in rows])
expected = tables.classes(tables.outputs(codes))
differences = 0
for data, wanted in zip(tables.words(codes), expected):
    os.write(port, data.tobytes())
    differences += os.read(port, 1)[0] != wanted
print(f"{len(codes)} rows, {differences} of them with another class than the tables say")
sys.exit(int(differences != 0))

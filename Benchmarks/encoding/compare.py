"""compare.py TABLES.json RAW.npy CODES.npy OUTPUTS.npy CLASSES.npy WORDS.bin: what lnq says of raw rows, and what tables.json says."""

import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[2] / "examples" / "tables"))
from lnq_tables import Tables

tables, (raw, codes, outputs, classes) = Tables(sys.argv[1]), map(np.load, sys.argv[2:6])
own = tables.encode(raw)
own_outputs = tables.outputs(own)
print(
    f"{len(raw):,} rows: {(own != codes).sum()} other codes, {(own_outputs != outputs).sum()} other outputs, "
    f"{(tables.classes(own_outputs) != classes).sum()} other classes, "
    f"{'the same' if tables.words(own).tobytes() == open(sys.argv[6], 'rb').read() else 'OTHER'} bytes of data_i"
)
sys.exit(not ((own == codes).all() and (own_outputs == outputs).all() and (tables.classes(own_outputs) == classes).all()))

"""rows.py TABLES.json COUNT SEED RAW.npy [FORMATS]: random raw values, a row a sample: normal around each feature's mean with up to four
of its deviations. With FORMATS (s12.3,u12.0,...) they are values that these formats have, and every code of a format comes up equally
often in a third of the rows."""

import json
import sys

import numpy as np

path, count, seed, output, formats = (sys.argv[1:] + [None])[:5]
random = np.random.default_rng(int(seed))
encodings = {e["feature"]: e["standardization"] for e in json.load(open(path))["encodings"]}
mean, deviation = (np.array([encodings[i][key] for i in sorted(encodings)]) for key in ("mean", "deviation"))
spread = random.choice([0.1, 1, 4], size=(int(count), 1))
rows = mean + deviation * spread * random.standard_normal((int(count), len(mean)))
for i, text in enumerate(formats.split(",") if formats else []):
    width, fraction = int(text[1:].split(".")[0]), int(text.split(".")[1])
    low = -(1 << (width - 1)) if text[0] == "s" else 0
    codes = np.clip(np.rint(rows[:, i] * 2.0**fraction), low, low + (1 << width) - 1)
    third = len(rows) // 3
    codes[:third] = random.permutation(np.resize(np.arange(1 << width) + low, third))
    rows[:, i] = codes * 2.0**-fraction
np.save(output, rows)

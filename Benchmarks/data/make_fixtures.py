#!/usr/bin/env python3
"""Writes the fixtures of LNQDataTests that other programs have to make: NumPy's files, zlib's, h5py's, and what pandas and
scikit-learn make of them. Usage: make_fixtures.py Tests/LNQDataTests/Fixtures (numpy, pandas, scikit-learn, h5py)."""

import base64
import gzip
import io
import json
import sys
import zlib

import h5py
import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

folder = sys.argv[1]
HOW = f"Benchmarks/data/make_fixtures.py, numpy {np.__version__}, pandas {pd.__version__}, h5py {h5py.__version__}"
random = np.random.default_rng(4)


def text(data):
    return base64.b64encode(data).decode()


def write(name, value):
    with open(f"{folder}/{name}", "w") as file:
        json.dump({"how": HOW} | value, file, indent=None)
        file.write("\n")


def packed_files():
    """The same text packed in every way that zlib knows."""
    rows = "x,z,y\n" + "".join(f"{i},{i * i % 17}.5,{'abc'[i % 3]}\n" for i in range(700))
    raw = rows.encode()

    def pack(level, strategy):
        packer = zlib.compressobj(level, zlib.DEFLATED, 31, 9, strategy)
        return packer.compress(raw) + packer.flush()

    files = {
        "stored": pack(0, zlib.Z_DEFAULT_STRATEGY),
        "fastest": pack(1, zlib.Z_DEFAULT_STRATEGY),
        "smallest": pack(9, zlib.Z_DEFAULT_STRATEGY),
        "fixed codes": pack(6, zlib.Z_FIXED),
        "no repetitions": pack(6, zlib.Z_HUFFMAN_ONLY),
        "runs": pack(6, zlib.Z_RLE),
        "two members and padding": gzip.compress(raw[:1000], mtime=0) + gzip.compress(raw[1000:], mtime=0) + bytes(512),
    }
    named = io.BytesIO()
    with gzip.GzipFile("rows.csv", "wb", 9, named, mtime=0) as file:
        file.write(raw)
    files["with a name"] = named.getvalue()
    write("packed.json", {"rows": 700, "files": {name: text(data) for name, data in files.items()}})


def arrays():
    """One array a file, in NumPy's types, with the numbers that NumPy reads."""
    files = []
    values = np.array([[0, 1, 0], [2, 100, 1], [7, 3, 1], [11, 5, 0]])
    for code in ["<f2", "<f4", ">f4", "<f8", ">f8", "i1", "<i2", ">i2", "<i4", "<i8", "u1", "<u2", "<u4", "<u8"]:
        array = values.astype(code)
        if array.dtype.kind == "f":
            array[:, 0] += 0.25
        for order in "CF":
            buffer = io.BytesIO()
            np.save(buffer, np.asarray(array, order=order))
            files.append({"type": f"{code} {order}", "file": text(buffer.getvalue()), "values": array.tolist()})
    return files


def archives():
    features = random.normal(size=(6, 2, 2)).astype("f4")
    labels = np.array([3, 1, 3, 20, 1, 3])
    flags = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0], [1, 0, 0]])
    pixels = random.integers(0, 256, size=(6, 2, 2)).astype("u1")
    names = np.array(["cat", "dog", "élan"])
    result = []

    def add(name, save, **content):
        buffer = io.BytesIO()
        save(buffer, **content)
        result.append({"name": name, "file": text(buffer.getvalue())})

    add("stored", np.savez, X=features, y=labels)
    add("deflated", np.savez_compressed, X=features, y=labels)
    add("texts", np.savez_compressed, features=features, labels=names[[0, 1, 1, 2, 0, 0]])
    add("bytes", np.savez_compressed, x=features, y=np.array([b"a", b"bb", b"a", b"a", b"bb", b"a"]))
    add("flags", np.savez_compressed, X=features, y=flags, class_names=names)
    add("indices", np.savez_compressed, X=features, y=np.array([0, 1, 2, 2, 1, 0]), class_names=names,
        feature_names=np.array(["p", "q", "r", "s"]))
    add("parts", np.savez_compressed, x_train=pixels[:4], y_train=labels[:4], x_test=pixels[4:], y_test=labels[4:])
    add("matrix", np.savez_compressed, table=np.column_stack([features.reshape(6, 4), labels]))
    return {"features": features.reshape(6, 4).tolist(), "pixels": pixels.reshape(6, 4).tolist(), "archives": result}


def cernbox():
    """The layout of the CERNBox download: a compound dataset with more columns, and rows that repeat."""
    names = ("zlogz c1_b0_mmdt c1_b1_mmdt c1_b2_mmdt c2_b1_mmdt c2_b2_mmdt d2_b1_mmdt d2_b2_mmdt d2_a1_b1_mmdt "
             "d2_a1_b2_mmdt m2_b1_mmdt m2_b2_mmdt n2_b1_mmdt n2_b2_mmdt mass_mmdt multiplicity").split()
    features = ["j_" + name for name in names]
    labels = ["j_g", "j_q", "j_w", "j_z", "j_t"]
    # The file's own order is another one, and it has columns that nobody uses.
    columns = ["j_ptfrac", "j_pt"] + features[8:] + labels + features[:8] + ["j_index"]
    count = 300
    data = np.zeros(count, dtype=[(name, "<i4" if name == "j_index" else "<f8" if name == "j_pt" else "<f4")
                                  for name in columns])
    for name in columns:
        data[name] = random.normal(size=count) * 3
    for name in labels:
        data[name] = 0
    for row, label in enumerate(random.integers(0, 5, count)):
        data[labels[label]][row] = 1
    data["j_multiplicity"] = random.integers(0, 3, count)
    repeated = random.integers(0, count, 60)
    data = np.concatenate([data, data[repeated]])[random.permutation(count + 60)]
    data["j_index"] = np.arange(len(data))
    data["j_pt"] = random.normal(size=len(data))
    zeros = np.nonzero(data["j_multiplicity"] == 0)[0]
    data["j_multiplicity"][zeros[::2]] = -0.0
    for name, options in [("cernbox.h5", {}), ("cernbox-packed.h5", {"chunks": (64,), "compression": "gzip"})]:
        with h5py.File(f"{folder}/{name}", "w", libver="earliest") as file:
            file.create_dataset("t_allpar_new", data=data, **options)
    with h5py.File(f"{folder}/arrays.h5", "w", libver="earliest") as file:
        file["X"] = data[:5][features[:3]].view()["j_zlogz"].reshape(5, 1) * np.ones((1, 3), "f4")
        file["y"] = np.arange(5) % 2
        file["feature_names"] = np.array([b"a", b"b", b"c"])
    with h5py.File(f"{folder}/jets.h5", "w", libver="earliest") as file:
        file["jets"] = np.column_stack([data[name].astype("f4") for name in columns])
        file.create_dataset("jetFeatureNames", data=columns, dtype=h5py.string_dtype())
        file["other"] = np.zeros((2, 2))

    with h5py.File(f"{folder}/cernbox.h5") as file:
        table = pd.DataFrame(file["t_allpar_new"][()])[features + labels].drop_duplicates()
    x = table[features].values
    y = table[labels].values.argmax(axis=1)
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=42)
    scaler = StandardScaler().fit(x_train.astype("f8"))
    write("cernbox.json", {
        "rows": len(table), "features": names, "classes": ["g", "q", "w", "z", "t"],
        "mean": scaler.mean_.tolist(), "scale": scaler.scale_.tolist(),
        "train": x_train.astype("f8").tolist(), "trainLabels": y_train.tolist(),
        "test": x_test.astype("f8").tolist(), "testLabels": y_test.tolist(),
    })


packed_files()
write("numpy.json", {"arrays": arrays()} | archives())
cernbox()

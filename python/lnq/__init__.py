"""Networks that lnq compiled, run on NumPy arrays with the exact results of their hardware.

    network = lnq.Network("jsc-s.lnqp")     # written by: lnq emulate jsc-s --program jsc-s.lnqp
    classes = network.classes(features)     # float32 rows, standardised as the training rows were
    codes = network.codes(input_codes)      # rows of integers: input codes

The library liblnq comes with `make install`. It is looked for where LNQ_LIBRARY says, then where the system has its libraries, then in
/usr/local/lib and ~/.local/lib. Arrays are not copied when they are C-contiguous and of a type that the library takes: int8, uint8,
int16, int32 or float32. A network can be used from several threads at once; while it runs, Python's lock is free.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from pathlib import Path
from typing import Sequence, Union

import numpy as np
from numpy.typing import NDArray

__all__ = ["LNQError", "Network", "instructions"]


class LNQError(ValueError):
    """What the library refuses. `status` is its code, as in lnq.h; `row` and `column` say where, or are None."""

    def __init__(self, status: int, message: str, row: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.status, self.row, self.column = status, row, column


class _Rows(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t), ("count", ctypes.c_size_t), ("type", ctypes.c_int)]


class _Results(ctypes.Structure):
    _fields_ = [
        (name + end, kind)
        for name in ("codes", "classes", "labels", "confusion")
        for end, kind in (("", ctypes.c_void_p), ("_size", ctypes.c_size_t))
    ]


class _Place(ctypes.Structure):
    _fields_ = [("row", ctypes.c_size_t), ("column", ctypes.c_size_t)]


def _load() -> ctypes.CDLL:
    name = "liblnq.dylib" if sys.platform == "darwin" else "liblnq.so.1"
    folders = ["/usr/local/lib", str(Path.home() / ".local/lib")]
    candidates = [os.environ.get("LNQ_LIBRARY"), name, ctypes.util.find_library("lnq")] + [f"{f}/{name}" for f in folders]
    for candidate in filter(None, candidates):
        try:
            return ctypes.CDLL(candidate)
        except OSError:
            if candidate == os.environ.get("LNQ_LIBRARY"):
                raise
    raise OSError(f"{name} is nowhere to be found: make install puts it there, or LNQ_LIBRARY names it")


_library = _load()
_size, _pointer = ctypes.c_size_t, ctypes.c_void_p
for _name, _result, _arguments in [
    ("status_text", ctypes.c_char_p, [ctypes.c_int]),
    ("open", ctypes.c_int, [ctypes.c_char_p, ctypes.POINTER(_pointer)]),
    ("close", None, [_pointer]),
    ("input_count", _size, [_pointer]),
    ("feature_count", _size, [_pointer]),
    ("output_count", _size, [_pointer]),
    ("name", ctypes.c_char_p, [_pointer]),
    ("class_name", ctypes.c_char_p, [_pointer, _size]),
    ("instructions", ctypes.c_char_p, [_size]),
    (
        "run",
        ctypes.c_int,
        [
            _pointer,
            ctypes.POINTER(_Rows),
            ctypes.POINTER(_Results),
            ctypes.c_uint,
            ctypes.c_char_p,
            ctypes.POINTER(_Place),
        ],
    ),
]:
    _function = getattr(_library, "lnq_" + _name)
    _function.restype, _function.argtypes = _result, _arguments

_TYPES = {np.dtype(kind): number for number, kind in enumerate(["int8", "uint8", "int16", "int32", "float32"])}
_FLOAT = 4
_PLACED = (9, 10, 11)


def instructions() -> list[str]:
    """The instruction sets that this processor can run, best first."""
    found: list[str] = []
    while (name := _library.lnq_instructions(len(found))) is not None:
        found.append(name.decode())
    return found


def _check(status: int, what: str, place: _Place | None = None) -> None:
    if status == 0:
        return
    message = f"{what}: {_library.lnq_status_text(status).decode()}"
    if place is None or status not in _PLACED:
        raise LNQError(status, message)
    raise LNQError(status, f"{message} (row {place.row}, column {place.column})", int(place.row), int(place.column))


class Network:
    """A compiled network, read from a file that `lnq emulate MODEL --program FILE` wrote.

    The functions below take rows as two-dimensional arrays: integers are input codes, `input_count` a row, floats are features,
    `feature_count` a row. `threads` is how many threads run at most, 0 for one a processor; `instructions` is one of
    `lnq.instructions()`. They raise `LNQError` for codes that an input does not have and for NaN, with row and column from 0.
    """

    def __init__(self, path: Union[str, os.PathLike[str]]) -> None:
        self._program = _pointer()
        _check(_library.lnq_open(os.fsencode(path), ctypes.byref(self._program)), os.fspath(path))
        self.name: str = _library.lnq_name(self._program).decode()
        self.input_count: int = _library.lnq_input_count(self._program)
        self.feature_count: int = _library.lnq_feature_count(self._program)
        self.output_count: int = _library.lnq_output_count(self._program)
        names = [_library.lnq_class_name(self._program, index) for index in range(self.output_count)]
        self.class_names: Sequence[str] = [name.decode() for name in names if name is not None]

    def __del__(self) -> None:
        if getattr(self, "_program", None):
            _library.lnq_close(self._program)

    def classes(self, rows: NDArray, threads: int = 0, instructions: str | None = None) -> NDArray[np.int32]:
        """The index of the largest output of each row, the first of equals."""
        return self._run(rows, False, True, threads, instructions)[1]

    def codes(self, rows: NDArray, threads: int = 0, instructions: str | None = None) -> NDArray[np.int32]:
        """The codes of all outputs, a row of `output_count` for each row."""
        return self._run(rows, True, False, threads, instructions)[0]

    def codes_and_classes(
        self, rows: NDArray, threads: int = 0, instructions: str | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Both."""
        return self._run(rows, True, True, threads, instructions)

    def confusion(
        self, rows: NDArray, labels: NDArray, threads: int = 0, instructions: str | None = None
    ) -> NDArray[np.uint64]:
        """For each label (first index) how often each class was chosen."""
        labels = np.ascontiguousarray(labels, dtype=np.int32)
        counts = np.zeros((self.output_count, self.output_count), dtype=np.uint64)
        results = _Results(labels=labels.ctypes.data, labels_size=labels.size)
        results.confusion, results.confusion_size = counts.ctypes.data, counts.size
        self._call(self._rows(rows), results, threads, instructions)
        return counts

    def _rows(self, rows: NDArray) -> NDArray:
        rows = np.asarray(rows)
        if rows.dtype not in _TYPES:
            kind = np.float32 if np.issubdtype(rows.dtype, np.floating) else np.int32
            if kind is np.int32 and rows.size and not (-(2**31) <= rows.min() and rows.max() < 2**31):
                raise LNQError(9, f"{self.name}: a code does not fit 32 bits")
            rows = rows.astype(kind)
        width = self.feature_count if _TYPES[rows.dtype] == _FLOAT else self.input_count
        if rows.ndim != 2 or rows.shape[1] != width:
            raise LNQError(7, f"{self.name}: rows have {width} numbers, and the array's shape is {rows.shape}")
        return np.ascontiguousarray(rows)

    def _run(
        self, rows: NDArray, wants_codes: bool, wants_classes: bool, threads: int, instructions: str | None
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        rows = self._rows(rows)
        codes = np.empty((len(rows) if wants_codes else 0, self.output_count), dtype=np.int32)
        classes = np.empty(len(rows) if wants_classes else 0, dtype=np.int32)
        results = _Results()
        if wants_codes:
            results.codes, results.codes_size = codes.ctypes.data, codes.size
        if wants_classes:
            results.classes, results.classes_size = classes.ctypes.data, classes.size
        self._call(rows, results, threads, instructions)
        return codes, classes

    def _call(self, rows: NDArray, results: _Results, threads: int, instructions: str | None) -> None:
        place = _Place()
        given = _Rows(rows.ctypes.data, rows.nbytes, len(rows), _TYPES[rows.dtype])
        name = None if instructions is None else instructions.encode()
        status = _library.lnq_run(
            self._program, ctypes.byref(given), ctypes.byref(results), threads, name, ctypes.byref(place)
        )
        _check(status, self.name, place)

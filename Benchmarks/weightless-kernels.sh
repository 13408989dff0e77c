#!/usr/bin/env bash
# weightless-kernels.sh [TABLES [ROWS [INPUTS]]]: what a layer of tables of bits takes on one core, step by step, and how many times as long
# PyTorch takes for the same where a Python with torch is found. 1,000 tables, 256 rows and 576 inputs unless given.
#
#   LNQ_PYTHON=PYTHON    a Python with torch; .venv/bin/python unless given
#   CC=COMPILER          another one than clang
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"${CC:-clang}" -O2 -ISources/CKernels/include -ISources/CKernels \
  Benchmarks/weightless/kernels.c Sources/CKernels/bits.c -lm -o "$folder/kernels"
"$folder/kernels" "$@" | tee "$folder/lines"

python=${LNQ_PYTHON:-.venv/bin/python}
"$python" -c 'import torch' 2>"$folder/problem" || { echo "PyTorch: not measured, $python has none (LNQ_PYTHON)"; exit 0; }
"$python" Benchmarks/weightless/pytorch_layer.py "$@" | tee -a "$folder/lines"
best=$(head -1 "$folder/lines" | cut -d ' ' -f 1)
awk -v best="$best" '
  $1 == best { own[$2] = $3 }
  $1 == "pytorch" {
    ratio = $4 == "ns" ? $3 / own[$2] : own[$2] / $3
    printf "PyTorch takes %.1f times as long as %s: %s\n", ratio, best, $2
  }' "$folder/lines"

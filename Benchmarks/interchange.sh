#!/usr/bin/env bash
# Trains a few networks, exports them in every format, and lets other programs compute with the files.
# Usage: LNQ_PYTHON=venv/bin/python Benchmarks/interchange.sh, where that Python has torch, onnx, onnxruntime, qonnx and safetensors.
set -euo pipefail
cd "$(dirname "$0")/.."

lnq=${LNQ:-.build/release/lnq}
python=${LNQ_PYTHON:-.venv/bin/python}
if ! "$python" -c 'import torch, onnx, onnxruntime, qonnx, safetensors' 2> /dev/null; then
  echo "LNQ_PYTHON=$python lacks torch, onnx, onnxruntime, qonnx or safetensors: nothing is compared"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for model in jsc-tiny jsc-custom jsc-s mnist-lut6 jsc-rs1923; do
  echo "== $model"
  "$lnq" train "$model" --rows 20000 --max-epochs 2 --project-dir "$folder" --project "$model" > "$folder/log"
  "$lnq" quantize "$folder/$model" > "$folder/log"
  "$python" Benchmarks/interchange/check_exports.py "$lnq" "$folder/$model"
done

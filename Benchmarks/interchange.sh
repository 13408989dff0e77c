#!/usr/bin/env bash
# Trains a few networks, exports them in every format, and lets other programs compute every test row with the files; then imports the
# networks of torch and of LNQ_FILES, and compares logits and codes.
# Usage: LNQ_PYTHON=venv/bin/python Benchmarks/interchange.sh, where that Python has torch, onnx, onnxruntime, qonnx and safetensors.
#   LNQ_MNIST=FOLDER     the four files of MNIST: mnist-lut6 too
#   LNQ_FILES=FOLDER     files of other programs: ONNX, QONNX, pickled modules of torch
#   LNQ_EPOCHS=N         how many epochs each network is trained; 2 unless given
set -euo pipefail
shopt -s nullglob
cd "$(dirname "$0")/.."

lnq=${LNQ:-.build/release/lnq}
python=${LNQ_PYTHON:-.venv/bin/python}
epochs=${LNQ_EPOCHS:-2}
if ! "$python" -c 'import torch, onnx, onnxruntime, qonnx, safetensors' 2> /dev/null; then
  echo "LNQ_PYTHON=$python lacks torch, onnx, onnxruntime, qonnx or safetensors: nothing is compared"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
for model in jsc-tiny jsc-custom jsc-s jsc-rs1923 ${LNQ_MNIST:+mnist-lut6}; do
  echo "== $model"
  rows=()
  [ "$model" = mnist-lut6 ] && rows=("$(realpath "$LNQ_MNIST")")
  "$lnq" train "$model" "${rows[@]}" --max-epochs "$epochs" --seed 0 --project-dir "$folder" --project "$model" > "$folder/log"
  "$lnq" quantize "$folder/$model" > "$folder/log"
  "$python" Benchmarks/interchange/check_exports.py "$lnq" "$folder/$model" || failed=1
done
echo "== networks of torch"
"$python" Benchmarks/interchange/check_imports.py "$lnq" 2> "$folder/log" || failed=1
if [ -n "${LNQ_FILES:-}" ]; then
  echo "== files of other programs"
  "$python" Benchmarks/interchange/check_imports.py "$lnq" "$LNQ_FILES"/*.onnx "$LNQ_FILES"/*.pt 2> "$folder/log" || failed=1
  quantized=$(grep -lE 'BipolarQuant|Quant_0_out0|onnx\.brevitas' "$LNQ_FILES"/*.onnx || true)
  [ -z "$quantized" ] || "$python" Benchmarks/interchange/check_codes.py "$lnq" $quantized 2> "$folder/log" || failed=1
fi
exit "$failed"

#!/usr/bin/env bash
# mapping.sh (LNQ=… for another program than .build/release/lnq): trains the networks of the table below on the synthetic jets (seed 1), quantizes them, maps them into LUTs of
# six inputs and proves each circuit. Prints a line a network: the tables' accuracy on the test rows, LUTs without and with the class, depth,
# seconds. jsc-s, jsc-m and jsc-l train for 100 epochs, jsc-2l and jsc-m-lite-add2 for 20, the dense ones for 20 at a rate of 0.003.
# With files after it (FILE.truth, tables.json), those are mapped too: a line each, from lnq-bench-mapping.
set -euo pipefail
cd "$(dirname "$0")/.."
lnq=$(realpath "${LNQ:-.build/release/lnq}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export OPENBLAS_NUM_THREADS=1

# network MODEL NAME TRAINING... -- QUANTIZATION...
network() {
  local model=$1 name=$2 train=() quantize=()
  shift 2
  while [ "$1" != -- ]; do train+=("$1"); shift; done
  shift
  quantize=("$@")
  if [ ! -d "$folder/$model" ]; then
    "$lnq" train "$model" jsc-synth --seed 1 --project-dir "$folder/$model" "${train[@]}" > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
  fi
  "$lnq" quantize "$model" --project-dir "$folder/$model" "${quantize[@]}" --json > "$folder/quantize.json" 2> "$folder/log" ||
    { cat "$folder/log"; exit 1; }
  "$lnq" synthesize "$model" --project-dir "$folder/$model" --json > "$folder/report.json" 2> "$folder/log" || { cat "$folder/log"; exit 1; }
  awk -v name="$name" -F': ' '
    { gsub(/[ ",]/, "", $1); gsub(/[",]/, "", $2) }
    $1 == "layers" { layers = $2 } $1 == "luts" { luts = $2 } $1 == "depth" { depth = $2 } $1 == "status" { status = $2 }
    $1 == "formulaLuts" { formula = $2 } $1 == "seconds" { seconds = $2 }
    $1 == "quantizedAccuracy" { accuracy = $2 }
    END {
      printf "| %s | %.2f %% | %s | %s | %s | %s | %s | %.1f |\n", name, 100 * accuracy, layers, luts, formula, depth, status, seconds
    }
  ' "$folder/quantize.json" "$folder/report.json"
}

echo "| network | accuracy | LUT6 | with the class | by formula | depth | proof | seconds |"
echo "|---|---|---|---|---|---|---|---|"
network jsc-s jsc-s --max-epochs 100 --
network jsc-m jsc-m --max-epochs 100 --
network jsc-2l jsc-2l --max-epochs 20 --
network jsc-m-lite-add2 jsc-m-lite-add2 --max-epochs 20 --
for model in jsc-s jsc-m jsc-2l; do network "$model" "$model, --dont-care 0" -- --dont-care 0; done
for fraction in 4 0; do
  for model in jsc-tiny jsc-custom; do
    # jsc-tiny has no hidden layer.
    hidden=(); [ "$model" = jsc-tiny ] || hidden=(--activation-bits 6)
    network "$model" "$model, 6 bits, fraction $fraction" --max-epochs 20 --learning-rate 0.003 --batch-size 1024 \
      -- --input-bits 6 "${hidden[@]}" --part-fraction-bits "$fraction"
  done
done
network jsc-l jsc-l --max-epochs 100 --
[ $# = 0 ] || swift run -c release lnq-bench-mapping "$@"

#!/usr/bin/env bash
# mapping.sh [FILE...]: trains the networks of the table below on the synthetic jets (seed 1), quantizes them, maps them into LUTs of
# six inputs and proves each circuit. Prints a line a network: the tables' accuracy on the test rows, LUTs without and with the class, depth,
# seconds; then the clock of jsc-s on an iCE40. jsc-s, jsc-m and jsc-l train for 100 epochs, jsc-2l and jsc-m-lite-add2 for 20, the dense ones
# for 20 at a rate of 0.003. At the end random netlists and injected faults: how many are proved, and caught.
#
#   LNQ=PROGRAM          another program than .build/release/lnq
#   LNQ_MNIST=FOLDER     the four files of MNIST: mnist-lut6 too, 30 epochs, seed 0
#   LNQ_KANELE=FOLDER    KANELÉ's tables and vectors of the jets: that network too
#   LNQ_DA4ML=PYTHON     a Python with da4ml: the dense networks as it writes them, in the same Yosys
#   WITH_YOSYS=1         what Yosys makes of the tables, and finds to remove in the circuits: minutes a network
#
# Files (FILE.truth, tables.json) are mapped as well: a line each, from lnq-bench-mapping.
set -euo pipefail
cd "$(dirname "$0")/.."
lnq=$(realpath "${LNQ:-.build/release/lnq}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export OPENBLAS_NUM_THREADS=1
yosys=()
[ "${WITH_YOSYS:-}" != 1 ] || yosys=(--tool yosys --time-limit 3600)

# run ARGUMENT...: lnq with what it says at the end of a failure; its answer goes to standard output.
run() { "$lnq" "$@" 2> "$folder/log" || { cat "$folder/log" >&2; exit 1; }; }

# network MODEL DATASET NAME TRAINING... -- QUANTIZATION...
network() {
  local model=$1 dataset=$2 name=$3 train=() quantize=()
  shift 3
  while [ "$1" != -- ]; do train+=("$1"); shift; done
  shift
  quantize=("$@")
  if [ ! -d "$folder/$model" ]; then
    run train "$model" "$dataset" --project-dir "$folder/$model" "${train[@]}" > "$folder/train.txt"
  fi
  run quantize "$model" --project-dir "$folder/$model" "${quantize[@]}" --json > "$folder/quantize.json"
  run synthesize "$model" --project-dir "$folder/$model" "${yosys[@]}" --json > "$folder/report.json"
  # Keys of the report itself have two spaces in front, those of its parts four.
  awk -v name="$name" '
    { key = $0; sub(/".*/, "", key); depth_of_key = length(key); line = $0; gsub(/[ ",]/, "", line); split(line, pair, ":") }
    depth_of_key == 2 { part = pair[1]; value[part] = pair[2] }
    depth_of_key == 4 { value[part "." pair[1]] = pair[2] }
    END {
      found = "yosys.luts" in value ? sprintf("%s | %.3f | %.1f %% | %.0f", value["yosys.luts"], value["luts"] / value["yosys.luts"],
        value["yosys.removedPercent"], value["yosys.seconds"]) : "– | – | – | –"
      printf "| %s | %.2f %% | %s | %s | %s | %s | %s | %.1f | %s |\n", name, 100 * value["quantizedAccuracy"], value["parts.layers"],
        value["luts"], value["formulaLuts"], value["depth"], value["proof.status"], value["seconds"], found
    }
  ' "$folder/quantize.json" "$folder/report.json"
}

jets() { network "$1" jsc-synth "$2" --seed 1 "${@:3}"; }

echo "| network | accuracy | LUT6 | with the class | by formula | depth | proof | seconds | Yosys from case | of that | it removes | its seconds |"
echo "|---|---|---|---|---|---|---|---|---|---|---|---|"
jets jsc-s jsc-s --max-epochs 100 --
jets jsc-m jsc-m --max-epochs 100 --
jets jsc-2l jsc-2l --max-epochs 20 --
jets jsc-m-lite-add2 jsc-m-lite-add2 --max-epochs 20 --
for model in jsc-s jsc-m jsc-2l; do jets "$model" "$model, --dont-care 0" -- --dont-care 0; done
for fraction in 4 0; do
  for model in jsc-tiny jsc-custom; do
    # jsc-tiny has no hidden layer.
    hidden=(); [ "$model" = jsc-tiny ] || hidden=(--activation-bits 6)
    jets "$model" "$model, 6 bits, fraction $fraction" --max-epochs 20 --learning-rate 0.003 --batch-size 1024 \
      -- --input-bits 6 "${hidden[@]}" --part-fraction-bits "$fraction"
  done
done
jets jsc-l jsc-l --max-epochs 100 --
for seed in 2 3 4 5; do
  (
    folder=$folder/seed-$seed
    mkdir "$folder"
    network jsc-m jsc-synth "jsc-m, seed $seed" --seed "$seed" --max-epochs 100 --
  )
done
if [ -n "${LNQ_MNIST:-}" ]; then
  network mnist-lut6 "$(realpath "$LNQ_MNIST")" "mnist-lut6" --max-epochs 30 --seed 0 --
fi

if command -v yosys > /dev/null && command -v nextpnr-ice40 > /dev/null; then
  run quantize jsc-s --project-dir "$folder/jsc-s" > "$folder/quantize.txt"
  for registers in "1 --level neurons" 2; do
    echo
    # shellcheck disable=SC2086 # an option and its value
    run synthesize jsc-s --project-dir "$folder/jsc-s" --tool yosys --target ice40 --pipeline $registers | grep -v "^  logs"
  done
fi

if [ -n "${LNQ_DA4ML:-}" ]; then
  for run in jsc-tiny:3 jsc-custom:5; do
    echo
    "$LNQ_DA4ML" Benchmarks/compare_da4ml.py "$folder/${run%:*}/${run%:*}.latest" "${run#*:}"
  done
fi

files=("$@")
if [ -n "${LNQ_KANELE:-}" ]; then
  python3 Benchmarks/kanele.py "$LNQ_KANELE"/*truth_tables.json "$LNQ_KANELE"/*vectors_in.txt "$LNQ_KANELE"/*vectors_out.txt > "$folder/kanele.json"
  files+=("$folder/kanele.json")
fi
if [ ${#files[@]} -gt 0 ]; then
  echo
  swift run -c release lnq-bench-mapping "${files[@]}"
fi

echo
swift run -c release lnq-bench-proofs

#!/usr/bin/env bash
# front.sh: the smallest networks, as their recipes say: each is trained, simulated on its whole test split and random codes, mapped,
# proved, and synthesized by Yosys from its tables and from the circuit that lnq found. A line a network.
#
#   LNQ=PROGRAM          another program than .build/release/lnq
#   LNQ_MODELS="…"       other models than the built-in ones
#   LNQ_SEEDS="1 2 3"    other seeds than 1
#   LNQ_MNIST=FOLDER     the four files of MNIST: for models of mnist-…, which are left out without it
#   LNQ_TIME_LIMIT=1200  seconds that a Yosys may take
set -euo pipefail
cd "$(dirname "$0")/.."
lnq=$(realpath "${LNQ:-.build/release/lnq}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export OPENBLAS_NUM_THREADS=1

# run FILE ARGUMENT...: lnq, whose answer goes to FILE, with what it says at the end of a failure.
run() { "$lnq" "${@:2}" --project-dir "$folder" --json >"$folder/$1" 2>"$folder/log" || { cat "$folder/log" >&2; exit 1; }; }

echo "| network | seed | validation, test accuracy | simulated samples, mismatches | LUT6 | encoder, layers, class | proof | Yosys, from tables | from that circuit |"
echo "|---|---|---|---|---|---|---|---|---|"
for model in ${LNQ_MODELS:-jsc-dwn-10 jsc-dwn-50 jsc-dwn-360 jsc-kan jsc-hgq mnist-dwn-300 mnist-dwn-480 mnist-dwn-760 mnist-dwn-900 mnist-dwn-1800}; do
  data=()
  if [[ $model == mnist-* ]]; then
    [ -n "${LNQ_MNIST:-}" ] || continue
    data=("$(realpath "$LNQ_MNIST")")
  fi
  for seed in ${LNQ_SEEDS:-1}; do
    run train.json train "$model" "${data[@]}" --seed "$seed" --project run
    run quantize.json quantize "$folder/run"
    run simulate.json simulate "$folder/run" --spelling luts
    run synthesize.json synthesize "$folder/run" --tool yosys --time-limit "${LNQ_TIME_LIMIT:-1200}"
    python3 - "$model" "$seed" "$folder" <<'PYTHON'
import json, sys
from pathlib import Path

name, seed, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
train, simulate, mapped = (json.loads((folder / f"{part}.json").read_text()) for part in ("train", "simulate", "synthesize"))
parts, yosys = mapped["parts"], mapped.get("yosys", {})
accuracy = f'{train["best"]["validationAccuracy"]:.2%}, {train["test"]["accuracy"]:.2%}'
print(
    f'| {name} | {seed} | {accuracy} | {simulate["samples"]:,}, {simulate["mismatches"]} | {mapped["luts"]} | '
    f'{parts.get("encoder", 0)}, {parts["layers"]}, {parts["head"]} | {mapped["proof"]["status"]} | '
    f'{yosys["fromCase"]["luts"] if "fromCase" in yosys else "–"} | {yosys["fromLUTs"]["luts"] if "fromLUTs" in yosys else "–"} |',
    flush=True)
PYTHON
    rm -r "$folder/run"
  done
done

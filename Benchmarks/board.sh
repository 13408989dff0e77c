#!/usr/bin/env bash
# board.sh: a million samples of jsc-s and jsc-tiny through the AXI4-Stream wrapper, half of them while both sides wait at random: none
# may be lost, doubled or reordered, every class has to be the tables', and without pauses a sample takes one clock. In Verilator, and
# as many in Icarus Verilog. Both networks train first, jsc-s for 20 epochs.
#
#   LNQ=PROGRAM       another program than .build/release/lnq
#   LNQ_SAMPLES=N     how many samples
set -euo pipefail
cd "$(dirname "$0")/.."
lnq=$(realpath "${LNQ:-.build/release/lnq}")
samples=${LNQ_SAMPLES:-1000000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for run in "jsc-s 20" "jsc-tiny 10"; do
  read -r model epochs <<< "$run"
  top=${model//-/_}_axis
  rtl=$folder/$model
  "$lnq" train "$model" --max-epochs "$epochs" --learning-rate 1e-3 --seed 1 --project-dir "$folder/runs" > "$folder/log" 2>&1 \
    || { cat "$folder/log" >&2; exit 1; }
  "$lnq" emit-verilog "$model" --project-dir "$folder/runs" --wrapper axi-stream --testbench "$samples" --output "$rtl" > "$folder/log" \
    2>&1 || { cat "$folder/log" >&2; exit 1; }
  cd "$rtl"
  mapfile -t files < "${model//-/_}.f"
  verilator --binary --timing -O3 -Wno-fatal -Wno-lint --top-module "${top}_tb" -Mdir verilated "${files[@]}" "${top}_tb.v" > "$folder/log" 2>&1 \
    || { cat "$folder/log" >&2; exit 1; }
  iverilog -g2005 -s "${top}_tb" -o icarus.vvp "${files[@]}" "${top}_tb.v"
  for simulator in "verilated/V${top}_tb" "vvp -n icarus.vvp"; do
    start=$(date +%s)
    verdict=$($simulator | grep "^LNQ" || echo "LNQ FAIL without a verdict")
    echo "$model, ${simulator%% *}: $verdict, $(($(date +%s) - start)) s"
    [[ $verdict == "LNQ PASS"* ]] || exit 1
  done
  cd - > /dev/null
done

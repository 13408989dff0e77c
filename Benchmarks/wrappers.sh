#!/usr/bin/env bash
# wrappers.sh: every wrapper around every spelling of a network, with codes and with raw values going in: silent in Verilator's lint, right
# in Icarus Verilog with pauses on both sides, and without latches or other complaints after Yosys' generic synthesis. jsc-s trains first.
#
#   LNQ=PROGRAM       another program than .build/release/lnq
#   LNQ_MODELS=NAMES  other models than jsc-s, separated by spaces
#   LNQ_SAMPLES=N     how many samples Icarus gets (300)
set -euo pipefail
cd "$(dirname "$0")/.."
lnq=$(realpath "${LNQ:-.build/release/lnq}")
samples=${LNQ_SAMPLES:-300}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

quietly() { "$@" > "$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }; }

# The text of Yosys: no latch may be left, and `check` counts loops, undriven and doubly driven wires.
synthesis() { echo "read_verilog $2; synth -flatten -noabc -top $1; select -assert-none t:*dlatch* t:*DLATCH*; check -assert"; }

# The check has to find a latch where there is one.
printf 'module latch(input a, input b, output reg c); always @* if (a) c = b; endmodule\n' > "$folder/latch.v"
if yosys -q -p "$(synthesis latch "$folder/latch.v")" > "$folder/log" 2>&1; then
  echo "a latch was not found" >&2
  exit 1
fi

for model in ${LNQ_MODELS:-jsc-s}; do
  quietly "$lnq" train "$model" --max-epochs 5 --seed 1 --project-dir "$folder/runs"
  name=${model//-/_}
  for encoder in "" --encoder; do
    for spelling in packed case luts; do
      for wrapper in axi-stream serial uart tinytapeout; do
        case $wrapper in
          axi-stream) top=${name}_axis ;;
          tinytapeout) top=tt_um_$name ;;
          *) top=${name}_$wrapper ;;
        esac
        rtl=$folder/$model-$spelling-$wrapper$encoder
        quietly "$lnq" emit-verilog "$model" --project-dir "$folder/runs" --spelling "$spelling" --wrapper "$wrapper" \
          ${encoder:+"$encoder"} --testbench "$samples" --output "$rtl"
        cd "$rtl"
        mapfile -t files < "$name.f"
        quietly verilator --lint-only -Wall --default-language 1364-2005 --top-module "$top" "${files[@]}"
        [ ! -s "$folder/log" ] || { cat "$folder/log" >&2; exit 1; }
        iverilog -g2005 -s "${top}_tb" -o icarus.vvp "${files[@]}" "${top}_tb.v"
        verdict=$(vvp -n icarus.vvp | grep "^LNQ" || echo "LNQ FAIL without a verdict")
        start=$(date +%s)
        quietly yosys -q -p "$(synthesis "$top" "${files[*]}")"
        cd - > /dev/null
        echo "$model, $spelling, $wrapper${encoder:+, raw values}: lint silent; $verdict; no latches, $(($(date +%s) - start)) s of Yosys"
        [[ $verdict == "LNQ PASS"* ]] || exit 1
      done
    done
  done
done

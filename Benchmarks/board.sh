#!/usr/bin/env bash
# board.sh: networks in wrappers, and on a chip.
#
# A million samples of jsc-s and jsc-tiny go through the AXI4-Stream wrapper, half of them while both sides wait at random: none may be
# lost, doubled or reordered, every class has to be the tables', and without pauses a sample takes one clock. In Verilator, and as many
# in Icarus Verilog. Both networks train first, jsc-s for 20 epochs.
#
# Then jsc-s becomes the bitstream of an iCEstick, at 100 MHz or more; test rows go through the serial line of the placed and routed
# circuit, and random raw rows from the host programs through a pseudo-terminal with the wrapper behind it. Needs python3 with NumPy, cc.
#
#   LNQ=PROGRAM       another program than .build/release/lnq
#   LNQ_PYTHON=FILE   another Python than python3
#   LNQ_SAMPLES=N     how many samples go through the AXI4-Stream wrapper (1000000)
#   LNQ_ROWS=N        how many rows through the serial lines (10000)
set -euo pipefail
cd "$(dirname "$0")/.."
lnq=$(realpath "${LNQ:-.build/release/lnq}")
python=${LNQ_PYTHON:-python3}
samples=${LNQ_SAMPLES:-1000000} rows=${LNQ_ROWS:-10000}
folder=$(mktemp -d)
simulated=
trap 'rm -rf "$folder"; [ -z "$simulated" ] || kill "$simulated" 2> /dev/null || true' EXIT

quietly() { "$@" > "$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }; }

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

on=(jsc-s --project-dir "$folder/runs")
quietly "$lnq" synthesize "${on[@]}" --board icestick --pipeline 1 --level neurons --samples "$rows" --output "$folder/board"
"$python" - "$folder/board/board.json" "$rows" << 'END'
import json, sys
board = json.load(open(sys.argv[1]))
routed = board["routed"]
print(f"jsc-s, iCEstick: {board['cells']} of {board['cellsOfChip']} cells, {board['metClockMHz']:.1f} MHz met (icetime {board['icetimeMHz']:.1f}), "
      f"latency {board['latencyNanoseconds']:.0f} ns; placed and routed {routed['mismatches']} mismatches in {routed['samples']} test rows")
sys.exit(board["metClockMHz"] < 100 or routed["mismatches"] != 0 or routed["samples"] != int(sys.argv[2]))
END

# The host programs, and what they have to print.
rtl=$folder/uart
tables=$(echo "$folder/runs"/jsc-s_*/hardware/tables.json)
quietly "$lnq" emit-verilog "${on[@]}" --wrapper uart --output "$rtl"
"$python" Benchmarks/encoding/rows.py "$tables" "$rows" 1 "$folder/raw.npy"
quietly "$lnq" emulate "${on[@]}" --from "$folder/raw.npy" --output "$folder/classes.npy"
"$python" - "$tables" "$folder" << 'END'
import json, sys
import numpy
tables, folder = json.load(open(sys.argv[1])), sys.argv[2]
raw = numpy.load(folder + "/raw.npy")
names = [next(i["name"] for e, i in zip(tables["encodings"], tables["inputs"]) if e["feature"] == f) for f in range(raw.shape[1])]
numpy.savetxt(folder + "/rows.txt", raw, fmt="%.17g")
numpy.savetxt(folder + "/rows.csv", raw, fmt="%.17g", delimiter=",", header=",".join(names), comments="")
numpy.savetxt(folder + "/wanted.txt", numpy.load(folder + "/classes.npy"), fmt="%d")
END
cc -std=c11 -O2 -D_DEFAULT_SOURCE -ffp-contract=off -I "$rtl" -DHEADER='"jsc_s.h"' -DINPUTS=JSC_S_INPUTS -DBITS=JSC_S_DATA_I_WIDTH \
  examples/icestick/stream.c -lm -o "$folder/stream"
board=$(realpath examples/icestick/board.cpp)
(
  cd "$rtl"
  quietly verilator --cc --exe --build -O3 -Wno-fatal -GDIVISOR=8 --top-module jsc_s_uart --prefix Vboard -Mdir "$folder/simulated" -f jsc_s.f \
    "$board"
)
# hosted COMMAND...: runs a host program with the simulated board's terminal at the place of PORT.
hosted() {
  rm -f "$folder/port"
  "$folder/simulated/Vboard" > "$folder/port" &
  simulated=$!
  while kill -0 "$simulated" && ! [ -s "$folder/port" ]; do sleep 0.05; done
  "${@/PORT/$(cat "$folder/port")}"
  kill "$simulated"
  wait "$simulated" 2> /dev/null || true
  simulated=
}
hosted "$folder/stream" PORT < "$folder/rows.txt" > "$folder/got.txt"
cmp "$folder/got.txt" "$folder/wanted.txt"
echo "jsc-s, host in C, pseudo-terminal: $(wc -l < "$folder/got.txt") classes, those of lnq"
printf 'jsc-s, host in Python, pseudo-terminal: '
hosted "$python" examples/icestick/stream.py PORT "$tables" "$folder/rows.csv"

#!/usr/bin/env bash
# encoding.sh: raw values become codes in four ways, which have to be one: lnq's own, by tables.json in NumPy, by the C header, and by an
# encoder in hardware. Three networks train first: dense, with quantizers of its own, weightless. Prints what was compared, and at the end
# the LUTs of the encoders as a table. Needs python3 with NumPy, cc, Verilator.
#
#   LNQ=PROGRAM       another program than .build/release/lnq
#   LNQ_PYTHON=FILE   another Python than python3
#   LNQ_ROWS=N        how many rows go through NumPy and C (200000)
#   LNQ_RAW=N         how many through the encoder in hardware, mapped and in Verilog (1000000)
#   LNQ_DATA=N        how many rows of jsc-synth they train on (986806)
#   LNQ_BITS=N        the bits of a raw value there (12)
set -euo pipefail
cd "$(dirname "$0")/.."
lnq=$(realpath "${LNQ:-.build/release/lnq}")
python=${LNQ_PYTHON:-python3}
data=${LNQ_DATA:-986806} rows=${LNQ_ROWS:-200000} raw=${LNQ_RAW:-1000000} bits=${LNQ_BITS:-12}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

swift build -c release --product lnq-bench-encoding >&2
bench=$(swift build -c release --show-bin-path)/lnq-bench-encoding
table=("| network | LUT6 of the encoder | of the layers | of the class | proof |" "|---|---|---|---|---|")

quietly() { "$@" > "$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }; }

for run in "jsc-tiny --max-epochs 20 --learning-rate 1e-3" "jsc-s --max-epochs 100" "jsc-dwn-10"; do
  read -r -a training <<< "$run"
  model=${training[0]}
  name=${model//-/_} work=$folder/$model
  mkdir -p "$work"
  on=("$model" --project-dir "$folder/runs")
  quietly "$lnq" train "${training[@]}" --rows "$data" --seed 1 --project-dir "$folder/runs"
  quietly "$lnq" quantize "${on[@]}"
  tables=$(echo "$folder/runs/${model}"_*/hardware/tables.json)

  $python Benchmarks/encoding/rows.py "$tables" "$rows" 1 "$work/raw.npy"
  quietly "$lnq" encode "${on[@]}" --from "$work/raw.npy" --output "$work/codes.npy"
  quietly "$lnq" encode "${on[@]}" --from "$work/raw.npy" --output "$work/words.bin"
  quietly "$lnq" emulate "${on[@]}" --from "$work/raw.npy" --codes --output "$work/outputs.npy"
  quietly "$lnq" emulate "${on[@]}" --from "$work/raw.npy" --output "$work/classes.npy"
  printf '%s, NumPy: ' "$model"
  $python Benchmarks/encoding/compare.py "$tables" "$work"/{raw,codes,outputs,classes}.npy "$work/words.bin"

  quietly "$lnq" emit-verilog "${on[@]}" --output "$work/rtl"
  cc -std=c11 -O2 -ffp-contract=off -I "$work/rtl" -DHEADER="\"$name.h\"" -DINPUTS="${name^^}_INPUTS" -DBITS="${name^^}_DATA_I_WIDTH" \
    examples/tables/encode.c -lm -o "$work/encode"
  $python -c "import sys, numpy; numpy.savetxt(sys.stdout, numpy.load('$work/raw.npy'), fmt='%.17g')" | "$work/encode" > "$work/c.bin"
  cmp "$work/c.bin" "$work/words.bin"
  echo "$model, C: the same bytes of data_i"

  # Hardware that takes raw values, against the float path: code by code in the mapped circuit, and through all of the Verilog.
  encoder=(--encoder --feature-bits "$bits")
  quietly "$lnq" emit-verilog "${on[@]}" "${encoder[@]}" --testbench 1000 --output "$work/raw" --json
  formats=$($python -c "import json; print(','.join(json.load(open('$folder/log'))['rawFormats']))")
  "$bench" "$(dirname "$(dirname "$tables")")" "$formats" "$raw"
  $python Benchmarks/encoding/rows.py "$tables" "$raw" 2 "$work/raw.npy" "$formats"
  quietly "$lnq" encode "${on[@]}" "${encoder[@]}" --from "$work/raw.npy" --output "$work/stimulus.hex"
  quietly "$lnq" emulate "${on[@]}" --from "$work/raw.npy" --codes --output "$work/outputs.hex"
  quietly "$lnq" emulate "${on[@]}" --from "$work/raw.npy" --output "$work/classes.hex"
  # class_o stands above data_o.
  width=$(sed -n "s/.*${name^^}_DATA_O_WIDTH //p" "$work/raw/$name.h")
  $python -c "
for codes, label in zip(open('$work/outputs.hex'), open('$work/classes.hex')): print('%x' % (int(label, 16) << $width | int(codes, 16)))" \
    > "$work/expected.hex"
  sed -i "s/LNQ_SAMPLES 1000\$/LNQ_SAMPLES $raw/" "$work/raw/${name}_tb.v"
  (
    cd "$work/raw"
    mapfile -t files < "$name.f"
    quietly verilator --binary --timing -O3 -Wno-fatal -Wno-lint --top-module "${name}_tb" -Mdir verilated "${files[@]}" "${name}_tb.v"
    verdict=$("verilated/V${name}_tb" +stimulus="$work/stimulus.hex" +expected="$work/expected.hex" | grep "^LNQ" || echo "LNQ FAIL")
    echo "$model, encoder in hardware, $bits bits: $verdict"
    [[ $verdict == "LNQ PASS"* ]]
  )
  # Sums of a dense network's Verilog can be too wide for this, which ends undecided then; the circuit of lnq's own is proved below.
  proof=$("$lnq" prove "${on[@]}" "${encoder[@]}" --rtl "$work/raw" --time-limit 60 2> "$folder/log" | head -1) || true
  echo "$model, encoder in hardware: ${proof:-$(head -1 "$folder/log")}"
  quietly "$lnq" synthesize "${on[@]}" "${encoder[@]}" --json
  table+=("$($python -c "
import json
j = json.load(open('$folder/log'))
print('| %s, %s | %d | %d | %d | %s, %.1f s |' % (
    '$model', 'raw values of $bits bits', *(j['parts'][k] for k in ('encoder', 'layers', 'head')), j['proof']['status'], j['seconds']))")")
done
printf '%s\n' "${table[@]}"

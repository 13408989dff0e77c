#!/usr/bin/env bash
# emulator.sh [RUN...]: samples a second of compiled networks, the classes out. Takes quantized runs, or trains jsc-s, jsc-m and jsc-l
# (100 epochs) and jsc-tiny (20 epochs, codes of 8 bits) on the synthetic jets, seed 1. Compares each with the reference interpreter on its
# whole test split first. Prints a line a network, as Benchmarks/emulator/lnq-bench-emulator says; Verilator is its fastest build in the same
# run. At the end, how the time of the first network grows with the number of samples, and of random ones with the number of neurons (a plot
# where gnuplot is), and what operations cost, with the lines that belong into CostTable (Sources/LNQEmulator/Instructions.swift).
#
#   LNQ_PLOT=FILE.svg    where the plot goes; none unless given
#   LNQ=PROGRAM          another program than .build/release/lnq
#   LNQ_BENCH=PROGRAM    lnq-bench-emulator that was built already
#   LNQ_MNIST=FOLDER     the four files of MNIST: mnist-lut6 too, 30 epochs, and mnist-dwn-900, 5 epochs, seed 0
#   LNQ_PYTHON=PYTHON    a Python with NumPy, and perhaps onnx and onnxruntime: float networks of the same shapes there
set -euo pipefail
cd "$(dirname "$0")/.."
lnq=$(realpath "${LNQ:-.build/release/lnq}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export OPENBLAS_NUM_THREADS=1
bench=${LNQ_BENCH:-}
if [ -z "$bench" ]; then
  swift build -c release --product lnq-bench-emulator >&2
  bench=$(swift build -c release --show-bin-path)/lnq-bench-emulator
fi

# network MODEL DATASET TRAINING...: trains and quantizes; prints the run's folder.
network() {
  "$lnq" train "$1" "$2" --project-dir "$folder/$1" "${@:3}" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
  "$lnq" quantize "$1" --project-dir "$folder/$1" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
  echo "$folder/$1/$1.latest"
}

runs=("$@")
if [ ${#runs[@]} -eq 0 ]; then
  for model in jsc-s jsc-m jsc-l; do runs+=("$(network $model jsc-synth --seed 1 --max-epochs 100)"); done
  runs+=("$(network jsc-tiny jsc-synth --seed 1 --max-epochs 20 --learning-rate 0.003)")
  if [ -n "${LNQ_MNIST:-}" ]; then
    runs+=("$(network mnist-lut6 "$(realpath "$LNQ_MNIST")" --seed 0 --max-epochs 30)")
    runs+=("$(network mnist-dwn-900 "$(realpath "$LNQ_MNIST")" --seed 0 --max-epochs 5)")
  fi
fi
"$bench" --check "${runs[@]}"
echo
echo "| network | compiling | native | avx512 | avx2 | neon | plain | all cores | from features | Verilator | times as fast |"
echo "|---|---|---|---|---|---|---|---|---|---|---|"
for run in "${runs[@]}"; do
  tables=$run/hardware/tables.json
  compared=()
  # Verilator and g++ take many minutes over larger designs.
  if [ "$(wc -c <"$tables")" -lt 700000 ]; then
    compared=(--verilator "$(Benchmarks/emulator/verilator "$lnq" "$run")")
  fi
  "$bench" "$tables" "${compared[@]}"
done
echo
"$bench" "${runs[0]}/hardware/tables.json" --growth | tee "$folder/samples"
echo
"$bench" --layers | tee "$folder/neurons"
if [ -n "${LNQ_PLOT:-}" ] && command -v gnuplot >/dev/null; then
  gnuplot <<PLOT
set terminal svg size 760,340 font "sans-serif,12" background "#ffffff"
set output "$LNQ_PLOT"
set multiplot layout 1,2
set logscale xy 2
set grid
set key top left
set format y "%.3g"
set ylabel "milliseconds"
set xlabel "samples"
set format x "%.0b%B"
plot "$folder/samples" using 2:(\$3*1000) with linespoints title "$(basename "${runs[0]%/}" | cut -d. -f1 | cut -d_ -f1)"
set xlabel "neurons"
set format x "%g"
set xtics 16,4
plot "$folder/neurons" using 1:(\$2*1000) with linespoints title "65,536 samples"
PLOT
fi
echo
"$bench" --costs
if [ -n "${LNQ_PYTHON:-}" ]; then
  echo
  "$LNQ_PYTHON" Benchmarks/emulator/float_networks.py jsc-s:16,64,32,32,32,5 jsc-l:16,32,64,192,192,16,5 jsc-tiny:16,5
fi

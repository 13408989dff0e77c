#!/usr/bin/env bash
# Training steps in samples per second: lnq's executors, and beside them PyTorch's loops where a Python with torch is
# found (LNQ_PYTHON, or .venv/bin/python), and steps written by hand for three networks where g++ and AVX-512 are. Medians; every program is run in turns with the others, so that what else the
# machine does meets all of them. LNQ_BENCH_CLOCK=cpu counts the time of the process alone, for a machine that others use.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${LNQ_PYTHON:-.venv/bin/python}
clock=${LNQ_BENCH_CLOCK:-wall}
rounds=${LNQ_BENCH_ROUNDS:-3}
swift build -c release --product lnq-bench >&2
bench=.build/release/lnq-bench
folder=$(mktemp -d)
results=$folder/results
trap 'rm -rf "$folder"' EXIT

has_torch=false
if [ -x "$python" ] && "$python" -c 'import torch' 2>/dev/null; then
  has_torch=true
else
  echo "training: no PyTorch beside it, since $python does not import torch; name another Python with LNQ_PYTHON" >&2
fi
by_hand=$folder/by-hand
if ! grep -qs avx512f /proc/cpuinfo \
  || ! g++ -w -O3 -march=native -ffast-math -fno-finite-math-only -mprefer-vector-width=512 -std=c++17 \
    Benchmarks/prototype/steps.cpp -o "$by_hand" 2>"$folder/log"; then
  echo "training: no steps written by hand beside it: they need AVX-512 and g++" >&2
  by_hand=
fi
if [ -n "${OPENBLAS_CORETYPE:-}" ]; then
  echo "training: OPENBLAS_CORETYPE=$OPENBLAS_CORETYPE is set; the rows of blas are those of its products" >&2
fi

# measure MODEL BATCHES THREADS CLOCK EXECUTOR…
measure() {
  local model=$1 batches=$2 threads=$3 clock=$4 executor
  shift 4
  for executor in "$@"; do "$bench" "$model" "$executor" "$batches" 3 "$threads" "$clock" >>"$results"; done
  if $has_torch; then
    "$python" Benchmarks/pytorch/training_loops.py "$model" "$batches" 1 "$threads" "$clock" >>"$results"
  fi
}

models=Sources/LNQTraining/Models
for ((round = 1; round <= rounds; round++)); do
  echo "training: round $round of $rounds" >&2
  for model in "$models/jsc-tiny.model" "$models/jsc-custom.model" Benchmarks/models/jet-64-32-32-32.model; do
    measure "$model" 16,64,256,1024 1 "$clock" rows blas
  done
  if [ -n "$by_hand" ]; then "$by_hand" >>"$results"; fi
  measure Benchmarks/models/wide-1024.model 1024 1 "$clock" blas
  measure Benchmarks/models/jsc-m-qat.model 256,1024 1 "$clock" columns blas
  measure Benchmarks/models/mnist-hdr-qat.model 1024 1 "$clock" columns blas
  # Polynomials of 210 monomials: the others take minutes for a few steps.
  "$bench" Benchmarks/models/mnist-hdr-degree-4.model columns 1024 3 1 "$clock" >>"$results"
  if [ "$(getconf _NPROCESSORS_ONLN)" -ge 2 ]; then
    measure Benchmarks/models/wide-1024.model 1024 2 wall blas
    measure "$models/jsc-custom.model" 1024 2 wall rows
    measure Benchmarks/models/mnist-hdr-qat.model 1024 2 wall columns
  fi
done

awk '
  { key = $1 " " $3 " " $5; if (!(key in seen)) { seen[key] = 1; keys[++count] = key }
    n = ++number[key, $2]; value[key, $2, n] = $4 }
  function median(key, who,    n, i, j, swap) {
    n = number[key, who]
    if (n == 0) return 0
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++)
      if (value[key, who, j] + 0 < value[key, who, i] + 0) {
        swap = value[key, who, i]; value[key, who, i] = value[key, who, j]; value[key, who, j] = swap
      }
    return value[key, who, int((n + 1) / 2)]
  }
  function millions(x) { return x == 0 ? "–" : sprintf("%.3f M", x / 1e6) }
  function ratio(x, y) { return x == 0 || y == 0 ? "–" : sprintf("%.1f ×", x / y) }
  BEGIN {
    print "| network | batch | threads | lnq, rows | lnq, columns | lnq, OpenBLAS | by hand | PyTorch, DataLoader | PyTorch, sliced | best of lnq / sliced |"
    print "|---|---|---|---|---|---|---|---|---|---|"
  }
  END {
    for (i = 1; i <= count; i++) {
      split(keys[i], part, " ")
      rows = median(keys[i], "rows"); columns = median(keys[i], "columns"); blas = median(keys[i], "blas")
      hand = median(keys[i], "by-hand"); loader = median(keys[i], "dataloader"); sliced = median(keys[i], "sliced")
      best = rows > blas ? rows : blas
      if (columns > best) best = columns
      printf "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", part[1], part[2], part[3], millions(rows), \
        millions(columns), millions(blas), millions(hand), millions(loader), millions(sliced), ratio(best, sliced)
    }
  }' "$results"

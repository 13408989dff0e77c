#!/usr/bin/env bash
# Weightless networks, each as its recipe says: seconds, accuracy on the validation rows and on the test rows, and LUTs of the proved
# circuit with its encoder. LNQ_MODELS are the models (those of MNIST need lnq data fetch mnist), LNQ_SEEDS the seeds.
#
#   LNQ_CHECK=1   what Yosys makes of the same tables and of lnq's circuit, and mismatches of the Verilog in Verilator, all test rows.
#                 Any model can be checked: LNQ_MODELS="jsc-kan jsc-hgq"
set -euo pipefail
lnq=${LNQ:-lnq}
models=${LNQ_MODELS:-jsc-dwn-10 jsc-dwn-50 jsc-dwn-360}
seeds=${LNQ_SEEDS:-1 2 3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for model in $models; do
  for seed in $seeds; do
    echo "== $model, seed $seed"
    TIMEFORMAT='  processor   %U s'
    time "$lnq" train "$model" --seed "$seed" --project-dir "$folder" --project run 2> "$folder/log" > "$folder/answer"
    grep -E '^  (training|best epoch|test) ' "$folder/answer"
    "$lnq" quantize "$folder/run" 2> "$folder/log" | grep -E '^  agreement '
    if [ "${LNQ_CHECK:-}" = 1 ]; then
      "$lnq" synthesize "$folder/run" --tool yosys 2> "$folder/log" | grep -E '^  (LUTs|proof) | LUTs from '
      "$lnq" simulate "$folder/run" 2> "$folder/log" | grep -E '^  (samples|result) '
    else
      "$lnq" synthesize "$folder/run" 2> "$folder/log" | grep -E '^  (LUTs|proof) '
    fi
    rm -r "$folder/run"
  done
done

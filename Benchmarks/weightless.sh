#!/usr/bin/env bash
# Weightless networks, each as its recipe says: seconds, accuracy on the validation rows and on the test rows, and LUTs of the proved
# circuit with its encoder. LNQ_MODELS are the models (those of MNIST need lnq data fetch mnist), LNQ_SEEDS the seeds.
set -euo pipefail
lnq=${LNQ:-lnq}
models=${LNQ_MODELS:-jsc-dwn-10 jsc-dwn-50 jsc-dwn-360}
seeds=${LNQ_SEEDS:-1 2 3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for model in $models; do
  for seed in $seeds; do
    echo "== $model, seed $seed"
    "$lnq" train "$model" --seed "$seed" --project-dir "$folder" --project run | grep -E '^  (training|best epoch|test) '
    "$lnq" quantize "$folder/run" | grep -E '^  agreement '
    "$lnq" synthesize "$folder/run" | grep -E '^  (LUTs|proof) '
    rm -r "$folder/run"
  done
done

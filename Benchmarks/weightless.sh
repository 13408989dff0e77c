#!/usr/bin/env bash
# Weightless networks, each as its recipe says: seconds, accuracy on the validation rows and on the test rows, and LUTs of the proved
# circuit with its encoder. LNQ_MODELS are the models, built-in ones or files (those of MNIST need lnq data fetch mnist), LNQ_SEEDS the
# seeds. LNQ_CODE_BITS="6 8 10 12" tries each model of the jets with codes of so many bits, from the smallest to the largest value and from
# the lowest to the highest threshold. LNQ_ROWS is a file of real rows, on which every network of the jets is tried, too.
set -euo pipefail
lnq=${LNQ:-lnq}
models=${LNQ_MODELS:-jsc-dwn-10 jsc-dwn-50 jsc-dwn-360}
seeds=${LNQ_SEEDS:-1 2 3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# measure MODEL NAME
measure() {
  local seed
  for seed in $seeds; do
    echo "== $2, seed $seed"
    "$lnq" train "$1" --seed "$seed" --project-dir "$folder" --project run | grep -E '^  (training|best epoch|test) '
    if [ -n "${LNQ_ROWS:-}" ]; then "$lnq" test "$folder/run" "$LNQ_ROWS" | grep -E '^  (rows|float|accuracy) ' | sed 's/^/  LNQ_ROWS/'; fi
    "$lnq" quantize "$folder/run" | grep -E '^  agreement '
    "$lnq" synthesize "$folder/run" | grep -E '^  (LUTs|proof) '
    rm -r "$folder/run"
  done
}

for model in $models; do
  if [ -z "${LNQ_CODE_BITS:-}" ]; then
    measure "$model" "$model"
    continue
  fi
  for bits in $LNQ_CODE_BITS; do
    for range in data thresholds; do
      file=$folder/codes.model
      "$lnq" models "$model" | sed -E "s/, range='thresholds'//; s/, code_bits=[0-9]+//; s/(Thermometer\\(.*)\\)\$/\\1, code_bits=$bits, range='$range')/; s/, range='data'//" >"$file"
      measure "$file" "$model, codes of $bits bits over the $range"
    done
  done
done

#!/usr/bin/env bash
# Reads mutated files of every format, 100,000 of each unless LNQ_MUTATIONS says another number, and fails when one crashes lnq.
# With TRAITS=HDF5 also HDF5 files, each in a process of its own by the program LNQ: that takes a quarter of an hour on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
export LNQ_MUTATIONS=${LNQ_MUTATIONS:-100000}
options=(--disable-xctest)
if [ -n "${TRAITS:-}" ]; then options+=(--traits "$TRAITS"); fi
swift test "${options[@]}" --filter MutatedInputTests
if [[ ,${TRAITS:-}, == *,HDF5,* ]]; then
  LNQ_PROGRAM=$(realpath "${LNQ:-.build/release/lnq}") swift test "${options[@]}" --filter RowsFileTests
fi

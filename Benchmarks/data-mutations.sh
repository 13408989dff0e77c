#!/usr/bin/env bash
# Reads mutated files of every format, 100,000 of each unless LNQ_MUTATIONS says another number; fails when one crashes lnq.
set -euo pipefail
cd "$(dirname "$0")/.."
export LNQ_MUTATIONS=${LNQ_MUTATIONS:-100000}
# shellcheck disable=SC2086
swift test --disable-xctest ${TRAITS:+--traits "$TRAITS"} --filter MutatedInputTests

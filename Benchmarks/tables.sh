#!/usr/bin/env bash
# Truth tables of networks of published sizes, on all processors: rows, the median time of their enumeration, and the peak
# memory of the process, against the goals of the project. LNQ_BENCH_ROUNDS is how often each is measured.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${LNQ_BENCH_ROUNDS:-7}
swift build -c release --product lnq-bench-tables >&2
bench=.build/release/lnq-bench-tables

printf '%-16s %10s %12s %10s %8s %10s %10s\n' network rows 'packed MB' seconds goal 'peak MB' goal
failed=0
# measure MODEL SECONDS
measure() {
  "$bench" "Benchmarks/models/$1.model" "$rounds" | awk -v goal="$2" '{
    memory = 4 * $3 + 50e6
    printf "%-16s %10d %12.2f %10.3f %8s %10.1f %10.1f\n", $1, $2, $3 / 1e6, $4, goal, $5 / 1e6, memory / 1e6
    exit !($4 <= goal && $5 <= memory)
  }' || failed=1
}
measure tables-jsc-l 0.15
measure tables-jsc-xl 2
if [ "$failed" = 1 ]; then
  echo "tables: a goal was missed" >&2
  exit 1
fi

#!/usr/bin/env bash
# How long 830,000 rows of 16 features take to import from CSV, with how much memory, and to open from the cache.
# The program is LNQ (.build/release/lnq).
set -euo pipefail
cd "$(dirname "$0")/.."
lnq=$(realpath "${LNQ:-.build/release/lnq}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk 'NR == 1 { print; next } { rows[NR] = $0 } END { for (i = 0; i < 4150; i++) for (r = 2; r <= NR; r++) print rows[r] }' \
  examples/data/jsc-synth-200.csv >"$work/rows.csv"
echo "rows.csv: $(wc -l <"$work/rows.csv") lines, $(wc -c <"$work/rows.csv") bytes"
# /usr/bin/time is not everywhere; the shell's own does not tell the memory.
if [ -x /usr/bin/time ]; then timed=(/usr/bin/time -f "import: %e s, %U s of one processor, %M KB at most"); else timed=(time); fi
"${timed[@]}" "$lnq" data import "$work/rows.csv" --data-dir "$work/cache" >/dev/null
for _ in 1 2 3 4 5; do
  "$lnq" data show rows --verify --json --data-dir "$work/cache" | sed -n 's/.*"openingSeconds" : \([0-9.]*\).*/open: \1 s/p'
done

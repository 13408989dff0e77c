#!/usr/bin/env bash
# How import grows: with the rows of a CSV file (up to 5 million), with its features (up to 10,000), with its classes (up to 1,000);
# and what a gzip file that unpacks to a thousand times its size costs. Seconds of one processor, and megabytes at most.
# The program is LNQ (.build/release/lnq); LNQ_ROWS is the greatest number of rows.
set -euo pipefail
cd "$(dirname "$0")/.."
lnq=$(realpath "${LNQ:-.build/release/lnq}")
most=${LNQ_ROWS:-5000000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# csv ROWS FEATURES CLASSES: numbers of 7 digits; 1,000 different rows.
csv() {
  awk -v rows="$1" -v features="$2" -v classes="$3" 'BEGIN {
    srand(1)
    for (f = 0; f < features; f++) printf "x%d,", f
    print "class"
    for (r = 0; r < 1000 && r < rows; r++) {
      line = ""
      for (f = 0; f < features; f++) line = line sprintf("%.6f,", 4 * rand() - 2)
      lines[r] = line
    }
    for (r = 0; r < rows; r++) print lines[r * 7919 % (rows < 1000 ? rows : 1000)] "c" r % classes
  }'
}

# measure LABEL FILE: imports it, expecting success, or the refusal that $3 names.
measure() {
  rm -rf "$work/cache"
  python3 - "$lnq" "$work" "$1" "$2" "${3:-}" <<'PYTHON'
import os, resource, subprocess, sys
lnq, work, label, path, refusal = sys.argv[1:]
run = subprocess.run([lnq, "data", "import", path, "--name", "rows", "--data-dir", work + "/cache"], capture_output=True, text=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
if (refusal not in run.stderr) if refusal else run.returncode:
    sys.exit(f"{label}: {run.stderr}")
size = os.path.getsize(path) / 1e6
print(f"{label:>24}  {size:8.1f} MB of file  {usage.ru_utime + usage.ru_stime:7.2f} s  {usage.ru_maxrss / 1000:7.0f} MB at most", flush=True)
PYTHON
}

for part in 10 5 2 1; do
  rows=$((most / part))
  csv "$rows" 16 5 >"$work/rows.csv"
  measure "$rows rows × 16" "$work/rows.csv"
done
for features in 1000 2000 5000 10000; do
  csv 2000 "$features" 5 >"$work/rows.csv"
  measure "2000 rows × $features" "$work/rows.csv"
done
for classes in 10 100 1000; do
  csv 500000 16 "$classes" >"$work/rows.csv"
  measure "500000 rows, $classes classes" "$work/rows.csv"
done
head -c 3200000000 /dev/zero | gzip -9 >"$work/zeros.csv.gz"
measure "gzip, 1000 times" "$work/zeros.csv.gz" "more than 100 times its size"
csv 500000 16 5 | gzip >"$work/rows.csv.gz"
measure "500000 rows, gzip" "$work/rows.csv.gz"

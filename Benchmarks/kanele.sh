#!/bin/sh
# kanele.sh PROGRAM FOLDER: the published network KANELÉ [16, 8, 5] in lnq: imported, its vectors reproduced, simulated, mapped, proved.
#
# PROGRAM is lnq, FOLDER has the network's *truth_tables.json, *vectors_in.txt and *vectors_out.txt. Ends with 1 unless the codes of all
# vectors are equal.
set -eu
[ $# -eq 2 ] || { sed -n '2,5s/^# //p' "$0"; exit 2; }
lnq=$(realpath "$1")
data=$(realpath "$2")
scripts=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 "$scripts/kanele_network.py" "$data"/*truth_tables.json "$data"/*vectors_in.txt .
"$lnq" import kanele.safetensors --model kanele.model --project kanele
"$lnq" quantize lnq_output/kanele
"$lnq" emulate lnq_output/kanele --from inputs.npy --output outputs.csv --codes
tail -n +2 outputs.csv | tr ',' ' ' | sed 's/ *$//' > outputs.txt
sed 's/ *$//' "$data"/*vectors_out.txt > expected.txt
if ! diff expected.txt outputs.txt; then
  echo "the vectors differ" >&2
  exit 1
fi
echo "all $(wc -l < expected.txt) published vectors are reproduced"
"$lnq" simulate lnq_output/kanele
"$lnq" synthesize lnq_output/kanele

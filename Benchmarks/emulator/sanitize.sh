#!/usr/bin/env bash
# sanitize.sh PROGRAM...: builds liblnq with AddressSanitizer and UndefinedBehaviorSanitizer, then with ThreadSanitizer, and runs
# library_check.c over the programs (`lnq emulate MODEL --program FILE`); then plain, under valgrind where it is installed, which knows no
# AVX-512.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compiler=${LNQ_CC:-$(dirname "$(realpath "$(command -v swift)")")/clang}

# build FLAGS: liblnq and the check, with these flags.
build() {
  LNQ_CC=$compiler LNQ_CFLAGS="-g -O1 $1" "$here/../../scripts/build-library" "$work" 2>"$work/log" \
    || { cat "$work/log" >&2; exit 1; }
  # shellcheck disable=SC2086 # several options
  "$compiler" -std=c11 -Wall -Wextra -Werror -g -O1 $1 -I "$work" "$here/library_check.c" "$work/liblnq.a" -lpthread -lm -o "$work/check"
}

for sanitizers in address,undefined thread; do
  build "-fsanitize=$sanitizers -fno-sanitize-recover=all"
  echo "with -fsanitize=$sanitizers"
  "$work/check" "$@"
done
if command -v valgrind >/dev/null; then
  build ""
  echo "under valgrind"
  valgrind --quiet --error-exitcode=1 --leak-check=full "$work/check" "$@"
fi

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
  LNQ_CC=$compiler LNQ_CFLAGS="-gdwarf-4 -O1 $1" "$here/../../scripts/build-library" "$work" 2>"$work/log" \
    || { cat "$work/log" >&2; exit 1; }
  # The ThreadSanitizer of Swift's toolchain needs its libdispatch.
  local libraries=() swift
  swift=$(dirname "$(dirname "$compiler")")/lib/swift/linux
  if [[ $1 == *thread* && -e $swift/libdispatch.so ]]; then
    libraries=(-L "$swift" "-Wl,-rpath,$swift" -ldispatch -lBlocksRuntime)
  fi
  # shellcheck disable=SC2086 # several options
  "$compiler" -std=c11 -Wall -Wextra -Werror -gdwarf-4 -O1 $1 -I "$work" "$here/library_check.c" "$work/liblnq.a" "${libraries[@]}" \
    -lpthread -lm -o "$work/check" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
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

#!/usr/bin/env bash
# arm.sh PROGRAM...: builds liblnq for 64-bit ARM, and runs library_check.c over the programs (`lnq emulate MODEL --program FILE`) in QEMU,
# whose results with NEON and without must be those of this machine. Needs, of Debian's packages, qemu-user, gcc-aarch64-linux-gnu and
# libc6-dev-arm64-cross.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compiler=${LNQ_CC:-$(dirname "$(realpath "$(command -v swift)")")/clang}
for tool in qemu-aarch64 aarch64-linux-gnu-gcc; do
  command -v $tool >/dev/null || { echo "arm.sh: $tool is missing; install qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross" >&2; exit 69; }
done

# check FOLDER FLAGS: liblnq and the check, with these flags.
check() {
  LNQ_CC=$compiler LNQ_CFLAGS=$2 "$here/../../scripts/build-library" "$work/$1"
  # shellcheck disable=SC2086 # several options
  "$compiler" $2 -std=c11 -Wall -Wextra -Werror -O1 -I "$work/$1" "$here/library_check.c" "$work/$1/liblnq.a" -lpthread -lm \
    -o "$work/$1/check"
}

root=/usr/aarch64-linux-gnu
check own ""
gcc=$(dirname "$(aarch64-linux-gnu-gcc -print-libgcc-file-name)")
check arm "--target=aarch64-linux-gnu -isystem $root/include -B$gcc -B$root/lib -L$gcc -L$root/lib -fuse-ld=lld \
  -Wno-unused-command-line-argument"
status=0
for program in "$@"; do
  own=$("$work/own/check" "$program")
  arm=$(qemu-aarch64 -L "$root" "$work/arm/check" "$program")
  printf '%s\n%s\n' "$own" "$arm"
  [ "${own%, with*}" = "${arm%, with*}" ] || { echo "arm.sh: the results of ${program} differ" >&2; status=1; }
done
exit $status

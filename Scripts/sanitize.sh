#!/usr/bin/env bash
# Calls every kernel in C with every remainder of sizes, in memory that ends where the matrix ends:
# Scripts/sanitize.sh [kernels|valgrind]...; both without a name.
#
#   kernels    under the sanitizers of clang for addresses and undefined behaviour, which end at the first fault
#   valgrind   as they are compiled: addresses, and what was never written; its processor has vectors of 32 bytes
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$(dirname "$(readlink -f "$(command -v swiftc)")")
compiler=$(PATH=$tools:$PATH command -v clang)
[ $# -gt 0 ] || set -- kernels valgrind

# Builds the program that calls them: its name and the compiler's flags.
build_kernels() {
  mkdir -p .build/kernels
  "$compiler" -g -O1 -std=gnu17 "${@:2}" -ISources/CKernels/include Sources/CKernels/*/*.c Tests/Sanitizers/kernels.c \
    -lm -o ".build/kernels/$1"
}

for kind in "$@"; do
  echo "=== $kind"
  case $kind in
    kernels)
      build_kernels sanitized -fsanitize=address,undefined -fno-sanitize-recover=all
      .build/kernels/sanitized
      ;;
    valgrind)
      command -v valgrind >/dev/null || { echo "valgrind is missing (Debian, Ubuntu: apt-get install valgrind)" >&2; exit 1; }
      # It reads DWARF up to version 4.
      build_kernels plain -gdwarf-4
      valgrind --quiet --error-exitcode=1 .build/kernels/plain
      ;;
    *)
      echo "no such kind: $kind" >&2
      exit 64
      ;;
  esac
done

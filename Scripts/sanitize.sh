#!/usr/bin/env bash
# Runs the kernels in C under the sanitizers of clang for addresses and undefined behaviour, which end at the first fault:
# every kernel with every remainder of sizes, in memory that ends where the matrix ends.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p .build/kernels
tools=$(dirname "$(readlink -f "$(command -v swiftc)")")
compiler=$(PATH=$tools:$PATH command -v clang)
"$compiler" -g -O1 -std=gnu17 -fsanitize=address,undefined -fno-sanitize-recover=all -ISources/CKernels/include \
  Sources/CKernels/*/*.c Tests/Sanitizers/kernels.c -lm -o .build/kernels/sanitized
.build/kernels/sanitized

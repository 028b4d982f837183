#!/usr/bin/env bash
# Runs tests under sanitizers: Scripts/sanitize.sh [address|thread|undefined|kernels|valgrind]...; all of them without a name.
#
#   address    uses of memory out of bounds, after it was freed, and leaks: FALinalg, FAMatrixIO and the kernels
#   thread     races: what runs on several threads
#   undefined  undefined behaviour of the C sources, each of which ends the test
#   kernels    the kernels alone, in half a minute: both of the above
#   valgrind   the kernels, compiled code as it is
#
# Known reports of other libraries are suppressed by name, with the reason, in Tests/Sanitizers. FILTER=REGEX runs some tests.
set -euo pipefail
cd "$(dirname "$0")/.."

suppressions=$PWD/Tests/Sanitizers
[ $# -gt 0 ] || set -- kernels address thread undefined valgrind

for kind in "$@"; do
  echo "=== $kind"
  case $kind in
    address)
      ASAN_OPTIONS=detect_leaks=${LEAKS:-0}:allocator_may_return_null=1 \
        LSAN_OPTIONS=suppressions=$suppressions/address.supp:print_suppressions=0 \
        swift test --sanitize address --scratch-path .build/address \
        --filter "${FILTER:-CKernelsTests|FALinalgTests|FAMatrixIOTests}"
      ;;
    thread)
      TSAN_OPTIONS=suppressions=$suppressions/thread.supp:halt_on_error=1:ignore_noninstrumented_modules=1 \
        swift test --sanitize thread --scratch-path .build/thread \
        --filter "${FILTER:-ConcurrencyTests|BLASTests|GramTests|SparseProductTests|SweepTests|FeedbackLimitDistributionTests}"
      ;;
    undefined)
      # Traps need no runtime library. A function is called by the type that it has: Swift cannot know of attributes.
      swift test --scratch-path .build/undefined -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined \
        --filter "${FILTER:-CKernelsTests|FALinalgTests}"
      ;;
    kernels)
      mkdir -p .build/kernels
      compiler=$(dirname "$(readlink -f "$(command -v swiftc)")")/clang
      "$compiler" -g -O1 -std=gnu17 -fsanitize=address,undefined -fno-sanitize-recover=all -ISources/CKernels/include \
        Sources/CKernels/*/*.c Tests/Sanitizers/kernels.c -lm -o .build/kernels/sanitized
      .build/kernels/sanitized
      ;;
    valgrind)
      command -v valgrind >/dev/null || { echo "valgrind is missing (Debian, Ubuntu: apt-get install valgrind)" >&2; exit 1; }
      swift build -c release --build-tests -Xswiftc -enable-testing
      bundle=$(swift build -c release --show-bin-path)/fa-toolkitPackageTests.xctest
      # Kernels for AVX-512 are unknown to valgrind; OpenBLAS is told to do without as well.
      OPENBLAS_CORETYPE=Haswell OPENBLAS_NUM_THREADS=1 valgrind --error-exitcode=1 --quiet \
        "$bundle" --testing-library swift-testing --filter "${FILTER:-CKernelsTests}"
      ;;
    *)
      echo "no such sanitizer: $kind" >&2
      exit 64
      ;;
  esac
done

#!/usr/bin/env bash
# Prints the share of lines of each module that the unoptimised tests run, and the files of which they run least:
# Scripts/coverage.sh [FILTER]. What the tests start as programs counts as well. Tests that fail are left to others:
# some count allocations, of which unoptimised code has more.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$(dirname "$(readlink -f "$(command -v swiftc)")")
build=(--enable-code-coverage --scratch-path .build/coverage)
swift build --build-tests "${build[@]}"
place=$(swift build "${build[@]}" --show-bin-path)
profiles=$place/profiles
rm -rf "$profiles"
# One file for each program, into which all of its runs are added up.
LLVM_PROFILE_FILE=$profiles/%m.profraw "$place/fa-toolkitPackageTests.xctest" --testing-library swift-testing \
  ${1:+--filter "$1"} >"$place/tests.log" 2>&1 || echo "Some tests failed: $place/tests.log"
"$tools/llvm-profdata" merge -o "$profiles/all.profdata" "$profiles"/*.profraw
"$tools/llvm-cov" export -summary-only -instr-profile "$profiles/all.profdata" \
  "$place/fa-toolkitPackageTests.xctest" >"$profiles/all.json"
python3 .ci/coverage.py "$profiles/all.json"

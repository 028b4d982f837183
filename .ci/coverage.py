#!/usr/bin/env python3
"""Prints which share of the lines of each module the last tests with coverage have run, and the files below nine tenths.

    swift test --enable-code-coverage ...
    python3 .ci/coverage.py "$(swift test --show-codecov-path)" [MODULE[=PERCENT] ...]

Ends in status 1 if a module is below its share.
"""

import collections
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]


def main(path, *modules):
    least = dict(module.partition("=")[::2] for module in modules)
    lines = collections.defaultdict(lambda: [0, 0])
    low = []
    for file in json.loads(pathlib.Path(path).read_text())["data"][0]["files"]:
        try:
            parts = pathlib.Path(file["filename"]).relative_to(ROOT / "Sources").parts
        except ValueError:
            continue
        if least and parts[0] not in least:
            continue
        found = file["summary"]["lines"]
        lines[parts[0]][0] += found["covered"]
        lines[parts[0]][1] += found["count"]
        if found["percent"] < 90:
            low.append((found["percent"], "/".join(parts)))
    is_low = False
    for module, (covered, count) in sorted(lines.items()):
        share = 100 * covered / count
        is_low |= share < float(least.get(module) or 0)
        print(f"{module}: {share:.1f} % of {count} lines")
    for percent, name in sorted(low):
        print(f"  {percent:5.1f} %  {name}")
    return 1 if is_low else 0


sys.exit(main(*sys.argv[1:]))

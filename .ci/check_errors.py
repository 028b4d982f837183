#!/usr/bin/env python3
"""Checks that each case of every public error is named by a test."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENUM = re.compile(r"^public enum (\w+): (?:\w+, )*Error\b[^{]*\{(.*?)^\}", re.M | re.S)


def text(folder):
    return "\n".join(file.read_text() for file in sorted((ROOT / folder).rglob("*.swift")))


def main():
    tests = text("Tests")
    cases = [(name, case) for name, body in ENUM.findall(text("Sources")) for case in re.findall(r"^  case (\w+)", body, re.M)]
    missing = [f"{name}.{case}" for name, case in cases if not re.search(rf"\.{case}\b", tests)]
    for case in missing:
        print(f"no test names {case}")
    print(f"{len(cases)} cases of public errors")
    return 1 if missing else 0


sys.exit(main())

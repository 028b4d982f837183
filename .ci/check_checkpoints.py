#!/usr/bin/env python3
"""Checks that a comparison which is killed again and again ends with the bits of one that nobody disturbs.

    python3 .ci/check_checkpoints.py .build/release/fa-bench [kills]
"""

import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = sys.argv[1]
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 10
RULES = ["gd", "fa", "fa-star", "weight-mirror"]


def command(folder):
    return [
        PROGRAM, "compare", "--synthetic", "300x200", "--spectrum", "power:0.5", "--rank", "5", "--rules", ",".join(RULES),
        "--max-steps", "6000", "--tolerance", "0", "--method", "dense", "--checkpoints", str(folder / "checkpoints"),
        "--checkpoint-steps", "500", "--save-factors", str(folder / "factors"), "--output", str(folder / "result.json"),
    ]  # fmt: skip


def factors(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / "factors").iterdir())}


def main():
    random.seed(7)
    with tempfile.TemporaryDirectory() as place:
        undisturbed, killed = (pathlib.Path(place) / name for name in ["undisturbed", "killed"])
        for folder in (undisturbed, killed):
            folder.mkdir()
        start = time.monotonic()
        subprocess.run(command(undisturbed), check=True)
        duration = time.monotonic() - start
        codes = {}
        for _ in range(KILLS):
            process = subprocess.Popen(command(killed), stderr=subprocess.DEVNULL)
            try:
                # On average all kills together fall into the time that the comparison takes.
                process.wait(random.uniform(0, 1.8 * duration / (KILLS + 1)))
            except subprocess.TimeoutExpired:
                process.send_signal(random.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
            code = process.wait()
            codes[code] = codes.get(code, 0) + 1
            left = sorted(path.name for path in killed.rglob(".fa-*"))
            assert not left, f"temporary files are left: {left}"
        subprocess.run(command(killed), check=True)
        expected = factors(undisturbed)
        assert len(expected) == 2 * len(RULES) or expected, "no factors were saved"
        assert factors(killed) == expected, "the factors differ"
        print(f"{duration:.1f} s undisturbed; {KILLS} signals, ends {codes}; same bits in {len(expected)} files")


main()

#!/usr/bin/env python3
"""Checks that a sweep which is killed again and again ends as one that nobody disturbs.

    python3 .ci/check_sweep.py .build/release/fa-bench [cells] [kills]
"""

import json
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = sys.argv[1]
CELLS = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 10


def command(results):
    seeds = CELLS // 8
    return [
        PROGRAM, "sweep", "--results", str(results), "--synthetic", "60x50",
        "--spectrum", "power:1", "--spectrum", "exponential:0.9", "--ranks", "3,6",
        "--rules", "gd,fa", "--seeds", f"0-{seeds - 1}", "--max-steps", "2000", "--tolerance", "0",
        "--format", "json",
    ]  # fmt: skip


def found(results):
    """The rows by cell, without what varies from run to run."""
    text = results.read_text()
    assert text.endswith("\n"), "the last line is broken"
    rows = {}
    for line in text.splitlines():
        row = json.loads(line)
        assert row["cell"] not in rows, f"the cell {row['cell']} is there twice"
        rows[row["cell"]] = {k: v for k, v in row.items() if not k.endswith("Seconds")}
    return rows


def main():
    random.seed(6)
    with tempfile.TemporaryDirectory() as folder:
        undisturbed, killed = (pathlib.Path(folder) / n for n in ["undisturbed", "killed"])
        start = time.monotonic()
        subprocess.run(command(undisturbed), check=True, stdout=subprocess.DEVNULL)
        duration = time.monotonic() - start
        torn = 0
        for _ in range(KILLS):
            process = subprocess.Popen(command(killed), stdout=subprocess.DEVNULL)
            try:
                # On average all kills together fall into the time that the sweep takes.
                process.wait(random.uniform(0, 1.8 * duration / (KILLS + 1)))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
            code = process.wait()
            text = killed.read_text() if killed.exists() else ""
            print(f"ended with {code} at {text.count(chr(10))} lines")
            torn += not text.endswith("\n")
        subprocess.run(command(killed), check=True, stdout=subprocess.DEVNULL)
        first, second = found(undisturbed), found(killed)
        assert len(first) == CELLS, f"{len(first)} cells, not {CELLS}"
        assert first == second, "the results differ"
        print(f"{CELLS} cells in {duration:.1f} s; {KILLS} kills, {torn} torn lines; same results")


main()

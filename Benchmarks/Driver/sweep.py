"""A thousand small problems: our sweep as a whole process, a loop in NumPy and a batch in PyTorch."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from .measure import summarise
from .programs import PEERS, environment
from .training import FA_BENCH, check, run

CELLS = 1000
STEPS = 5000
# How many problems the peers take, for how many steps; each problem is two cells.
PEERS_PART = {"NumPy": (2, 500), "PyTorch": (20, 500)}


def sweep(threads, repetitions):
    """A result like that of `measure`. Peers work on a part, and their times are multiplied by what is missing."""
    result = {"name": f"{CELLS} runs of {STEPS} steps, GD and FA, 200 x 200, r = 5", "group": "Sweep",
              "programs": {name: {"seconds": [], "peakBytes": 0} for name in ("FALinalg", *PEERS_PART)}}
    programs = result["programs"]
    for name, (problems, steps) in PEERS_PART.items():
        programs[name]["setting"] = f"{2 * problems} runs of {steps} steps, scaled"
    expected = None
    for repetition in range(repetitions):
        names = list(programs)
        for name in names if repetition % 2 == 0 else reversed(names):
            entry = programs[name]
            if "failure" in entry:
                continue
            try:
                if name == "FALinalg":
                    seconds, peak = run_ours(threads)
                else:
                    seconds, peak, errors = run_peer(name, threads)
                    # The first problems are the same for all.
                    if expected is None:
                        expected = errors[:2]
                    check(errors[:2], expected)
                entry["seconds"].append(seconds)
                entry["peakBytes"] = max(entry["peakBytes"], peak)
            except (subprocess.SubprocessError, OSError, ValueError, KeyError) as failure:
                entry["failure"] = f"{type(failure).__name__}: {failure}"
                del entry["seconds"]
    summarise(result)
    return result


def run_ours(threads):
    """The sweep from the command to its summary; each run must end where it must: GD at the optimum, FA at its limit."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.jsonl"
        command = [str(FA_BENCH), "sweep", "--results", str(results), "--synthetic", "200x200", "--spectrum", "power:1",
                   "--ranks", "5", "--rules", "gd,fa", "--seeds", f"0-{CELLS // 2 - 1}", "--max-steps", str(STEPS),
                   "--tolerance", "0", "--jobs", str(threads), "--format", "json"]
        seconds, peak, _ = run(command, environment(1, True))
        cells = [json.loads(line) for line in results.read_text().splitlines()]
    cells = [cell for cell in cells if "rule" in cell]
    if len(cells) != CELLS:
        raise ValueError(f"{len(cells)} cells, not {CELLS}")
    ratios = [cell["error"] / (cell["optimumError"] if cell["rule"] == "gd" else cell["limitError"])
              for cell in cells]
    check(ratios, np.ones(CELLS))
    return seconds, peak


def run_peer(name, threads):
    problems, steps = PEERS_PART[name]
    script = PEERS / {"NumPy": "sweep_numpy.py", "PyTorch": "sweep_torch.py"}[name]
    seconds, peak, report = run([sys.executable, str(script), str(problems), str(steps)], environment(threads, False))
    whole = report["seconds"] * (CELLS / 2 / problems) * (STEPS / steps)
    return seconds - report["seconds"] + whole, peak, report["errors"]

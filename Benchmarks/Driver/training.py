"""Whole processes: the optimum and a training run by GD and one by FA, from a file to the result."""
import json
import subprocess
import sys

import numpy as np

from .measure import summarise
from .programs import BENCHMARKS, PEERS, environment

FA_BENCH = BENCHMARKS.parent / ".build" / "release" / "fa-bench"
STEPS = 5000
STEP_SIZE = 0.1


def training(size, rank, store, threads, repetitions, peer_steps, names):
    """A result like that of `measure`, with the largest memory of each process. Peers take few steps, and the time of
    a step is multiplied by what is missing."""
    inputs = [f"power:1 {size}x{size}", f"start-z {size}x{rank}", f"start-w {rank}x{size}", f"feedback {rank}x{size}"]
    paths = [str(store.path(name)) for name in inputs]
    result = {"name": f"optimum, {STEPS} steps of GD and of FA, {size} x {size}, r = {rank}", "group": "Whole process",
              "programs": {name: {} for name in names}}
    expected = run_ours(paths, rank, peer_steps, threads)
    for name in names:
        entry = result["programs"][name]
        entry["seconds"], entry["peakBytes"] = [], 0
        if name != "FALinalg":
            entry["setting"] = f"{peer_steps} steps, scaled to {STEPS}"
    for repetition in range(repetitions):
        for name in names if repetition % 2 == 0 else reversed(names):
            entry = result["programs"][name]
            if "failure" in entry:
                continue
            try:
                if name == "FALinalg":
                    run = run_ours(paths, rank, STEPS, threads)
                else:
                    run = run_peer(name, paths, peer_steps, threads)
                    check(run["errors"], expected["errors"])
                entry["seconds"].append(run["seconds"])
                entry["peakBytes"] = max(entry["peakBytes"], run["peakBytes"])
            except (subprocess.SubprocessError, OSError, ValueError, KeyError) as failure:
                entry["failure"] = f"{type(failure).__name__}: {failure}"
                del entry["seconds"]
    summarise(result)
    return result


def check(errors, expected):
    if not np.allclose(errors, expected, rtol=1e-8):
        raise ValueError(f"the errors {errors} differ from {expected}")


def run_ours(paths, rank, steps, threads):
    y, z, w, c = paths
    command = [str(FA_BENCH), "compare", "--input", y, "--rank", str(rank), "--rules", "gd,fa", "--step-size",
               str(STEP_SIZE), "--max-steps", str(steps), "--tolerance", "0", "--initial-z", z, "--initial-w", w,
               "--feedback", c, "--format", "json"]
    seconds, peak, report = run(command, environment(threads, True))
    errors = [report["optimum"]["error"]] + [run["error"] for run in report["runs"]]
    return {"seconds": seconds, "peakBytes": peak, "errors": errors}


def run_peer(name, paths, steps, threads, whole=STEPS):
    script = PEERS / {"NumPy": "train_numpy.py", "PyTorch": "train_torch.py"}[name]
    command = [sys.executable, str(script), *paths, str(STEP_SIZE), str(steps)]
    seconds, peak, report = run(command, environment(threads, False))
    for rule in ("gd", "fa"):
        seconds += report[rule]["seconds"] * (whole / steps - 1)
    errors = [report["optimum"]] + [report[rule]["error"] for rule in ("gd", "fa")]
    return {"seconds": seconds, "peakBytes": peak, "errors": errors}


def run(command, environment):
    """The seconds from start to end of a process, the most memory it held, and the JSON that it printed."""
    launcher = [sys.executable, "-IS", str(BENCHMARKS / "Driver" / "launch.py"), *command]
    process = subprocess.run(launcher, capture_output=True, env=environment)
    lines = process.stderr.decode(errors="replace").strip().splitlines()
    if process.returncode != 0:
        raise ValueError(lines[-2] if len(lines) > 1 else f"exit status {process.returncode}")
    usage = json.loads(lines[-1])
    scale = 1 if sys.platform == "darwin" else 1024
    return usage["seconds"], usage["peak"] * scale, json.loads(process.stdout)

#!/usr/bin/env python3
"""Holds fa-bench under mpirun against fa-bench alone.

    Scripts/test_mpi.py PROGRAM [PROCESSES ...]

Compares errors, limits and singular values on dense, streamed, rank-deficient, sparse and drawn targets, then a
run that goes on with another number of processes, a sweep, and what happens when a process is killed or an input is missing.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy
import scipy.io
import scipy.sparse

MPIRUN = ["mpirun", "--allow-run-as-root", "--oversubscribe"]


def run(program, count, *words):
    """The outcome of a command, alone or on so many processes."""
    launcher = [*MPIRUN, "-n", str(count)] if count else []
    return subprocess.run([*launcher, program, *map(str, words)], capture_output=True, text=True, timeout=300)


def result(*arguments):
    outcome = run(*arguments, "--format", "json")
    if outcome.returncode != 0:
        sys.exit(f"{arguments} ended with {outcome.returncode}:\n{outcome.stderr}")
    return json.loads(outcome.stdout)


def figures(found):
    """What must not depend on the number of processes."""
    runs = [run["error"] for run in found["runs"]]
    return numpy.array([*runs, found["optimum"]["error"], found["feedbackLimit"]["error"], *found["optimum"]["singularValues"]])


def targets(directory):
    random = numpy.random.default_rng(1)
    # Rows that 2, 3 and 4 processes cannot share evenly.
    gaussian = random.standard_normal((61, 43))
    left, right = numpy.linalg.qr(random.standard_normal((61, 43)))[0], numpy.linalg.qr(random.standard_normal((43, 43)))[0]
    numpy.save(directory / "gaussian.npy", gaussian)
    numpy.save(directory / "power.npy", numpy.asfortranarray(left / numpy.arange(1, 44) @ right.T))
    numpy.save(directory / "deficient.npy", left[:, :3] * [3, 2, 1] @ right[:, :3].T)
    numpy.save(directory / "short.npy", gaussian[:2].astype(numpy.float32))
    sparse = scipy.sparse.random(301, 203, 0.05, format="csr", random_state=2)
    scipy.sparse.save_npz(directory / "sparse.npz", sparse)
    scipy.sparse.save_npz(directory / "columns.npz", sparse.tocsc())
    scipy.io.mmwrite(directory / "sparse.mtx", sparse)
    numpy.savetxt(directory / "gaussian.csv", gaussian, delimiter=",")
    files = [("gaussian.npy", 5), ("power.npy", 5), ("deficient.npy", 2), ("short.npy", 1), ("gaussian.csv", 3),
             ("sparse.npz", 4), ("columns.npz", 4), ("sparse.mtx", 4)]
    drawn = ["--synthetic", "61x43", "--spectrum", "power:1", "--rank", 4]
    return [(name, ["--input", directory / name, "--rank", rank]) for name, rank in files] + [("synthetic", drawn)]


def compare(program, counts, directory):
    for name, target in targets(directory):
        for streamed in [False, True] if name.endswith(".npy") else [False]:
            words = ["compare", *target, "--max-steps", 300]
            alone = result(program, 0, *words)
            for count in counts:
                together = result(program, count, *words, *(["--streamed"] if streamed else []))
                difference = abs(figures(alone) - figures(together)).max() / alone["problem"]["frobeniusNorm"]
                if not difference <= 1e-10:
                    sys.exit(f"{name} on {count} processes, streamed: {streamed}: off by {difference} of ||Y||")
                print(f"{name:14} {count} processes {'streamed ' if streamed else ''}off by {difference:.1e} of ||Y||")


def checkpoints(program, counts, directory):
    """A run that goes on with another number of processes ends as one that was never interrupted."""
    words = ["compare", "--input", directory / "gaussian.npy", "--rank", 5, "--rules", "gd,fa", "--method", "dense", "--tolerance", 0]
    alone = result(program, 0, *words, "--max-steps", 400)
    kept = ["--checkpoints", directory / "checkpoints", "--checkpoint-steps", 50]
    result(program, counts[0], *words, *kept, "--max-steps", 200)
    together = result(program, counts[-1] + 1, *words, *kept, "--max-steps", 400)
    difference = abs(figures(alone) - figures(together)).max() / alone["problem"]["frobeniusNorm"]
    assert [run["steps"] for run in together["runs"]] == [400, 400] and difference <= 1e-10, difference
    print(f"a checkpoint of {counts[0]} processes goes on with {counts[-1] + 1}, off by {difference:.1e} of ||Y||")


def sweep(program, counts, directory):
    words = ["--synthetic", "40x30", "--spectrum", "power:1", "--ranks", "2,3", "--rules", "gd,fa", "--seeds", "0-5"]

    def cells(path):
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        return {line["cell"]: line["error"] for line in lines}, len(lines)

    expected = None
    for count in [0, *counts]:
        path = directory / f"sweep-{count}.jsonl"
        outcome = run(program, count, "sweep", "--results", path, *words)
        assert outcome.returncode == 0, outcome.stderr
        found, lines = cells(path)
        assert lines == len(found) == 24, f"{lines} lines on {count} processes"
        expected = expected or found
        assert found.keys() == expected.keys()
        assert all(abs(found[cell] - expected[cell]) <= 1e-10 for cell in found)
    # What is lost with a killed job is run again.
    kept = path.read_text().splitlines(keepends=True)[:7]
    path.write_text("".join(kept))
    assert run(program, counts[-1], "sweep", "--results", path, *words).returncode == 0
    assert cells(path)[1] == 24
    print("a sweep has each cell once, and goes on")


def doctor(program):
    outcome = run(program, 2, "doctor", "--format", "json")
    assert outcome.returncode == 0, outcome.stderr
    found = {check["name"]: check["found"] for check in json.loads(outcome.stdout)["checks"]}
    print("doctor:", found["processes"])


def failures(program, directory):
    missing = run(program, 2, "compare", "--input", directory / "none.npy", "--rank", 2)
    assert missing.returncode == 66 and missing.stderr.count("does not exist") == 1, missing
    misspelt = run(program, 2, "compare", "--inptu", "y.npy")
    assert misspelt.returncode == 64 and misspelt.stderr.count("Unknown option") == 1, misspelt
    # A run that takes far longer than it may live, and the death of a process that is not the first.
    path = directory / "long.npy"
    numpy.save(path, numpy.random.default_rng(3).standard_normal((700, 600)))
    job = subprocess.Popen(
        [*MPIRUN, "-n", "2", program, "compare", "--input", path, "--rank", "5", "--rules", "gd", "--method", "dense",
         "--max-steps", "100000000", "--tolerance", "0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    victim = None
    while victim is None:
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "environ").read_bytes().split(b"\0")
                parents = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, ValueError):
                continue
            if b"OMPI_COMM_WORLD_RANK=1" in words and parents == job.pid:
                victim = int(process.name)
        assert job.poll() is None, "the job ended by itself"
        time.sleep(0.1)
    started = time.monotonic()
    os.kill(victim, signal.SIGKILL)
    code = job.wait(timeout=60)
    assert code != 0
    print(f"a killed process ends the job with {code}, {time.monotonic() - started:.1f} s later")


if __name__ == "__main__":
    program, counts = str(Path(sys.argv[1]).resolve()), [int(word) for word in sys.argv[2:]] or [1, 2, 3, 4]
    with tempfile.TemporaryDirectory() as name:
        compare(program, counts, Path(name))
        checkpoints(program, counts, Path(name))
        sweep(program, counts, Path(name))
        failures(program, Path(name))
        doctor(program)

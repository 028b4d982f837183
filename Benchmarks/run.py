#!/usr/bin/env python3
"""Measures the toolkit beside what people use instead, and writes Benchmarks/Results.

Makes a virtual environment with the pinned peers at first. Needs the release builds of `bench` and `fa-bench`:
`make bench` and `make bench-quick` see to that.
"""
import argparse
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"


def enter_virtual_environment():
    """Makes sure of the peers and goes on under the environment's own Python. One that cannot be installed is left
    out."""
    if not PYTHON.exists():
        print("Making Benchmarks/.venv", file=sys.stderr)
        venv.create(VENV, with_pip=True)
    stamp, wanted = VENV / "installed.txt", (HERE / "Peers" / "requirements.txt").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        for requirement in wanted.split():
            print(f"Installing {requirement}", file=sys.stderr)
            subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement])
        stamp.write_text(wanted)
    if subprocess.run([PYTHON, "-c", "import numpy"], capture_output=True).returncode != 0:
        sys.exit("NumPy could not be installed, so nothing can be compared with it.")
    if Path(sys.prefix) != VENV:
        os.execv(PYTHON, [str(PYTHON), *sys.argv])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and smaller cases, in under five minutes")
    parser.add_argument("--filter", default="", help="only cases whose group and name contain this; no file is written")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="for every program")
    parser.add_argument("--pairs", type=Path, help="what `bench pairs --output` wrote, to be included")
    arguments = parser.parse_args()
    enter_virtual_environment()

    from Driver.cases import Store, cases
    from Driver.measure import measure
    from Driver.programs import COMMANDS, Failure, Program
    from Driver.growth import draw, growth
    from Driver.reduced import reduced
    from Driver.report import describe_machine, page, tables
    from Driver.roofline import roofline
    from Driver.sweep import sweep
    from Driver.training import training

    threads, quick = arguments.threads, arguments.quick
    os.environ["OPENBLAS_NUM_THREADS"] = str(threads)
    machine = describe_machine(threads)
    store = Store(HERE / ".build" / "data")
    programs = {name: Program(name, threads) for name in COMMANDS}
    # Repetitions, the least seconds of each, and the seconds for which to look for a setting that is right.
    effort = (5, 0.02, 5) if quick else (5, 0.1, 20)
    # The whole processes by size, with the steps that a peer takes and the repetitions.
    sizes = ((500, 100, 5), (1000, 20, 5)) if quick else ((500, 500, 5), (2000, 50, 5), (8000, 3, 5))
    results = []

    def keep(result):
        results.append(result)
        print(list(tables([result]))[-1], flush=True)

    for case in cases(quick):
        if arguments.filter in f"{case.group} {case.name}":
            keep(measure(case, programs, store, *effort))
    for name in ("FALinalg", "NumPy", "SciPy", "PyTorch"):
        try:
            machine[f"BLAS of {name}"] = programs[name].ask(describe=True)["libraries"]
        except Failure as failure:
            machine[f"BLAS of {name}"] = str(failure)
    for program in programs.values():
        program.close()
    for size, peer_steps, rounds in sizes:
        if arguments.filter in f"Whole process {size}":
            keep(training(size, 10, store, threads, rounds, peer_steps, ["FALinalg", "NumPy", "PyTorch"]))
    if arguments.filter in "Sweep":
        keep(sweep(threads, 1 if quick else 5))
    if arguments.filter:
        return
    grown = growth(store, threads, quick)

    frozen = subprocess.run([PYTHON, "-m", "pip", "freeze"], capture_output=True, text=True).stdout.split()
    machine["peers"] = [line for line in frozen if line.split("==")[0] in ("numpy", "scipy", "scikit-learn", "torch", "primme")]
    pairs = json.loads(arguments.pairs.read_text()) if arguments.pairs and arguments.pairs.exists() else []
    document = {"quick": quick, "environment": machine, "results": results, "pairs": pairs, "growth": grown,
                "roofline": roofline(results, pairs), "reduced": reduced(store, quick)}
    folder = HERE / "Results"
    folder.mkdir(exist_ok=True)
    name = "quick" if quick else "latest"
    (folder / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n")
    document["picture"] = f"{name}-growth.svg" if draw(grown, folder / f"{name}-growth.svg") else None
    (folder / f"{name}.md").write_text("\n".join(page(document)) + "\n")
    print(f"\nWritten: Benchmarks/Results/{name}.md and {name}.json")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Fuzzes everything that reads files, each format for its share of so many seconds.

usage: Tests/Fuzz/run.py FUZZ SECONDS [FORMAT ...]

FUZZ is the built program. Seeds are the fixtures of the tests; what was learnt stays in .build/fuzz-corpus, so that the next
run goes on from there. What fails is kept in .build/fuzz-findings and ends in status 1: mend its kind, and put it into
Tests/FAMatrixIOTests/Fixtures/findings, where a test reads it from then on.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = [ROOT / "Tests/FAMatrixIOTests/Fixtures", ROOT / "Tests/FABenchTests/Fixtures"]
CORPUS = ROOT / ".build/fuzz-corpus"
FINDINGS = ROOT / ".build/fuzz-findings"
FORMATS = "npy npz archive mtx csv gz result sweep grid checkpoint".split()
# Formats with the dictionaries of others.
WORDS = {"npz": "npy", "archive": "npy", "gz": "csv", "sweep": "result"}
LARGEST = 1 << 12  # Longer seeds make every execution slow.
NAMES = "arr_0 data indices indptr shape format row col offsets a".split()  # Those of FuzzArchive.

GRID = b"synthetic: 20x10\nspectrum: [power:1, 'values:3,2']\nranks: [1, 2]\nrules: [gd, fa]\nseeds: 0-9\n"


def files(*endings):
    for place in FIXTURES:
        for path in sorted(place.rglob("*")):
            if path.is_file() and path.name.endswith(endings) and path.stat().st_size <= LARGEST:
                yield path.read_bytes()


def archives():
    for place in FIXTURES:
        for path in sorted(place.rglob("*.npz")):
            try:
                with zipfile.ZipFile(path) as archive:
                    seed = b""
                    for name in archive.namelist():
                        content = archive.read(name)[:65535]
                        key = name.removesuffix(".npy")
                        index = NAMES.index(key) if key in NAMES else 9
                        seed += bytes([index]) + len(content).to_bytes(2, "little") + content
                    yield seed
            except (zipfile.BadZipFile, NotImplementedError, EOFError):
                pass


def results():
    """The JSON of small runs, from the program if it is built."""
    program = ROOT / ".build/release/fa-bench"
    if not program.exists():
        return
    small = ["--synthetic", "4x3", "--spectrum", "power:1"]
    for words in (
        ["compare", *small, "--rank", "1", "--max-steps", "5"],
        ["svd", *small, "--rank", "1"],
        ["limits", *small, "--ranks", "1", "--draws", "3"],
    ):
        done = subprocess.run([program, *words, "--format", "json"], capture_output=True)
        if done.returncode == 0:
            yield done.stdout


def sweeps():
    program = ROOT / ".build/release/fa-bench"
    if not program.exists():
        return
    lines = CORPUS / "seed.jsonl"
    lines.unlink(missing_ok=True)
    words = ["--synthetic", "4x3", "--spectrum", "power:1", "--ranks", "1", "--max-steps", "5"]
    subprocess.run([program, "sweep", "--results", lines, *words], capture_output=True, check=True)
    yield lines.read_bytes()
    lines.unlink()


def checkpoints(fuzz):
    path = CORPUS / "seed.checkpoint"
    subprocess.run([fuzz], check=True, env=os.environ | {"FA_FUZZ_FORMAT": "checkpoint", "FA_FUZZ_SEED": str(path)})
    yield path.read_bytes()
    path.unlink()


def seeds(fuzz, format):
    match format:
        case "npy" | "npz" | "mtx":
            yield from files("." + format)
        case "csv":
            yield from files(".csv", ".tsv", ".txt")
        case "gz":
            yield from files(".gz")
        case "archive":
            yield from archives()
        case "result":
            yield from results()
        case "sweep":
            yield from sweeps()
        case "grid":
            yield GRID
        case "checkpoint":
            yield from checkpoints(fuzz)


def main(fuzz, seconds, *formats):
    formats = formats or FORMATS
    FINDINGS.mkdir(parents=True, exist_ok=True)
    total, failed = 0, []
    for format in formats:
        corpus = CORPUS / format
        corpus.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds(fuzz, format)):
            (corpus / f"seed-{number}").write_bytes(seed)
        command = [
            fuzz, corpus, f"-max_total_time={max(1, int(seconds) // len(formats))}", "-timeout=20",
            "-rss_limit_mb=3000", "-print_final_stats=1", f"-artifact_prefix={FINDINGS}/{format}-",
        ]
        dictionary = ROOT / f"Tests/Fuzz/Dictionaries/{WORDS.get(format, format)}.dict"
        if dictionary.exists():
            command.append(f"-dict={dictionary}")
        with tempfile.TemporaryDirectory(dir="/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None) as place:
            environment = os.environ | {"FA_FUZZ_FORMAT": format, "TMPDIR": place, "OPENBLAS_NUM_THREADS": "1"}
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", env=environment)
        runs = int((re.findall(r"stat::number_of_executed_units:\s*(\d+)", done.stderr) or ["0"])[0])
        covered = (re.findall(r"cov: (\d+)", done.stderr) or ["0"])[-1]
        total += runs
        print(f"{format:>10}: {runs:>10} executions, {covered:>6} edges", flush=True)
        if done.returncode != 0:
            failed.append(format)
            print(done.stderr[-4000:])
    print(f"{total} executions in all")
    if failed:
        print(f"failed: {', '.join(failed)}; the inputs are in {FINDINGS.relative_to(ROOT)}")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))

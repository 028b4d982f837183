#!/usr/bin/env python3
"""Plants small faults one at a time, and tells which no test notices.

usage: Tests/Mutants/run.py [--list] [--sample COUNT] [--seed SEED] [--only REGEX] [--jobs COUNT] [--quick] [--build-only]

mutants.tsv has a file, a line of it and what takes its place, separated by tabs; a fourth field says of a fault why no
result changes by it, so that it is not planted. All others are built at once into a copy of the
working tree (.build/mutants), each behind a switch (see schemata.py), and then planted in turn by FA_MUTANT: the tests that
should notice are run, the likeliest first and in the end all of its module, until one fails. A line that is gone from its
file, and a fault that does not compile, are told at the end. Status 1 tells of survivors.
"""

import argparse
import concurrent.futures
import functools
import os
import pathlib
import random
import re
import selectors
import shutil
import signal
import subprocess
import sys
import time

from schemata import planted

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = ROOT / "Tests/Mutants/mutants.tsv"
COPY = ROOT / ".build/mutants"
# To build the tests as they are used takes `swift test`; no test has this name.
BUILD = ["swift", "test", "-c", "release", "--disable-testable-imports", "--filter", "^$"]
BUNDLE = COPY / ".build/release/fa-toolkitPackageTests.xctest"
# The tests of a module, with those of the one above where they are what looks at it.
MODULES = {
    "CKernels": ["CKernelsTests", "FALinalgTests"],
    "FADistributed": ["FADistributedTests"],
    "FALinalg": ["FALinalgTests"],
    "FAMatrixIO": ["FAMatrixIOTests"],
    "FATrainers": ["FATrainersTests"],
    "Platform": ["FAMatrixIOTests"],
    "fa-bench": ["FABenchTests"],
}
FAILURE = re.compile(r"✘ Test |recorded an issue|Fatal error")
# What never ends, and what takes all memory, is noticed as well.
SECONDS = 600
BYTES = 12 << 30

C_SWITCH = "extern int fa_mutant;\n#define fa_is_mutant(number) (fa_mutant == (number))\n"
SWIFT_SWITCH = """
#include <stdbool.h>
extern int fa_mutant;
static inline bool fa_is_mutant(int number) { return fa_mutant == number; }
"""
PLANTING = """
#include <stdlib.h>
int fa_mutant = -1;
__attribute__((constructor)) static void plant(void) {
  const char *number = getenv("FA_MUTANT");
  if (number) fa_mutant = atoi(number);
}
"""


def working_tree():
    """All files of the working tree, as they are now."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(words, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return {name: (ROOT / name).read_bytes() for name in names if (ROOT / name).is_file()}


def read(tree):
    """All faults by the number of their line in the list: file, place, line, and what takes its place; no place unless
    there is one such line."""
    faults = {}
    for number, fault in enumerate(LIST.read_text().splitlines(), start=1):
        path, old, new, *reason = fault.split("\t")
        if reason:
            continue
        lines = tree.get(path, b"").decode().splitlines()
        places = [place for place, line in enumerate(lines) if line.strip() == old]
        faults[number] = (path, places[0] if len(places) == 1 else None, old, new)
    return faults


def with_faults(path, text, faults):
    """The text of a file with its faults, and what switches them."""
    lines = text.splitlines()
    for number, (file, place, old, new) in faults.items():
        if file == path:
            indentation = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
            lines[place] = indentation + planted(number, old, new)
    text = "\n".join(lines) + "\n"
    if path.endswith("CPlatform.h"):
        return text.replace("#define FA_PLATFORM_H\n", "#define FA_PLATFORM_H\n" + SWIFT_SWITCH)
    if path.endswith("CPlatform.c"):
        return text + PLANTING
    if not path.endswith(".swift"):
        return C_SWITCH + text
    # Code that clients inline sees the switch by a public import. At the end it leaves the lines of errors as they are.
    text = re.sub(r"^(?:\w+ )?import Platform$", "", text, flags=re.MULTILINE)
    return text + "public import Platform\n"


def copy(tree, faults):
    """Makes the copy hold the tree with all faults, and touches nothing else: what is built of the rest stays so."""
    changed = {fault[0] for fault in faults.values()} | {
        name for name in tree if name.startswith("Sources/CPlatform/") and name.endswith((".c", ".h"))
    }
    for name, content in tree.items():
        if name in changed:
            content = with_faults(name, content.decode(), faults).encode()
        target = COPY / name
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            shutil.copymode(ROOT / name, target)
    for folder in (COPY / "Sources", COPY / "Tests"):
        for old in folder.rglob("*"):
            if old.is_file() and str(old.relative_to(COPY)) not in tree:
                old.unlink()


def build(tree, faults):
    """Builds all faults; those that do not compile are taken out, and returned."""
    out = {}
    while True:
        copy(tree, faults)
        done = subprocess.run(BUILD, cwd=COPY, capture_output=True, text=True, errors="replace")
        if done.returncode == 0:
            return out
        wrong = set()
        for path, line in re.findall(r"(Sources/[^:\s]+):(\d+):\d+: error", done.stdout + done.stderr):
            shift = C_SWITCH.count("\n") if path.endswith((".h", ".c")) else 0
            wrong |= {n for n, fault in faults.items() if fault[:2] == (path, int(line) - 1 - shift)}
        if not wrong:
            sys.exit((done.stdout + done.stderr)[-6000:])
        print(f"{len(wrong)} do not compile: {sorted(wrong)}", flush=True)
        out |= {number: faults.pop(number) for number in wrong}


@functools.cache
def suites_of(tests):
    """Of each file of tests: its place, its text, and the names of its suites."""
    result = []
    for file in sorted((ROOT / "Tests" / tests).rglob("*.swift")):
        text = file.read_text()
        names = re.findall(r"^(?:@Suite.*? )?struct (\w+)", text, flags=re.MULTILINE)
        if "@Test" in text:
            result.append((file, text, names))
    return result


def suites(path):
    """Filters for the likeliest tests, those that name the type, unless too many do, and those of its topic; and for all of
    the module."""
    _, module, *folders, name = path.split("/")
    type = re.split(r"[+.]", name)[0]
    topics = [re.match(r"[A-Z]*[a-z]*", word)[0].rstrip("s") for word in (type, *folders[:1])]
    result = []
    for tests in MODULES[module]:
        files = suites_of(tests)
        naming = [file for file, text, _ in files if re.search(rf"\b{type}", text)]
        naming = naming if 3 * len(naming) <= len(files) else []
        about = [file for file, _, _ in files if folders and file.parent.name == folders[0]]
        about += [file for file, _, _ in files if any(topic and file.name.startswith(topic) for topic in topics)]
        for chosen in (naming, about):
            names = sorted(name for file, _, names in files for name in names if file in chosen)
            result += [f"{tests}\\.({'|'.join(names)})/"] if names else []
    return result, [f"{tests}\\." for tests in MODULES[module]]


def passes(filter, fault=None):
    """Whether the tests pass with the fault planted; the first failure ends them."""
    # More than one, so that a wrong number of them shows.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "2"} | ({} if fault is None else {"FA_MUTANT": str(fault)})
    words = ["prlimit", f"--as={BYTES}", BUNDLE, "--testing-library", "swift-testing", "--filter", filter]
    process = subprocess.Popen(
        words, cwd=COPY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, start_new_session=True
    )
    end = time.monotonic() + SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        rest = b""
        while time.monotonic() < end:
            if not selector.select(timeout=1):
                # A program that a test has left behind keeps the pipe open.
                if process.poll() is not None:
                    return process.returncode == 0
                continue
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                return process.wait() == 0
            rest = rest[-200:] + piece
            if FAILURE.search(rest.decode(errors="replace")):
                break
    # With the programs that the tests have started.
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return False


@functools.cache
def healthy(filter):
    """Whether the tests pass without a fault."""
    result = passes(filter)
    if not result:
        print(f"tests fail without a fault, and are left out: {filter}", flush=True)
    return result


def judge(number, path, is_quick):
    """What becomes of a fault, and after how many seconds."""
    began = time.monotonic()
    likely, all = suites(path)
    filters = likely if is_quick and likely else likely + all
    is_noticed = any(healthy(filter) and not passes(filter, number) for filter in filters)
    return "killed" if is_noticed else "survived", time.monotonic() - began


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--list", action="store_true", help="only check that each line still has its place")
    options.add_argument("--build-only", action="store_true", help="build all faults, and plant none")
    options.add_argument("--sample", type=int, help="only so many, drawn at random")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--only", default="", help="only those whose number:file matches")
    options.add_argument("--jobs", type=int, default=1, help="how many at once")
    options.add_argument("--quick", action="store_true", help="run no more than the likeliest tests")
    given = options.parse_args()
    tree = working_tree()
    faults = read(tree)
    counts = {}

    def tell(verdict, number, fault, seconds=0):
        counts[verdict] = counts.get(verdict, 0) + 1
        print(f"{verdict:>9} ({seconds:.0f} s) {number}: {fault[0]}: {fault[2]}  ->  {fault[3]}", flush=True)

    for number in [number for number, fault in faults.items() if fault[1] is None]:
        tell("gone", number, faults.pop(number))
    if given.list:
        print(f"{len(faults)} faults have their place")
        return 1 if counts else 0
    for number, fault in build(tree, faults).items():
        tell("not built", number, fault)
    if given.build_only:
        return 0
    chosen = [number for number, fault in faults.items() if re.search(given.only, f"{number}:{fault[0]}")]
    random.Random(given.seed).shuffle(chosen)
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        judged = {pool.submit(judge, number, faults[number][0], given.quick): number for number in chosen[: given.sample]}
        for done in concurrent.futures.as_completed(judged):
            verdict, seconds = done.result()
            tell(verdict, judged[done], faults[judged[done]], seconds)
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    return 1 if "survived" in counts else 0


if __name__ == "__main__":
    sys.exit(main())

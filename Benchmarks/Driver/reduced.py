"""Steps in reduced coordinates: what they take, the share of one core's peak, and how runs bear other threads and other
processes."""
import json
import os
import statistics
import subprocess
import tempfile
from contextlib import contextmanager

from .programs import BENCH, environment
from .training import FA_BENCH

# By rank, steps that take some tenths of a second.
STEPS = {5: 100_000, 8: 50_000, 10: 50_000, 20: 10_000, 40: 2000, 80: 800}
RULES = ("gd", "fa", "fa-star", "kolen-pollack", "scaled-gd")
# Sizes and ranks of whole runs with the usual number of threads, which must not be slower than with one.
RUNS = ((50, 1), (50, 10), (200, 5), (200, 40), (1000, 10), (1000, 40), (1000, 100), (2000, 10), (8000, 10))


def flops(rule, rank, dimension, size):
    """The operations of the products that a step of GD or FA needs, with the small ones and without the ledger; None for
    other rules."""
    if rule == "gd":
        return 8 * dimension * rank**2 if dimension else None
    p, q = min(size, 3 * rank), min(size, 2 * rank)
    return 2 * (p * q * rank + 2 * (p + q) * rank**2) if rule == "fa" else None


def compare(store, size, rank, rules, steps, threads=None):
    """The report of `fa-bench compare` on a target with singular values 1 / i, and the seconds of the process."""
    command = [str(FA_BENCH), "compare", "--input", str(store.path(f"power:1 {size}x{size}")), "--rank", str(rank),
               "--rules", rules, "--max-steps", str(steps), "--tolerance", "0", "--format", "json"]
    if threads:
        command += ["--threads", str(threads)]
    values = environment(threads or os.cpu_count(), True)
    if threads is None:
        # As people start it, who have chosen no number.
        values = {name: value for name, value in values.items() if not name.endswith("_NUM_THREADS")}
    with tempfile.TemporaryFile("w+") as output:
        before = os.times()
        subprocess.run(command, stdout=output, stderr=subprocess.DEVNULL, env=values, check=True)
        seconds = os.times().elapsed - before.elapsed
        output.seek(0)
        return json.load(output), seconds


def steps(store, quick):
    """Rows of microseconds a step on one thread, by rule, rank and the coordinates that were chosen: what twice as many steps
    take more, so that what is done once does not count."""
    for rank in (8, 40) if quick else STEPS:
        for rule in RULES:
            seconds = {}
            for count in (STEPS[rank], 2 * STEPS[rank]) * (1 if quick else 3):
                run = compare(store, 1000, rank, rule, count, 1)[0]["runs"][0]
                seconds[count] = min(run["trainingSeconds"], seconds.get(count, float("inf")))
            dimension = run["krylov"]["dimension"] if run["krylov"] else 1000 if run["method"] == "spectral" else None
            one, two = seconds.values()
            yield {"rule": rule, "rank": rank, "method": run["method"], "dimension": dimension,
                   "microseconds": 1e6 * (two - one) / STEPS[rank], "flops": flops(rule, rank, dimension, 1000)}


def threads(store, quick):
    """Rows of whole processes as people start them over ones with one thread."""
    for size, rank in RUNS[1:6:2] if quick else RUNS:
        pairs = []
        for _ in range(3 if quick else 5):
            pairs.append([compare(store, size, rank, "gd,fa", 500, count)[1] for count in (None, 1)])
        yield {"size": size, "rank": rank, "seconds": [statistics.median(column) for column in zip(*pairs)],
               "ratio": statistics.median(default / one for default, one in pairs)}


@contextmanager
def busy(count):
    """So many processes that do nothing, as fast as they can."""
    loops = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def loaded(store, quick):
    """Rows of whole processes beside one and two busy ones for each core, over one thread without them."""
    for rank, count in ((40, 1000),) if quick else ((10, 20_000), (40, 2000)):
        for rule in ("gd", "fa"):
            idle = compare(store, 1000, rank, rule, count, 1)[1]
            ratios = []
            for each in (1, 2):
                with busy(each * os.cpu_count()):
                    ratios.append(statistics.median(compare(store, 1000, rank, rule, count)[1] for _ in range(3)) / idle)
            yield {"rule": rule, "rank": rank, "steps": count, "idle": idle, "ratios": ratios}


def deep(quick):
    """Rows of microseconds a step of networks of four layers on a 20 x 20 target, by the widths of their layers."""
    for width in (20, 2000) if quick else (20, 200, 2000, 20_000):
        command = [str(FA_BENCH), "deep", "--synthetic", "20x20", "--spectrum", "power:1", "--widths",
                   ",".join([str(width)] * 3), "--width-free", "--steps", "20000", "--threads", "1", "--format", "json"]
        runs = [json.loads(subprocess.run(command, capture_output=True, env=environment(1, True), check=True).stdout)
                for _ in range(3 if quick else 7)]
        yield {"width": width, "microseconds": 1e6 * min(run["secondsPerStep"] for run in runs)}


def reduced(store, quick):
    peak = float(subprocess.run([BENCH, "peak"], capture_output=True, text=True, check=True).stdout)
    return {"corePeak": peak, "steps": list(steps(store, quick)), "threads": list(threads(store, quick)),
            "loaded": list(loaded(store, quick)), "deep": list(deep(quick))}


def shares(document):
    """Each row of steps whose operations are counted, with its share of one core's peak."""
    for row in document["reduced"]["steps"]:
        if row["flops"]:
            yield row["flops"] / (1e-6 * row["microseconds"] * document["reduced"]["corePeak"]), row


def lines(document):
    found, share = document["reduced"], {id(row): value for value, row in shares(document)}
    yield "\n## Steps in reduced coordinates\n"
    yield ("On one thread, 1000 x 1000, singular values 1 / i, with the test for the end and the ledger. The share of one "
           f"core's peak, {found['corePeak'] / 1e9:.1f} Gflop/s, counts 8 k r^2 operations for GD in k dimensions, and the "
           "small products of FA.\n")
    yield "| rule | r | coordinates | a step | share of the peak |"
    yield "|---|--:|---|--:|--:|"
    for row in found["steps"]:
        where = row["method"] + (f", {row['dimension']}" if row["dimension"] else "")
        part = f"{100 * share[id(row)]:.0f} %" if id(row) in share else ""
        yield f"| {row['rule']} | {row['rank']} | {where} | {row['microseconds']:.3g} us | {part} |"
    yield "\n500 steps of GD and of FA with the optimum, whole processes, with the usual number of threads and with one:\n"
    yield "| n | r | usual | one thread | ratio |"
    yield "|--:|--:|--:|--:|--:|"
    for row in found["threads"]:
        usual, one = row["seconds"]
        yield f"| {row['size']} | {row['rank']} | {usual:.3g} s | {one:.3g} s | {row['ratio']:.3f} |"
    yield "\nWhole processes as people start them, beside busy ones, over one thread of an idle machine:\n"
    yield "| rule | r | steps | idle | one busy process a core | two |"
    yield "|---|--:|--:|--:|--:|--:|"
    for row in found["loaded"]:
        one, two = row["ratios"]
        yield f"| {row['rule']} | {row['rank']} | {row['steps']} | {row['idle']:.3g} s | {one:.2f} | {two:.2f} |"
    yield "\nDirect feedback alignment in four layers on a 20 x 20 target, one thread, by the width of the layers:\n"
    yield "| widths | a step |"
    yield "|--:|--:|"
    for row in found.get("deep", []):
        yield f"| {row['width']} | {row['microseconds']:.3g} us |"

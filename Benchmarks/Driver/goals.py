"""The ratios that the project set itself, beside what a run reached: the worst row of each."""
import math
from collections import namedtuple

from . import reduced
from .roofline import size

FACTORIZATIONS = ("lu", "cholesky", "ldl", "qr", "pivoted qr", "lq", "svd", "singular values", "symmetric eigen", "eigen",
                  "schur")
PEERS = {"NumPy", "SciPy", "SciPy ARPACK", "SciPy PROPACK", "SciPy LOBPCG", "PRIMME", "scikit-learn", "PyTorch"}

# `figures` yields pairs of a figure and the row that it is from, of a document as in latest.json.
Goal = namedtuple("Goal", "text at_most limit figures")


def over_c(names, least_size=0):
    """Our time over that of the C call."""
    def figures(document):
        for pair in document["pairs"]:
            name, shape = pair["name"].split("/")[:2]
            if name in names and int(shape.split("x")[0]) >= least_size:
                yield pair["ratio"], pair["name"]
    return figures


def nanoseconds_over_c(document):
    for pair in document["pairs"]:
        if pair["name"].startswith("product/4x4x4/"):
            yield 1e9 * (pair["ours"] - pair["raw"]), pair["name"]


def peer_over_ours(group, peer, name="", sizes=range(0, 1 << 30)):
    """How many times as long a peer took."""
    def figures(document):
        for result in document["results"]:
            entry = result["programs"].get(peer, {})
            if result["group"] == group and name in result["name"] and "ratio" in entry:
                if group != "Dense" or size(result) in sizes:
                    yield entry["ratio"], result["name"]
    return figures


def best_peer_over_ours(document):
    for result in document["results"]:
        if result["group"] == "Truncated SVD":
            ratios = [(entry["ratio"], peer) for peer, entry in result["programs"].items() if peer in PEERS and "ratio" in entry]
            if ratios:
                ratio, peer = min(ratios)
                yield ratio, f"{result['name']}, {peer}"


def default_peer_over_ours(document):
    """The same with every peer as it is without options, as far as its answer was right to six digits."""
    for result in document["results"]:
        ratios = [(entry["default"]["ratio"], peer) for peer, entry in result["programs"].items()
                  if peer in PEERS and "default" in entry and entry["default"]["gap"] <= 1e-6]
        if ratios:
            ratio, peer = min(ratios)
            yield ratio, f"{result['name']}, {peer}"


def geometric_mean(figures):
    def mean(document):
        ratios = [ratio for ratio, _ in figures(document)]
        if ratios:
            yield math.exp(sum(map(math.log, ratios)) / len(ratios)), f"{len(ratios)} cases"
    return mean


def share_of_core(ranks):
    """The share of one core's peak that steps of GD and of FA reach in reduced coordinates."""
    def figures(document):
        for share, row in reduced.shares(document):
            if row["rank"] in ranks:
                yield share, f"{row['rule']}, r = {row['rank']}"
    return figures


def default_over_one_thread(document):
    for row in document["reduced"]["threads"]:
        yield row["ratio"], f"{row['size']} x {row['size']}, r = {row['rank']}"


def beside_busy(document):
    """Beside one busy process a core: the time over that of one thread of an idle machine."""
    for row in document["reduced"]["loaded"]:
        yield row["ratios"][0], f"{row['rule']}, r = {row['rank']}"


GOALS = [
    Goal("product from 64 x 64 on, over the C call", True, 1.02, over_c(("product",), 64)),
    Goal("product 4 x 4, nanoseconds above the C call", True, 20, nanoseconds_over_c),
    Goal("factorization, over copy and LAPACKE call", True, 1.05, over_c(FACTORIZATIONS)),
    Goal("a + s b, over a C loop", True, 1.05, over_c(("a + s b", "a += s b"))),
    Goal("dense up to 32 x 32, NumPy over ours", False, 3, peer_over_ours("Dense", "NumPy", sizes=range(33))),
    Goal("dense from 512 x 512 on, NumPy over ours", False, 0.95, peer_over_ours("Dense", "NumPy", sizes=range(512, 1 << 30))),
    Goal("truncated SVD, best peer over ours", False, 1, best_peer_over_ours),
    Goal("the same, geometric mean", False, 1.8, geometric_mean(best_peer_over_ours)),
    Goal("the same with peers' default settings", False, 3, geometric_mean(default_peer_over_ours)),
    Goal("reduced steps, r from 8 to 80, share of one core's peak", False, 0.5, share_of_core(range(8, 81))),
    Goal("reduced steps, r = 5, share of one core's peak", False, 0.25, share_of_core((5,))),
    Goal("usual number of threads over one", True, 1.05, default_over_one_thread),
    Goal("beside one busy process a core, over idle", True, 2.5, beside_busy),
    Goal("a step of GD, NumPy over ours", False, 1 / 0.65, peer_over_ours("Training steps", "NumPy", "GD")),
    Goal("a step of FA, NumPy over ours", False, 1 / 0.45, peer_over_ours("Training steps", "NumPy", "FA")),
]
for peer in ("NumPy", "PyTorch"):
    GOALS += [Goal(f"whole process {n} x {n}, {peer} over ours", False, limit,
                   peer_over_ours("Whole process", peer, f"{n} x {n}")) for n, limit in ((2000, 300), (8000, 500))]


def lines(document):
    yield "\n## What was aimed at\n"
    yield "The worst row for each of the project's goals, and how many of its rows reach it. The rows are in the tables below.\n"
    yield "| | goal | worst | where | rows that reach it |"
    yield "|---|--:|--:|---|--:|"
    for goal in GOALS:
        figures = list(goal.figures(document))
        bound = f"{'at most' if goal.at_most else 'at least'} {goal.limit:.3g}"
        if not figures:
            yield f"| {goal.text} | {bound} | | not in this run | |"
            continue
        worst, where = (max if goal.at_most else min)(figures)
        reached = sum(value <= goal.limit if goal.at_most else value >= goal.limit for value, _ in figures)
        yield f"| {goal.text} | {bound} | **{worst:.3g}** | {where} | {reached} of {len(figures)} |"

"""The results as a page of Markdown."""
import datetime
import os
import platform

from . import goals, growth, reduced, roofline

EXPLANATION = """\
Every row compares programs that took turns within one run, on {threads} threads each. Times are medians for one call;
in brackets is how many times as long the program took as FALinalg, the median of the ratios of neighbouring measurements, with a
95 % interval from their order statistics. Above 1 FALinalg was faster. A time counts only after the answer was
found right; where a program can be made more exact, its cheapest setting that was right is the one timed, and named.
"""


def seconds(value):
    for unit, factor in (("ns", 1e9), ("us", 1e6), ("ms", 1e3)):
        if value * factor < 1000:
            return f"{value * factor:.3g} {unit}"
    return f"{value:.3g} s"


def cell(entry, is_ours):
    if entry is None:
        return ""
    if "median" not in entry:
        return entry.get("failure", "not measured").replace("|", "/")
    text = seconds(entry["median"])
    if "ratio" in entry and not is_ours:
        low, high = entry["interval"]
        text += f" (**{entry['ratio']:.3g}**: {low:.3g} to {high:.3g})"
    if "setting" in entry:
        text += f" {entry['setting']}"
    if "peakBytes" in entry:
        text += f", {entry['peakBytes'] / 2**20:.0f} MiB"
    return text


def tables(results):
    for group in dict.fromkeys(result["group"] for result in results):
        rows = [result for result in results if result["group"] == group]
        names = list(dict.fromkeys(name for row in rows for name in row["programs"]))
        names.sort(key=lambda name: name != "FALinalg")
        yield f"\n## {group}\n"
        yield from table(rows, names, cell)
        if any("default" in entry for row in rows for entry in row["programs"].values()):
            yield "\nThe peers without options, as most people call them, and by how much of the optimum their error is off:\n"
            yield from table(rows, names[1:], lambda entry, _: default_cell(entry or {}))


def table(rows, names, cell):
    yield "| | " + " | ".join(names) + " |"
    yield "|---|" + "---|" * len(names)
    for row in rows:
        cells = [cell(row["programs"].get(name), name == "FALinalg") for name in names]
        yield f"| {row['name']} | " + " | ".join(cells) + " |"


def default_cell(entry):
    if "default" not in entry:
        return entry.get("defaultFailure", "").replace("|", "/")
    default = entry["default"]
    return f"{seconds(default['median'])} (**{default['ratio']:.3g}**), {default['gap']:.0e}"


def page(document):
    environment = document["environment"]
    yield f"# {'Quick benchmarks' if document['quick'] else 'Benchmarks'}\n"
    yield EXPLANATION.format(threads=environment["threads"])
    yield "| | |\n|---|---|"
    for key, value in environment.items():
        yield f"| {key} | {value if not isinstance(value, list) else ', '.join(map(str, value))} |"
    yield from goals.lines(document)
    yield from tables(document["results"])
    yield from reduced.lines(document)
    yield from growth.lines(document["growth"])
    if document["picture"]:
        yield f"\n![Seconds against n, m, r and the number of steps]({document['picture']})"
    yield from roofline.lines(document["roofline"])
    if document["pairs"]:
        yield "\n## Beside the C calls of the same OpenBLAS\n"
        yield ("The ratio is FALinalg's time to that of the C call on the same data: below 1 FALinalg was faster. LAPACK "
               "overwrites its input, so the C side copies it first, as anyone must who keeps it; the last ratio leaves that "
               "copy out of the C side's time, though FALinalg's still includes its own.\n")
        yield "| | FALinalg | C | ratio | 95 % interval | without C's copy | C call |"
        yield "|---|--:|--:|--:|--:|--:|---|"
        for pair in document["pairs"]:
            bare = f"{pair['ratioWithoutCopy']:.3f}" if "ratioWithoutCopy" in pair else ""
            yield (f"| {pair['name']} | {seconds(pair['ours'])} | {seconds(pair['raw'])} | {pair['ratio']:.3f} | "
                   f"{pair['interval']['lower']:.3f} to {pair['interval']['upper']:.3f} | {bare} | {pair['call']} |")


def describe_machine(threads):
    processor = platform.processor()
    try:
        with open("/proc/cpuinfo") as file:
            processor = next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "processor": f"{processor}, {os.cpu_count()} cores",
        "system": platform.platform(),
        "threads": threads,
        "load at the start": f"{os.getloadavg()[0]:.2f}",
        "OPENBLAS_CORETYPE, for FALinalg only": os.environ.get("OPENBLAS_CORETYPE", "not set"),
    }

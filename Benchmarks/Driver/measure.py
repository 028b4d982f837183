"""Times the programs of a case by turns."""
import math
import time

import numpy as np

from .programs import Failure


def interval_of_median(values):
    """The distribution-free interval between two order statistics that covers the median with a probability of 95 %,
    or between the extremes where so few values cannot reach that."""
    ordered, n, k, tail = sorted(values), len(values), 0, 0.5 ** len(values)
    while tail + math.comb(n, k + 1) * 0.5**n <= 0.025:
        k += 1
        tail += math.comb(n, k) * 0.5**n
    return [ordered[k], ordered[n - 1 - k]]


def is_right(values, expected, tolerance):
    values, expected = np.asarray(values), np.asarray(expected)
    if values.shape != expected.shape or not np.all(np.isfinite(values)):
        return False
    return bool(np.max(np.abs(values - expected), initial=0) <= tolerance * np.max(np.abs(expected), initial=1e-300))


def prepare(program, case, paths, expected, patience):
    """Has a program do the work once, at the cheapest of its settings whose answer is right, and returns that answer.
    No more settings are tried when `patience` seconds have passed."""
    setting, count, last = 0, 1, None
    end = time.monotonic() + patience
    while setting < count and (last is None or time.monotonic() < end):
        answer = program.ask(
            prepare=case.operation, inputs=paths, parameters=case.parameters, setting=setting, timeout=2 * patience)
        count = answer.get("settings", 1)
        if expected is None or is_right(answer["values"], expected, case.tolerance):
            return answer
        last = answer
        setting += 1
    off = np.max(np.abs(np.asarray(last["values"]) - expected)) / np.max(np.abs(expected))
    at = f" at {last['setting']}" if last.get("setting") else ""
    raise Failure(f"the answer is off by {off:.1e}{at}")


def measure(case, programs, store, repetitions, least_seconds, patience):
    """The result of a case: for each program its times, or why there are none."""
    paths = [str(store.path(name)) for name in case.inputs]
    result = {"name": case.name, "group": case.group, "programs": {}}
    expected = None
    if case.reference == "optimum":
        optimum = store.optimum(case.inputs[0], case.parameters["rank"])
        expected = None if optimum is None else [optimum]
    ready = []
    # NumPy first, where its answer is what the others are held against.
    for name in sorted(case.programs, key=lambda name: name != "NumPy"):
        entry = result["programs"][name] = {}
        try:
            answer = prepare(programs[name], case, paths, expected, patience)
            if expected is None:
                expected = answer["values"]
            if answer.get("setting"):
                entry["setting"] = answer["setting"]
            seconds = programs[name].ask(run=1)["seconds"]
            programs[name].wait_until_idle()
            ready.append((name, max(1, math.ceil(least_seconds / max(seconds, 1e-9)))))
            entry["seconds"] = []
        except Failure as failure:
            entry["failure"] = str(failure)
    for repetition in range(repetitions):
        for name, calls in ready if repetition % 2 == 0 else reversed(ready):
            result["programs"][name]["seconds"].append(programs[name].ask(run=calls)["seconds"])
            programs[name].wait_until_idle()
    summarise(result)
    if case.reference == "optimum" and expected is not None:
        measure_defaults(case, programs, result, paths, expected[0], repetitions, patience)
    return result


def measure_defaults(case, programs, result, paths, optimum, repetitions, patience, ours="FALinalg"):
    """Adds the time of each peer without options, over ours that was taken next to it, and how far its answer is off."""
    for name, entry in result["programs"].items():
        if name == ours or "median" not in result["programs"].get(ours, {}):
            continue
        try:
            answer = programs[name].ask(
                prepare=case.operation, inputs=paths, parameters=case.parameters, setting=-1, timeout=2 * patience)
            if not answer.get("settings", 1) > 1:
                continue
            pairs = []
            for _ in range(repetitions):
                pairs.append([programs[each].ask(run=1)["seconds"] for each in (name, ours)])
                programs[name].wait_until_idle()
            entry["default"] = {
                "median": float(np.median([theirs for theirs, _ in pairs])),
                "ratio": float(np.median([theirs / own for theirs, own in pairs])),
                "gap": abs(answer["values"][0] - optimum) / max(optimum, 1e-300),
            }
        except Failure as failure:
            entry["defaultFailure"] = str(failure)


def summarise(result, ours="FALinalg"):
    """Adds medians, and the ratios of each peer's times to ours, taken pairwise."""
    own = result["programs"].get(ours, {}).get("seconds")
    for entry in result["programs"].values():
        if not entry.get("seconds"):
            continue
        entry["median"] = float(np.median(entry["seconds"]))
        entry["spread"] = [min(entry["seconds"]), max(entry["seconds"])]
        if own:
            ratios = [theirs / mine for theirs, mine in zip(entry["seconds"], own)]
            entry["ratio"] = float(np.median(ratios))
            entry["interval"] = interval_of_median(ratios)

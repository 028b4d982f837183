#!/usr/bin/env python3
"""Checks the JSON of `fa-bench compare` on the digits at rank 20 with the rules gd, fa and fa-star.

usage: check_compare.py RESULT.json DIGITS.npy

Exits with 1 and the list of everything that is wrong, or with 0.
"""

import json
import math
import pathlib
import sys

ROWS, COLUMNS, RANK, NUMERICAL_RANK = 1797, 64, 20, 61
RULES = ["gd", "fa", "fa-star"]
OPTIMAL_RELATIVE_ERROR = 0.18197603628202  # NumPy's SVD

KEYS = {
    "result": ["schema", "environment", "problem", "optimum", "feedbackLimit", "runs"],
    "problem": ["rows", "columns", "rank", "source", "frobeniusNorm", "numericalRank"],
    "optimum": ["error", "relativeError", "singularValues", "certificate"],
    "feedbackLimit": ["error", "relativeError"],
    "run": [
        "rule", "status", "stepSize", "steps", "error", "relativeError", "ratioToOptimum",
        "alignment", "conservationDrift", "anglesToOptimumDegrees", "setupSeconds",
        "trainingSeconds", "history"],
    "alignment": ["cosine", "angleDegrees"],
    "record": ["step", "error", "relativeError"],
}

complaints = []


def expect(condition, complaint):
    if not condition:
        complaints.append(complaint)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def near(value, expected, tolerance):
    """Whether two numbers agree, relative to the second."""
    return is_number(value) and abs(value - expected) <= tolerance * abs(expected)


def has_keys(value, kind, where):
    """Whether the value is an object with every key of its kind; complains if not."""
    if not isinstance(value, dict):
        complaints.append(f"{where} is not an object")
        return False
    missing = [key for key in KEYS[kind] if key not in value]
    expect(not missing, f"{where} lacks {', '.join(missing)}")
    return not missing


def check_problem(problem, digits):
    expect(
        (problem["rows"], problem["columns"], problem["rank"]) == (ROWS, COLUMNS, RANK),
        f"problem is {problem['rows']} x {problem['columns']} at rank {problem['rank']}")
    expect(
        problem["numericalRank"] == NUMERICAL_RANK,
        f"problem.numericalRank is {problem['numericalRank']}, not {NUMERICAL_RANK}")
    norm = math.sqrt(sum(pixel * pixel for pixel in digits))
    expect(
        near(problem["frobeniusNorm"], norm, 1e-14),
        f"problem.frobeniusNorm is {problem['frobeniusNorm']}, not {norm}")


def check_optimum(optimum):
    expect(
        near(optimum["relativeError"], OPTIMAL_RELATIVE_ERROR, 1e-10),
        f"optimum.relativeError is {optimum['relativeError']}, not {OPTIMAL_RELATIVE_ERROR}")
    values = optimum["singularValues"]
    expect(
        isinstance(values, list) and len(values) >= RANK and all(map(is_number, values))
        and values == sorted(values, reverse=True) and values[-1] >= 0,
        "optimum.singularValues are not at least r numbers in descending order")
    expect(isinstance(optimum["certificate"], dict), "optimum.certificate is not an object")


def check_error(holder, norm, optimum, where):
    """Checks an error against the norm that it is relative to, and against the optimum."""
    error = holder["error"]
    if not is_number(error):
        complaints.append(f"{where}.error is {error}")
        return
    expect(
        near(holder["relativeError"], error / norm, 1e-12),
        f"{where}.relativeError is {holder['relativeError']}, not {error / norm}")
    expect(error >= optimum * (1 - 1e-12), f"{where}.error {error} is below the optimum {optimum}")


def check_drift(value, where):
    expect(is_number(value) and abs(value) < 1e-12, f"{where}.conservationDrift is {value}")


def check_history(run, norm, optimum, where):
    history = run["history"]
    if not isinstance(history, list) or not history:
        complaints.append(f"{where}.history has no records")
        return
    for index, record in enumerate(history):
        place = f"{where}.history[{index}]"
        if not has_keys(record, "record", place):
            return
        check_error(record, norm, optimum, place)
        if run["rule"] in ("gd", "fa"):
            check_drift(record.get("conservationDrift"), place)
    steps = [record["step"] for record in history]
    expect(
        all(isinstance(step, int) for step in steps) and steps == sorted(set(steps))
        and steps[0] == 0 and steps[-1] == run["steps"],
        f"{where}.history does not lead from step 0 to step {run['steps']} in ascending order")
    expect(
        is_number(run["error"]) and near(history[-1]["error"], run["error"], 1e-9),
        f"{where}.error {run['error']} is not that of its last record, {history[-1]['error']}")


def check_run(run, rule, norm, optimum, limit):
    where = f"run {rule}"
    if not has_keys(run, "run", where):
        return
    expect(run["rule"] == rule, f"{where} has the rule {run['rule']}")
    expect(run["status"] == "converged", f"{where} has the status {run['status']}")
    for key in ("stepSize", "setupSeconds", "trainingSeconds"):
        expect(is_number(run[key]) and run[key] >= 0, f"{where}.{key} is {run[key]}")
    check_error(run, norm, optimum, where)
    ratio = run["ratioToOptimum"]
    expect(is_number(ratio) and ratio >= 1 - 1e-12, f"{where}.ratioToOptimum is {ratio}")
    if rule == "gd":
        expect(near(run["error"], optimum, 1e-2), f"{where} ends far from the optimum: {ratio}")
    else:
        expect(
            near(run["error"], limit, 1e-6),
            f"{where}.error is {run['error']}, not feedbackLimit.error, {limit}")
    if rule == "gd":
        expect(run["alignment"] is None, f"{where}.alignment is not null, but gd has no feedback")
    elif has_keys(run["alignment"], "alignment", f"{where}.alignment"):
        cosine = run["alignment"]["cosine"]
        expect(is_number(cosine) and abs(cosine) <= 1, f"{where}.alignment.cosine is {cosine}")
    angles = run["anglesToOptimumDegrees"]
    expect(
        isinstance(angles, list) and len(angles) == RANK
        and all(is_number(angle) and 0 <= angle <= 90 for angle in angles),
        f"{where}.anglesToOptimumDegrees are not {RANK} angles")
    if rule in ("gd", "fa"):
        check_drift(run["conservationDrift"], where)
    check_history(run, norm, optimum, where)


def check(result, digits):
    if not has_keys(result, "result", "the result"):
        return
    expect(result["schema"] == "fa-bench.compare/1", f"schema is {result['schema']}")
    environment = result["environment"]
    expect(isinstance(environment, dict) and environment, "environment is empty")
    parts = ("problem", "optimum", "feedbackLimit")
    if not all([has_keys(result[part], part, part) for part in parts]):
        return
    norm = result["problem"]["frobeniusNorm"]
    optimum, limit = result["optimum"]["error"], result["feedbackLimit"]["error"]
    if not all(is_number(value) and value > 0 for value in (norm, optimum, limit)):
        complaints.append("the norm of the target, the optimum or FA's limit is not positive")
        return
    check_problem(result["problem"], digits)
    check_optimum(result["optimum"])
    check_error(result["optimum"], norm, optimum, "optimum")
    check_error(result["feedbackLimit"], norm, optimum, "feedbackLimit")
    runs = result["runs"]
    if not isinstance(runs, list) or len(runs) != len(RULES):
        complaints.append(f"there are not {len(RULES)} runs")
        return
    for run, rule in zip(runs, RULES):
        check_run(run, rule, norm, optimum, limit)


def refuse(token):
    raise ValueError(f"{token} is not JSON")


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    result_file, digits_file = map(pathlib.Path, arguments)
    try:
        result = json.loads(result_file.read_text(encoding="utf-8"), parse_constant=refuse)
    except ValueError as error:
        sys.exit(f"{result_file}: {error}")
    check(result, digits_file.read_bytes()[-ROWS * COLUMNS:])
    if complaints:
        sys.exit("\n".join(f"{result_file}: {complaint}" for complaint in complaints))
    print(f"{result_file}: {len(RULES)} runs, all as they should be")


if __name__ == "__main__":
    main(sys.argv[1:])

#!/usr/bin/env python3
"""Turns the JSON of `fa-bench compare` into the data that comparison.gp draws.

usage: comparison.py RESULT.json > data.gp
"""

import json
import sys

# Okabe and Ito's colours, which colour-blind readers can tell apart.
STYLES = {
    "gd": ("gradient descent", "#0072B2"),
    "fa": ("random feedback (FA)", "#D55E00"),
    "fa-star": ("FA* (readout solved exactly)", "#009E73"),
}
SPARE_COLOURS = ["#CC79A7", "#E69F00", "#56B4E9", "#000000"]


def points_of(history):
    """The steps and relative errors to draw: no step 0, which a logarithmic axis cannot show."""
    return [
        (record["step"], record["relativeError"]) for record in history
        if record["step"] > 0 and record["relativeError"] is not None]


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    with open(arguments[0], encoding="utf-8") as file:
        result = json.load(file)
    print(f"optimum = {result['optimum']['relativeError']!r}")
    print(f"limit = {result['feedbackLimit']['relativeError']!r}")
    print(f"rank = {result['problem']['rank']}")
    print(f"runs = {len(result['runs'])}")
    print("array title[runs]")
    print("array colour[runs]")
    spare = iter(SPARE_COLOURS)
    for index, run in enumerate(result["runs"], start=1):
        title, colour = STYLES.get(run["rule"]) or (run["rule"], next(spare))
        print(f'title[{index}] = "{title}"')
        print(f'colour[{index}] = "{colour}"')
    # Blocks that are two blank lines apart are what gnuplot calls index 0, 1, 2, …
    print("$history << END")
    for run in result["runs"]:
        for step, error in points_of(run["history"]):
            print(step, repr(error))
        print("\n")
    print("END")


if __name__ == "__main__":
    main(sys.argv[1:])

"""How the cost of a whole training comparison grows with n, m, r and the number of steps, for us and for NumPy."""
import shutil
import subprocess

import numpy as np

from .training import run_ours, run_peer

BASE = {"n": 1000, "m": 1000, "r": 10, "steps": 5000}
RANGES = {"n": (500, 1000, 2000, 4000), "m": (500, 1000, 2000, 4000), "r": (5, 10, 20, 40),
          "steps": (1250, 5000, 20000, 80000)}
QUICK = {"n": (500, 1000, 2000), "m": (500, 1000, 2000), "r": (5, 10, 20), "steps": (1250, 5000, 20000)}
PEER_STEPS = 20


def growth(store, threads, quick, repetitions=3):
    """For each parameter, the medians of both programs at its values, and the exponents of the lines fitted through them
    on logarithmic axes."""
    results = []
    for parameter, values in (QUICK if quick else RANGES).items():
        ours, peer = [], []
        for value in values:
            shape = BASE | {parameter: value}
            n, m, r, steps = shape["n"], shape["m"], shape["r"], shape["steps"]
            inputs = [f"power:1 {n}x{m}", f"start-z {n}x{r}", f"start-w {r}x{m}", f"feedback {r}x{n}"]
            paths = [str(store.path(name)) for name in inputs]
            ours.append(float(np.median([run_ours(paths, r, steps, threads)["seconds"] for _ in range(repetitions)])))
            runs = [run_peer("NumPy", paths, PEER_STEPS, threads, steps)["seconds"] for _ in range(1 if quick else 2)]
            peer.append(float(min(runs)))
        results.append({
            "parameter": parameter, "values": list(values), "FALinalg": ours, "NumPy": peer,
            "exponents": {"FALinalg": exponent(values, ours), "NumPy": exponent(values, peer)}})
    return results


def exponent(values, seconds):
    return float(np.polyfit(np.log(values), np.log(seconds), 1)[0])


def lines(results):
    fixed = ", ".join(f"{key} = {value}" for key, value in BASE.items())
    yield "\n## How the cost grows\n"
    yield (f"The optimum, GD and FA as a whole process from the file, around {fixed}; NumPy takes {PEER_STEPS} steps, scaled. "
           "The exponent p of t ~ x^p is that of the line through all points on logarithmic axes.\n")
    yield "| | values | FALinalg, s | NumPy, s | exponent, FALinalg | exponent, NumPy |"
    yield "|---|---|---|---|--:|--:|"
    for row in results:
        listed = [" / ".join(f"{x:.3g}" for x in row[name]) for name in ("FALinalg", "NumPy")]
        yield (f"| {row['parameter']} | {' / '.join(map(str, row['values']))} | {listed[0]} | {listed[1]} | "
               f"{row['exponents']['FALinalg']:.2f} | {row['exponents']['NumPy']:.2f} |")


def draw(results, path):
    """The same as a picture; without gnuplot there is none."""
    if shutil.which("gnuplot") is None:
        return False
    script = [f"set terminal svg size 900,640 dynamic font 'sans-serif,13'\nset output '{path}'",
              "set multiplot layout 2,2\nset logscale xy\nset format y '10^{%L}'\nset key top left\nset grid"]
    for row in results:
        script.append(f"set xlabel '{row['parameter']}'\nset ylabel 'seconds'")
        for name in ("FALinalg", "NumPy"):
            points = "\n".join(f"{x} {y}" for x, y in zip(row["values"], row[name]))
            script.append(f"${name} << END\n{points}\nEND")
        script.append("plot $FALinalg with linespoints lc rgb '#0072B2' lw 2 title 'fa-bench', "
                      "$NumPy with linespoints lc rgb '#D55E00' lw 2 title 'NumPy'")
    subprocess.run(["gnuplot"], input="\n".join(script) + "\nunset multiplot\n", text=True, check=True)
    return True

#!/usr/bin/env python3
"""The speed of the programs beside that of NumPy and SciPy, on the same data and as many threads.

    python3 compare_speed.py [--sizes 1 10] [--threads 1] [--rounds 5] [--filter NAME] [--build FOLDER]

Builds the programs for release. Both sides take turns, a process of the program and a few calls of the function in
make_fixtures.py; each line has the medians of the processor time, and how many times as fast ours is by processor time
and by the clock. OPENBLAS_CORETYPE, which makes up for an old OpenBLAS, is kept from NumPy's own, which is faster
without; `--same-kernels` leaves it, so that only what is around the kernels differs.
"""

import argparse
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10], help="factors of the programs' dimensions")
    parser.add_argument("--threads", type=int, default=1, help="for both sides")
    parser.add_argument("--rounds", type=int, default=5, help="how often the two take turns")
    parser.add_argument("--filter", default="", help="only programs whose names contain this")
    parser.add_argument("--build", type=pathlib.Path, default=HERE / ".build", help="where the programs are built")
    parser.add_argument("--same-kernels", action="store_true", help="let OPENBLAS_CORETYPE choose NumPy's kernels too")
    return parser.parse_args()


def ours(binary, folder, repeats, environment):
    """The medians of one process: of processor time and of the clock."""
    output = subprocess.check_output(
        [binary, folder], env=environment | {"REPEATS": str(repeats)}, text=True)
    line = next(line for line in output.splitlines() if line.startswith("seconds: "))
    return [float(number) for number in line.split()[1:]]


def theirs(function, given, repeats):
    processor, wall = [], []
    for _ in range(repeats):
        start = time.process_time(), time.perf_counter()
        function(**given)
        processor.append(time.process_time() - start[0])
        wall.append(time.perf_counter() - start[1])
    return [statistics.median(processor), statistics.median(wall)]


def main():
    arguments = parse()
    build = ["swift", "build", "-c", "release", "--package-path", HERE, "--scratch-path", arguments.build]
    subprocess.run(build, check=True, stdout=sys.stderr)
    binaries = arguments.build / "release"
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = str(arguments.threads)
    environment = dict(os.environ)
    if not arguments.same_kernels:
        for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
            os.environ.pop(name, None)
    # OpenBLAS reads its variables when it is loaded.
    import make_fixtures

    print(f"{'program':25} {'size':>4} {'ours ms':>9} {'NumPy ms':>9} {'processor':>9} {'clock':>6}")
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            make_fixtures.write_fixtures(size, pathlib.Path(folder))
            ratios = []
            for function, given in make_fixtures.inputs(size).items():
                name = function.__name__
                if arguments.filter not in name:
                    continue
                binary = binaries / ("PCA" if name == "pca" else name.title().replace("_", ""))
                # Some tenths of a second each.
                repeats = max(3, min(200, math.ceil(0.2 / max(theirs(function, given, 2)[1], 1e-6))))
                pairs = [
                    (ours(binary, folder, repeats, environment), theirs(function, given, repeats))
                    for _ in range(arguments.rounds)
                ]
                processor, wall = (statistics.median(t[k] / o[k] for o, t in pairs) for k in (0, 1))
                left, right = (1e3 * statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
                ratios.append(processor)
                print(f"{name:25} {size:4} {left:9.3f} {right:9.3f} {processor:9.2f} {wall:6.2f}", flush=True)
            print(f"{'all (geometric mean)':25} {size:4} {'':9} {'':9} {statistics.geometric_mean(ratios):9.2f}")


if __name__ == "__main__":
    main()

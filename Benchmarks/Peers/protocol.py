"""The protocol by which run.py times several programs by turns.

A line of JSON comes in, one goes out. `prepare` loads the inputs, works once and answers with what
identifies the result; `run` works so many times and answers with the seconds of each.

An operation that can be more or less exact lists its settings from the cheapest to the dearest: the
driver takes the first one whose answer is right. The setting -1 is the library's own default.
"""
import json
import sys
import time

import numpy as np


def load(path):
    if path.endswith(".npz"):
        import scipy.sparse

        return scipy.sparse.load_npz(path).tocsr()
    return np.load(path).astype(float)


def serve(operations, load=load):
    """operations: name -> (function of inputs and parameters, function of result and inputs that
    identifies it), and optionally a list of settings, each a dictionary of parameters."""
    work = None
    for line in sys.stdin:
        request = json.loads(line)
        answer = {}
        try:
            if "run" in request:
                count = request["run"]
                start = time.perf_counter()
                for _ in range(count):
                    work()
                answer["seconds"] = (time.perf_counter() - start) / count
            elif "describe" in request:
                from threadpoolctl import threadpool_info

                keys = ("internal_api", "version", "architecture")
                answer["libraries"] = [
                    " ".join(str(pool[key]) for key in keys if pool.get(key)) + f", {pool['num_threads']} threads"
                    for pool in threadpool_info()
                ]
            elif request["prepare"] not in operations:
                answer["error"] = "no operation " + request["prepare"]
            else:
                function, identify, *settings = operations[request["prepare"]]
                inputs = [load(path) for path in request["inputs"]]
                parameters = dict(request["parameters"])
                ladder = settings[0] if settings else [{}]
                chosen = ladder[request["setting"]] if request["setting"] >= 0 else {}
                parameters.update(chosen)
                answer["settings"] = len(ladder)
                answer["setting"] = ", ".join(f"{k}={v}" for k, v in chosen.items())
                work = lambda: function(*inputs, **parameters)
                answer["values"] = [float(x) for x in identify(work(), *inputs)]
        except Exception as error:  # whatever a library raises is an answer, not a failure of the run
            answer["error"] = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        print(json.dumps(answer), flush=True)


def error_of(u, s, vt, a):
    """||A - U diag(s) V'||_F; for a sparse A by the Pythagorean identity."""
    if hasattr(a, "tocsr"):
        return np.sqrt(max(0.0, (a.multiply(a)).sum() - np.sum(np.square(s))))
    return np.linalg.norm(a - (u * s) @ vt)

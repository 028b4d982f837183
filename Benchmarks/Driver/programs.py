"""The programs that take part, as processes that answer a line with a line."""
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

BENCHMARKS = Path(__file__).parents[1]
PEERS = BENCHMARKS / "Peers"
BENCH = BENCHMARKS / ".build" / "release" / "bench"

# NumPy held to the kernels that OPENBLAS_CORETYPE names, as our OpenBLAS is; not there where nothing is set.
OUR_KERNELS = "NumPy on our kernels"

COMMANDS = {
    "FALinalg": [BENCH, "peer"],
    "NumPy": [sys.executable, PEERS / "numpy_peer.py"],
    OUR_KERNELS: [sys.executable, PEERS / "numpy_peer.py"],
    "SciPy": [sys.executable, PEERS / "scipy_peer.py"],
    "SciPy ARPACK": [sys.executable, PEERS / "scipy_peer.py", "arpack"],
    "SciPy PROPACK": [sys.executable, PEERS / "scipy_peer.py", "propack"],
    "SciPy LOBPCG": [sys.executable, PEERS / "scipy_peer.py", "lobpcg"],
    "PRIMME": [sys.executable, PEERS / "primme_peer.py"],
    "scikit-learn": [sys.executable, PEERS / "sklearn_peer.py"],
    "PyTorch": [sys.executable, PEERS / "torch_peer.py"],
}


def environment(threads, keeps_kernels):
    """Every library's own variable for the number of its threads.

    OPENBLAS_CORETYPE, where it is set, makes up for an old OpenBLAS that chooses kernels which do not work on the
    processor. It stays for ours, which links the system's OpenBLAS; the peers bring newer ones of their own and are
    faster without it. To tell the library from its kernels, NumPy also takes part with it.
    """
    values = dict(os.environ)
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        values[name] = str(threads)
    if not keeps_kernels:
        for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
            values.pop(name, None)
    return values


class Failure(Exception):
    """A program says that it cannot, or does not answer."""


class Program:
    def __init__(self, name, threads):
        self.name = name
        self.threads = threads
        self.process = None

    def ask(self, timeout=120, **request):
        if self.process is None:
            self.process = subprocess.Popen(
                list(map(str, COMMANDS[self.name])), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True, env=environment(self.threads, self.name in ("FALinalg", OUR_KERNELS)))
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            if not select.select([self.process.stdout], [], [], timeout)[0]:
                self.close()
                raise Failure(f"no answer within {timeout} s")
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self.close()
            raise Failure("the program ended")
        answer = json.loads(line)
        if "error" in answer:
            raise Failure(answer["error"])
        return answer

    def wait_until_idle(self):
        """Threads of a BLAS spin or yield for some tenths of a second after their work, which the next program would
        feel: waits until none of them has been ready to run for a while."""
        quiet, end = 0, time.monotonic() + 5
        while self.process is not None and quiet < 3 and time.monotonic() < end:
            time.sleep(0.01)
            quiet = 0 if self._wants_a_processor() else quiet + 1

    def _wants_a_processor(self):
        for status in Path(f"/proc/{self.process.pid}/task").glob("*/stat"):
            try:
                if status.read_text().rpartition(")")[2].split()[0] == "R":
                    return True
            except OSError:  # that thread has just ended
                pass
        return False

    def close(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

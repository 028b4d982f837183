"""Runs a command and prints its seconds and the most memory it held as the last line of standard error.

A process of its own, and a small one: what a child is said to have held includes what its parent held when it was born.
"""
import json
import os
import sys
import time

start = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start
print("\n" + json.dumps({"seconds": seconds, "peak": usage.ru_maxrss}), file=sys.stderr, flush=True)
sys.exit(os.waitstatus_to_exitcode(status))

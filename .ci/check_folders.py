#!/usr/bin/env python3
"""Finds which folders of a module use each other, and fails where that goes round in a circle.

usage: check_folders.py [STORE]

Reads the index that `swift build` writes beside a debug build, so that it says what the compiler saw: a folder uses another
if one of its files names a type, function, member or macro that a file of the other defines. Prints each module's folders
from the lowest up, a circle in brackets. STORE is .build/debug/index/store if it is left out.
"""

import ctypes
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

# Modules that are still being put in order: their circles are printed, and do not fail.
UNORDERED = set()

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "Sources"
DEFINITION, REFERENCE = 1 << 1, 1 << 2  # roles of a symbol in a file
RECORD = 2  # the kind of a unit's dependency that holds the symbols of a file


class Handle(ctypes.c_void_p):
    pass


class Text(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("length", ctypes.c_size_t)]

    def __str__(self):
        return ctypes.string_at(self.data, self.length).decode()


class IndexStore:
    """An index, read by the library that comes with the compiler (indexstore/indexstore.h)."""

    def __init__(self, path):
        target = json.loads(subprocess.check_output(["swift", "-print-target-info"]))
        self.library = ctypes.CDLL(str(Path(target["paths"]["runtimeResourcePath"]).parent / "libIndexStore.so"))
        self.store = self.call("store_create", Handle, str(path).encode(), None)
        if not self.store:
            sys.exit(f"{path} holds no index; `swift build` makes one.")

    def call(self, name, result, *arguments):
        function = self.library["indexstore_" + name]
        function.restype = result
        return function(*arguments)

    def each(self, name, item, read, *arguments):
        """What `read` makes of every item that a function of the library goes through."""
        found = []
        callback = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, item)
        self.call(name, ctypes.c_bool, *arguments, None, callback(lambda _, it: found.append(read(it)) or True))
        return found

    def records(self):
        """The (file, record) pairs of all that was compiled and is still there."""
        for unit in self.each("store_units_apply_f", Text, str, self.store, 0):
            reader = self.call("unit_reader_create", Handle, self.store, unit.encode(), None)
            if Path(str(self.call("unit_reader_get_main_file", Text, reader))).exists():
                yield from filter(None, self.each("unit_reader_dependencies_apply_f", Handle, self.record, reader))
            self.call("unit_reader_dispose", None, reader)

    def record(self, dependency):
        if self.call("unit_dependency_get_kind", ctypes.c_int, dependency) != RECORD:
            return None
        return tuple(str(self.call("unit_dependency_get_" + part, Text, dependency)) for part in ("filepath", "name"))

    def symbols(self, record):
        """The (identity, name, roles) of every symbol in a record."""
        reader = self.call("record_reader_create", Handle, self.store, record.encode(), None)
        found = self.each("record_reader_symbols_apply_f", Handle, self.symbol, reader, True)
        self.call("record_reader_dispose", None, reader)
        return found

    def symbol(self, symbol):
        identity, name = (str(self.call("symbol_get_" + part, Text, symbol)) for part in ("usr", "name"))
        name = name.removeprefix("getter:").removeprefix("setter:")
        return identity, name, self.call("symbol_get_roles", ctypes.c_uint64, symbol)


def arrows(store):
    """For each module, and each folder of it, the folders that it uses, with examples."""
    files, homes = {}, {}
    for file, record in sorted(set(store.records())):
        path = Path(file).resolve()
        if SOURCES in path.parents and path.exists():
            module, *folders = path.relative_to(SOURCES).parts[:-1]
            # A header has a record for each way in which it was compiled.
            _, _, symbols = files.setdefault(path, (module, folders[0] if folders else ".", []))
            symbols += store.symbols(record)
    if missing := {path for kind in ("*.swift", "*.c") for path in SOURCES.rglob(kind)} - set(files):
        sys.exit(f"The index knows nothing of {min(missing).relative_to(ROOT)}: run `swift build` first.")
    for path, (module, folder, symbols) in files.items():
        for identity, _, roles in symbols:
            # A macro of a .c file is an argument to the headers that it includes.
            if roles & DEFINITION and not (path.suffix == ".c" and "@macro@" in identity):
                homes[identity] = module, folder, path
    result = {module: defaultdict(lambda: defaultdict(set)) for module, _, _ in files.values()}
    for path, (module, folder, symbols) in files.items():
        uses = result[module][folder]
        for identity, name, roles in symbols:
            owner, home, origin = homes.get(identity, (None, None, None))
            if roles & REFERENCE and owner == module and home != folder:
                uses[home].add(f"{path.name} uses {name} of {origin.name}")
    return result


def bottom_up(uses):
    """The folders in an order in which each uses only those before it; then those in a circle, and those above one."""
    order, left, above = [], set(uses), []
    while free := sorted(folder for folder in left if not left & set(uses[folder])):
        order += free
        left -= set(free)
    while free := sorted(folder for folder in left if not any(folder in uses[other] for other in left)):
        above = free + above
        left -= set(free)
    return order, left, above


def main():
    store = IndexStore(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".build/debug/index/store")
    wrong = []
    for module, uses in sorted(arrows(store).items()):
        order, circle, above = bottom_up(uses)
        circles = [f"[{', '.join(sorted(circle))}]"] if circle else []
        print(f"{module}: {', '.join(order + circles + above)}")
        for folder in sorted(circle):
            for other in sorted(circle & set(uses[folder])):
                # Where no two folders use each other, a longer circle is left, of which every arrow is printed.
                if folder in uses[other] or not any(r in uses[o] for r in circle for o in circle & set(uses[r])):
                    examples = sorted(uses[folder][other])
                    print(f"  {folder} -> {other} ({len(examples)})", *examples[:4], sep="\n    ")
        if circle and module not in UNORDERED:
            wrong.append(f"A folder of {module} may use only folders below it: move what makes the circle, or pass it in.")
        if not circle and module in UNORDERED:
            wrong.append(f"{module} is in order: take it off the list in {Path(__file__).name}.")
    if wrong:
        sys.exit("\n".join(wrong))


main()

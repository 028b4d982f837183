#!/usr/bin/env python3
"""Compiles and runs every block of Swift in the articles of the libraries and in the README, and compiles those in the
comments of their sources.

A block that begins with an import begins a program, and those after it in the same document continue it. A block in a
comment becomes a method of the `Given` in .ci/docstrings, which has what such blocks take for granted. All are one package,
built unoptimised with what `make example` has built.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / ".build/articles"
SCRATCH = ROOT / ".build/client"
BLOCK = re.compile(r"^```swift\n(.*?)^```$", re.M | re.S)
COMMENT_BLOCK = re.compile(r"^ *///( *)```swift\n((?: *///.*\n)*?) *///\1```$", re.M)
IMPORT = re.compile(r"^import (\w+)$", re.M)
SECONDS = 60
MANIFEST = """// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "Articles", dependencies: [.package(name: "fa-toolkit", path: "../..", traits: [])],
  targets: [
{targets}  ])
"""


def programs():
    """The name of each program, and its text, in which the compiler finds the lines of the document."""
    for document in [ROOT / "README.md", *sorted(ROOT.glob("Sources/*/*.docc/*.md"))]:
        text = document.read_text()
        found = []
        for block in BLOCK.finditer(text):
            line = text.count("\n", 0, block.start(1)) + 1
            if IMPORT.match(block[1]):
                found.append("")
            elif not found:
                sys.exit(f"{document.relative_to(ROOT)}:{line}: the first block imports nothing")
            found[-1] += f'#sourceLocation(file: "{document.relative_to(ROOT)}", line: {line})\n{block[1]}'
        for index, program in enumerate(found):
            yield f"{document.stem}{index + 1}", program


def docstrings():
    """The name of each library whose comments have blocks, and their text as Swift."""
    for library in sorted(ROOT.glob("Sources/FA*")):
        text, context = "", ROOT / f".ci/docstrings/{library.name}.swift"
        for source in sorted(library.rglob("*.swift")):
            code = source.read_text()
            for number, block in enumerate(COMMENT_BLOCK.finditer(code)):
                text = text or context.read_text()
                place = source.relative_to(ROOT)
                line = code.count("\n", 0, block.start(2)) + 1
                name = re.sub(r"\W", "_", f"{source.stem}_{number}")
                body = re.sub(r"^ */// ?", "", block[2], flags=re.M)
                text += (
                    f"extension Given {{ mutating func {name}() async throws {{\n"
                    f'#sourceLocation(file: "{place}", line: {line})\n{body}#sourceLocation()\n}} }}\n'
                )
        if text:
            yield library.name, text


def write(path, text):
    """Leaves a file alone that is as it should be, so that it is not compiled again."""
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def target(kind, name, program, settings=""):
    products = "".join(
        f'.product(name: "{module}", package: "fa-toolkit"), '
        for module in sorted(set(IMPORT.findall(program)))
        if module.startswith("FA")
    )
    return f'    .{kind}(name: "{name}", dependencies: [{products}]{settings}),\n'


def main():
    found = dict(programs())
    for name, program in found.items():
        write(PACKAGE / f"Sources/{name}/main.swift", program)
    targets = "".join(target("executableTarget", name, program) for name, program in found.items())
    for library, text in docstrings():
        name = f"CommentsOf{library}"
        write(PACKAGE / f"Sources/{name}/Comments.swift", text)
        # What a block makes, it need not use.
        targets += target("target", name, text, ', swiftSettings: [.unsafeFlags(["-suppress-warnings"])]')
    write(PACKAGE / "Package.swift", MANIFEST.format(targets=targets))
    build = ["swift", "build", "--package-path", PACKAGE, "--scratch-path", SCRATCH]
    if subprocess.run(build).returncode:
        sys.exit("the code of the articles does not compile: the errors above name their lines")
    binaries = subprocess.check_output([*build, "--show-bin-path"], text=True).strip()
    failed = []
    for name in found:
        with tempfile.TemporaryDirectory() as folder:
            try:
                run = subprocess.run([f"{binaries}/{name}"], cwd=folder, capture_output=True, text=True, timeout=SECONDS)
                problem = "" if run.stdout else "it prints nothing"
                if run.returncode:
                    problem = f"it ends with {run.returncode}: {run.stderr}"
            except subprocess.TimeoutExpired:
                problem = f"it takes more than {SECONDS} s"
        if problem:
            failed.append(f"{name}: {problem}")
    if failed:
        sys.exit("\n".join(failed))
    print(f"{len(found)} programs of the articles compile and run, and so do the blocks in comments compile")


if __name__ == "__main__":
    main()

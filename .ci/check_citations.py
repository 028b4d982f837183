#!/usr/bin/env python3
"""Checks that what files of the repository cite is there.

In every tracked text file: `<document>.md: "<name>"` names a heading, or a term in bold, of that document, and
nothing there is cited by a number. In every Markdown file: relative links, with their anchors, and paths in code spans.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Where the line of a comment or of a string goes on.
BREAK = re.compile(r"\n[ \t]*(?:///?|#|\*|\|)?[ \t]*")
CITATION = re.compile(r'\b(\w+)\.md: "([^"\n]+)"')
NUMBERED = re.compile(r"\b(\w+\.md: (?:\w+ )?\d+|Identity \d+)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")


def tracked():
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def names(document):
    """The headings of a document, and its terms in bold."""
    found = re.findall(r"^#+ (.+?)(?: \(ours\))?$|\*\*([^*\n]+)\*\*", document.read_text(), re.M)
    return {heading or term for heading, term in found}


def anchors(document):
    """The anchors that the usual forges make of the headings of a document."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def faults(file, folders):
    try:
        text = file.read_text()
    except UnicodeDecodeError:
        return
    joined = BREAK.sub(" ", text)
    for document, name in CITATION.findall(joined):
        cited = ROOT / "Documentation" / f"{document}.md"
        if not cited.exists():
            yield f"there is no {document}.md in Documentation"
        elif name not in names(cited):
            yield f'{document}.md has no "{name}"'
    for citation in NUMBERED.findall(joined):
        yield f'"{citation}" cites by a number, which drifts: name the heading or the term'
    if file.suffix == ".md":
        for link in LINK.findall(text):
            if "://" in link or link.startswith("mailto:"):
                continue
            path, _, anchor = link.partition("#")
            target = (file.parent / path).resolve() if path else file
            if not target.exists():
                yield f"the link to {link} leads nowhere"
            elif anchor and anchor not in anchors(target):
                yield f"{link} is no heading there"
        for code in CODE.findall(text):
            if re.fullmatch(r"[\w./+-]+", code) and code.split("/")[0] in folders and "/" in code:
                if not (ROOT / code).exists():
                    yield f"there is no {code}"


def main():
    files = tracked()
    folders = {file.relative_to(ROOT).parts[0] for file in files if file.parent != ROOT}
    found = [f"{file.relative_to(ROOT)}: {fault}" for file in files for fault in faults(file, folders)]
    if found:
        sys.exit("\n".join(found))


main()

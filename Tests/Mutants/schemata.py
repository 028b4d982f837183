"""Makes one program of all small faults: each is an expression that a switch chooses in the place of the right one.

A fault is a line and what takes its place. They differ in an operator, a number or a name; the smallest whole expression
around that, up to the next bracket, comma or keyword, becomes `(switch ? wrong : right)`, so that all faults are built at
once and one is planted by the environment variable FA_MUTANT, its number.
"""

import re

SWITCH = "fa_is_mutant({})"
PAIRS = {"(": ")", "[": "]", "{": "}"}
# What an expression begins behind, and what it ends before, at the same depth of brackets.
BEFORE = re.compile(
    r"(?:[(\[{] ?|, |; | [-+*/]?= |\b(?:return|in|guard|if|while|where|case|try|unsafe|throw) |(?<=\w): | [?:] | \?\? |^(?:&&|\|\|) )$"
)
AFTER = re.compile(r"^(?:[)\]},;]| \{| else\b| where\b|: | \? |\s*$|\s*\\$| (?:&&|\|\|)$)")
ASSIGNMENT = re.compile(
    r"^(?P<before>defer \{ |case [^:]+: |)(?P<change>(?:unsafe )?[\w.\[\]() +*$,-]+? (?P<sign>[-+])= [^{}]+?)(?P<after>;| \}|)$"
)


def difference(old, new):
    """The places between which the lines differ, whole words and operators."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def left_of(line, place):
    """Where the expression that holds the place begins."""
    depth = 0
    while place > 0 and not (depth == 0 and BEFORE.search(line[:place])):
        place -= 1
        depth += (line[place] in PAIRS.values()) - (line[place] in PAIRS)
    return place


def right_of(line, left, least):
    """Where the expression that begins at `left` ends, if that is not before `least`."""
    depth = 0
    for place in range(left, len(line)):
        if depth == 0 and place >= least and AFTER.match(line[place:]):
            return place
        depth += (line[place] in PAIRS) - (line[place] in PAIRS.values())
    return len(line)


def planted(number, old, new):
    """The line with the fault behind its switch, or nil if it cannot be had."""
    switch = SWITCH.format(number)
    (first, second) = (ASSIGNMENT.match(old), ASSIGNMENT.match(new))
    if first and second and first["sign"] != second["sign"]:
        (right, wrong, after) = (first["change"], second["change"], first["after"])
        if after == ";":
            return f"if ({switch}) {{ {wrong}; }} else {{ {right}; }}"
        return f"{first['before']}if {switch} {{ {wrong} }} else {{ {right} }}{after}"
    start, end = difference(old, new)
    left = left_of(old, start)
    right = right_of(old, left, len(old) - end)
    if new[:left] != old[:left]:
        return None
    (right_one, wrong_one) = (old[left:right], new[left : len(new) - (len(old) - right)])
    if not right_one.strip() or not wrong_one.strip():
        return None
    space = right_one[len(right_one.rstrip()) :]
    return f"{old[:left]}({switch} ? {wrong_one.strip()} : {right_one.strip()}){space}{old[right:]}"

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every row of docs/compared.md names a test that exists, by its file and its sentence."""

import re
from pathlib import Path

import checking

PAGE = "docs/compared.md"
ROW = re.compile(r"^\|(.*)\|(.*)\|$")
TEST = re.compile(r'`([a-z0-9_]+/[a-z0-9_]+)` "([^"]+)"')
NAMED = re.compile(r'TEST_CASE\(\s*((?:"(?:[^"\\\n]|\\.)*"\s*)+)')
PIECE = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


def sentences(text):
    """The names of the tests in a file; a name may be split over lines."""
    return {"".join(PIECE.findall(pieces)) for pieces in NAMED.findall(text)}


def row_problems(root, shown_by):
    tests = TEST.findall(shown_by)
    if not tests or TEST.sub("", shown_by).strip(" ,;"):
        yield 'not `folder/file` "sentence"'
    for file, sentence in tests:
        path = Path(root) / f"tests/{file}_test.cpp"
        if not path.is_file():
            yield f"there is no tests/{file}_test.cpp"
        elif sentence not in sentences(path.read_text()):
            yield f'tests/{file}_test.cpp has no test "{sentence}"'


def check(root):
    problems, rows = [], 0
    for number, line in enumerate((Path(root) / PAGE).read_text().split("\n"), 1):
        row = ROW.match(line)
        if not row or set(line) <= set("|-: ") or row.group(2).strip() == "shown by":
            continue
        behaviour, shown_by = (cell.strip() for cell in row.groups())
        if behaviour.startswith("**") and not shown_by:
            continue  # a heading within the table
        rows += 1
        problems += [f"{PAGE}:{number}: {problem}" for problem in row_problems(root, shown_by)]
    return problems if rows else [f"{PAGE}: no rows"]


HEAD = "# C\n\n| behaviour | shown by |\n|---|---|\n| **Reading** | |\n"
CLEAN = {
    "tests/scenario/a_test.cpp": 'TEST_CASE("It works") {}\nTEST_CASE(\n    "It goes on "\n'
                                 '    "here", "[tag]") {}\n',
    PAGE: HEAD + '| works | `scenario/a` "It works" |\n| both | `scenario/a` "It works", '
                 '`scenario/a` "It goes on here" |\n',
}


def page(shown_by):
    return {PAGE: HEAD + f"| works | {shown_by} |\n"}


PLANTED = {
    "no such file": (page('`scenario/b` "It works"'), "there is no tests/scenario/b_test.cpp"),
    "no such sentence": (page('`scenario/a` "It fails"'), "has no test"),
    "half a sentence": (page('`scenario/a` "It goes on"'), "has no test"),
    "no test": (page(""), "not `folder/file`"),
    "no sentence": (page("`scenario/a`"), "not `folder/file`"),
    "one of two": (page('`scenario/a` "It works", `scenario/c`'), "not `folder/file`"),
    "no rows": ({PAGE: HEAD}, "no rows"),
}

if __name__ == "__main__":
    checking.main(check, CLEAN, PLANTED)

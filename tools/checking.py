# SPDX-License-Identifier: Apache-2.0
"""What every check has in common: where the tree is, what it prints, how it tests itself.

A check is a function from the root of a tree to a list of problems, each one line of text.
Its self-test lays out a small clean tree, in which the check must find nothing, and then plants
one mistake after another, each of which it must report.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def lay_out(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def problems_in(check, files):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_out(root, files)
        return check(root)


def self_test(check, clean, planted):
    """planted: name of the mistake -> (files to add or replace, words the report must hold)."""
    failures = []
    found = problems_in(check, clean)
    if found:
        failures.append("the clean tree is reported: " + "; ".join(found))
    for name, (files, words) in planted.items():
        found = problems_in(check, {**clean, **files})
        if not any(words in problem for problem in found):
            failures.append(f"planted '{name}' is not reported: {found}")
    print(f"{len(planted)} planted mistakes, {len(failures)} failures")
    return failures


def main(check, clean, planted):
    if "--self-test" in sys.argv:
        problems = self_test(check, clean, planted)
    else:
        problems = check(ROOT)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)

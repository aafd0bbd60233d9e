#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a program whose tests fail on purpose: check_output.py SOURCE PROGRAM.

Each `// shows: TEXT` of the source must stand in what the program prints, whatever its line breaks,
and the program must fail.
"""

import re
import subprocess
import sys
from pathlib import Path

SHOWS = re.compile(r"// shows: (.+)")
UNKNOWN = re.compile(r"\{\?\}|-byte object <")


def words(text):
    return " ".join(text.split())


def problems_of(source, output, status):
    wanted = SHOWS.findall(source)
    found = words(output)
    problems = [] if wanted else ["the source says nothing that is to be shown"]
    problems += [f"not shown: {text}" for text in wanted if words(text) not in found]
    problems += [f"shown as nothing but {text}" for text in UNKNOWN.findall(output)]
    if status == 0:
        problems.append("no test failed")
    return problems


def self_test():
    source = "CHECK(a == b);  // shows: one == two\n"
    cases = {"": ("one\n  ==\ntwo", 1), "not shown": ("one == three", 1),
             "shown as nothing": ("one == two {?}", 1),
             "shown as": ("one == two 4-byte object <", 1),
             "no test failed": ("one == two", 0)}
    wrong = [name for name, (output, status) in cases.items()
             if not any(name in problem for problem in problems_of(source, output, status))
             and (name or problems_of(source, output, status))]
    if not problems_of("", "one", 1):
        wrong.append("a source without texts")
    return [f"not caught: {name}" for name in wrong]


def main():
    if sys.argv[1:] == ["--self-test"]:
        problems = self_test()
    else:
        run = subprocess.run([sys.argv[2]], capture_output=True, timeout=60,
                             encoding="utf-8", errors="replace")
        problems = problems_of(Path(sys.argv[1]).read_text(), run.stdout + run.stderr,
                               run.returncode)
        if problems:
            print(run.stdout + run.stderr)
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()

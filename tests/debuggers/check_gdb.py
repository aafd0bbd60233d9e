#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""GDB shows values as shown.json says: check_gdb.py PROGRAM

Stops the program, which is made of values.cpp, in `look`, and prints each expression in the frame
above.
Exits with 77, which CTest takes for skipped, where there is no GDB or it may not trace.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PRINTERS = HERE.parent.parent / "tools/debuggers/weir_gdb.py"
SKIPPED = 77


def shown_by_gdb(program, expressions, printers):
    """What GDB prints for each expression, and all that it said."""
    commands = ["set width 0", "set print pretty off", "set confirm off", "set print elements 0",
                "set debuginfod enabled off", f"source {printers}",
                "break look", "run >/dev/null", "up"]
    for expression in expressions:
        commands += [f"echo <<{expression}>>\\n", f"print {expression}"]
    arguments = [part for command in commands for part in ("-ex", command)]
    run = subprocess.run(["gdb", "-nx", "-batch", *arguments, program],
                         capture_output=True, encoding="utf-8", timeout=100,
                         env={**os.environ, "LC_ALL": "C.UTF-8"})
    shown = {}
    lines = run.stdout.split("\n")
    for line, after in zip(lines, lines[1:]):
        if line.startswith("<<") and line.endswith(">>"):
            shown[line[2:-2]] = after.split(" = ", 1)[-1] if after.startswith("$") else after
    return shown, run.stdout + run.stderr


def problems_of(expected, shown):
    return [f"{name} is shown as\n  {shown.get(name, 'nothing at all')}\nnot as\n  {text}"
            for name, text in expected.items() if shown.get(name) != text]


def main():
    if shutil.which("gdb") is None:
        print("skipped: there is no gdb")
        sys.exit(SKIPPED)
    expected = json.loads((HERE / "shown.json").read_text())
    program = sys.argv[1]
    shown, said = shown_by_gdb(program, expected, PRINTERS)
    if "Could not trace the inferior" in said or "ptrace: Operation not permitted" in said:
        print("skipped: gdb may not trace a process here")
        sys.exit(SKIPPED)
    problems = problems_of(expected, shown)
    # Without its printers GDB must show something else, or this test would see nothing.
    bare, _ = shown_by_gdb(program, expected, "/dev/null")
    problems += [f"{name} is shown without the printers, too" for name in expected
                 if bare.get(name) == expected[name]]
    print("\n".join(problems + [said] if problems else [f"{len(expected)} values shown"]))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()

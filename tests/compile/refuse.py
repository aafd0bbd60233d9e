#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves that a file is refused for the reason it states: refuse.py FILE COMPILER [FLAG...].

The file's comment `// Refused: words` says what the compiler's message must hold. With WEIR_ACCEPT
defined the file is right and must compile, so that nothing but the stated reason refuses it.
"""

import re
import subprocess
import sys
from pathlib import Path


def compiles(command, *flags):
    run = subprocess.run([*command, *flags], capture_output=True, text=True)
    return run.returncode == 0, run.stdout + run.stderr


def main():
    source, compiler, *flags = sys.argv[1:]
    command = [compiler, "-std=c++20", "-fsyntax-only", *flags, source]
    stated = re.search(r"^// Refused: (.*)$", Path(source).read_text(), re.M)
    if not stated:
        sys.exit(f"{source} does not say '// Refused: words'")
    accepted, message = compiles(command, "-DWEIR_ACCEPT")
    if not accepted:
        sys.exit(f"{message}\n{source} is refused even when it is right")
    accepted, message = compiles(command)
    if accepted:
        sys.exit(f"{source} is not refused")
    if stated.group(1) not in message:
        sys.exit(f"{message}\n{source} is refused, but not for: {stated.group(1)}")


if __name__ == "__main__":
    main()

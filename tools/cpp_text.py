# SPDX-License-Identifier: Apache-2.0
"""C++ source as the checks need it: includes, and text with comments and literals blanked."""

import re
from pathlib import Path

TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\'',
    re.S,
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def headers(root):
    """Every header of the library, sorted, as paths below include/."""
    include = Path(root) / "include"
    return sorted(path.relative_to(include).as_posix() for path in include.rglob("*.hpp"))


def read(root, header):
    return (Path(root) / "include" / header).read_text()


def includes(text):
    """The names that the text includes, in order."""
    return [name for _, name in INCLUDE.findall(text)]


def own_includes(text):
    return [name for name in includes(text) if name.startswith("weir/")]


def _blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def code_only(text):
    """The text with comments and literals replaced by spaces: same length, same lines."""
    return TOKEN.sub(_blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def closing(text, start):
    """Where the bracket at start closes, or the end of the text."""
    pairs = {"(": ")", "{": "}", "[": "]"}
    opened, closed = text[start], pairs[text[start]]
    depth = 0
    for at in range(start, len(text)):
        if text[at] == opened:
            depth += 1
        elif text[at] == closed:
            depth -= 1
            if depth == 0:
                return at
    return len(text)

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every C++ block in a document is compiled somewhere, and every link leads somewhere.

A block's fence stands below a comment that names its file under examples/ or tests/:
`<!-- examples/put_and_get.cpp -->`. Its lines must stand there in a row, whatever their common
indentation. A block in any other language may name a file too, and is then held to it.
"""

import re
import textwrap
from pathlib import Path

import checking

FENCE = re.compile(r"^([ ]*)```(\S*)[^\n]*\n(.*?)^[ ]*```[ ]*$", re.M | re.S)
SOURCE = re.compile(r"<!--\s*([\w./-]+)\s*-->\s*\Z")
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)|!\[[^\]\n]*\]\(([^)\s]+)\)")
CPP = {"cpp", "c++", "cc", "hpp"}


def documents(root):
    for path in sorted(Path(root).rglob("*.md")):
        parts = path.relative_to(root).parts
        if not any(part == "build" or part.startswith(".") for part in parts):
            yield path


def holds(text, block):
    """Whether the block's lines stand in the text in a row, but for common indentation."""
    wanted = textwrap.dedent(block).strip("\n").split("\n")
    lines = [line.rstrip() for line in text.split("\n")]
    for start in range(len(lines) - len(wanted) + 1):
        piece = "\n".join(lines[start:start + len(wanted)])
        if textwrap.dedent(piece).split("\n") == wanted:
            return True
    return False


def block_problem(root, language, block, before):
    source = SOURCE.search(before)
    if not source:
        return "C++ block names no file" if language in CPP else None
    name = source.group(1)
    if not name.startswith(("examples/", "tests/")):
        return f"C++ comes from examples/ or tests/, not {name}" if language in CPP else None
    path = Path(root) / name
    if not path.is_file():
        return f"block comes from {name}, which does not exist"
    if not holds(path.read_text(), block):
        return f"block does not stand in {name} like this"
    return None


def slug(heading):
    """The anchor of a heading, as GitHub makes it."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")


def anchors(text):
    prose = FENCE.sub("", text)
    return {slug(heading) for heading in re.findall(r"^#+[ ]+(.*?)\s*$", prose, re.M)}


def link_problem(path, target):
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return None
    name, _, anchor = target.partition("#")
    file = (path.parent / name) if name else path
    if not file.exists():
        return f"link to {target}: no such file"
    if anchor and file.suffix == ".md" and anchor not in anchors(file.read_text()):
        return f"link to {target}: no such heading"
    return None


def check(root):
    problems = []
    for path in documents(root):
        text = path.read_text()
        name = path.relative_to(root)

        def report(offset, problem):
            if problem:
                problems.append(f"{name}:{text.count(chr(10), 0, offset) + 1}: {problem}")

        for match in FENCE.finditer(text):
            report(match.start(),
                   block_problem(root, match.group(2), match.group(3), text[:match.start()]))
        prose = FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
        prose = re.sub(r"`[^`\n]*`", lambda match: " " * len(match.group()), prose)
        for match in LINK.finditer(prose):
            report(match.start(), link_problem(path, match.group(1) or match.group(2)))
    return problems


EXAMPLE = "int main() {\n    int x = 1;\n    return x;\n}\n"
PAGE = "# A page\n\n<!-- examples/a.cpp -->\n```cpp\nint x = 1;\nreturn x;\n```\n"
CLEAN = {
    "examples/a.cpp": EXAMPLE,
    "README.md": PAGE + "\n[page](docs/b.md#two-words) [here](#a-page) [out](https://example.com)\n"
                        "\n```bash\n./dev test  # [no](link.md)\n```\n`[no](link.md)`\n",
    "docs/b.md": "# B\n\n## Two `words`\n",
}
PLANTED = {
    "changed block": ({"README.md": PAGE.replace("x = 1", "x = 2")}, "does not stand"),
    "block without a file": ({"README.md": PAGE.replace("<!-- examples/a.cpp -->", "")},
                             "names no file"),
    "lost file": ({"README.md": PAGE.replace("a.cpp", "z.cpp")}, "does not exist"),
    "file elsewhere": ({"README.md": PAGE.replace("examples/a.cpp", "docs/a.cpp")},
                       "examples/ or tests/"),
    "dead link": ({"docs/b.md": "[x](gone.md)"}, "no such file"),
    "dead anchor": ({"docs/b.md": "# B\n[x](../README.md#gone)"}, "no such heading"),
}

if __name__ == "__main__":
    checking.main(check, CLEAN, PLANTED)

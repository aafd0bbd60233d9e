#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes one header of the whole library: amalgamate.py OUTPUT.

Each header stands in it once, after those it needs. Unconditional includes of the standard library
are collected at the top; every other include stays where it was, as it may depend on a macro.
"""

import re
import sys
from pathlib import Path

import checking
import cpp_text

DIRECTIVE = re.compile(r"^[ \t]*#[ \t]*(if|ifdef|ifndef|endif|include|pragma)\b[ \t]*(.*)$")


def in_order(root, header, done):
    """The header and all it needs, each after what it includes itself."""
    if header in done:
        return
    done[header] = None
    for other in cpp_text.own_includes(cpp_text.read(root, header)):
        yield from in_order(root, other, done)
    yield header


def body(text, standard):
    """The lines that stay; names of standard headers go into `standard`."""
    depth = 0
    for line in text.split("\n"):
        match = DIRECTIVE.match(line)
        kind, rest = match.groups() if match else (None, "")
        if kind in ("if", "ifdef", "ifndef"):
            depth += 1
        elif kind == "endif":
            depth -= 1
        if kind == "pragma" and rest.strip() == "once" or "SPDX-License-Identifier" in line:
            continue
        if kind == "include" and rest.strip("<>\" ").startswith("weir/"):
            continue
        if kind == "include" and depth == 0 and re.fullmatch(r"<[a-z_]+>", rest.strip()):
            standard.add(rest.strip())
            continue
        yield line


def amalgamate(root, start="weir/weir.hpp"):
    standard, parts = set(), []
    for header in in_order(root, start, {}):
        text = "\n".join(body(cpp_text.read(root, header), standard)).strip("\n")
        if header != start:
            parts.append(f"// {header}\n\n{text}\n")
    head = ("// SPDX-License-Identifier: Apache-2.0\n"
            "// weir in one header, made from include/weir.\n")
    includes = "".join(f"#include {name}\n" for name in sorted(standard))
    return head + "#pragma once\n\n" + includes + "\n" + "\n".join(parts)


def check(root):
    """The single header holds every header once, in an order that compiles."""
    text = amalgamate(root)
    problems = []
    included = list(in_order(root, "weir/weir.hpp", {}))
    for header in included[:-1]:
        if text.count(f"\n// {header}\n") != 1:
            problems.append(f"{header} stands in the single header more or less than once")
        for other in cpp_text.own_includes(cpp_text.read(root, header)):
            if text.find(f"\n// {other}\n") > text.find(f"\n// {header}\n"):
                problems.append(f"{other} comes after {header}, which needs it")
    if re.search(r'#\s*include\s*["<]weir/', text):
        problems.append("the single header includes another one of weir's")
    return problems


CLEAN = {
    "include/weir/weir.hpp": '#include "weir/core/b.hpp"\n#include "weir/core/a.hpp"\n',
    "include/weir/core/a.hpp": "#pragma once\n#include <vector>\nint a;\n",
    "include/weir/core/b.hpp":
        '#pragma once\n#include <vector>\n#if X\n#include <map>\n#endif\n'
        '#include "weir/core/a.hpp"\n#define M\n#include <fmt/format.h>\nint b;\n',
}
PLANTED = {
    "cycle": ({"include/weir/core/a.hpp": '#include "weir/core/b.hpp"\n'}, "which needs it"),
    "include in disguise": (
        {"include/weir/core/a.hpp": "#  if 1\n#  include /**/ <weir/core/b.hpp>\n#  endif\n"
                                    "// weir/core/a.hpp\n"}, "more or less than once"),
}

if __name__ == "__main__":
    if len(sys.argv) == 2 and not sys.argv[1].startswith("-"):
        Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
        Path(sys.argv[1]).write_text(amalgamate(checking.ROOT))
    else:
        checking.main(check, CLEAN, PLANTED)

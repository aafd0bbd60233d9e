#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""weir.hpp includes every header but those of some folders, sorted. --write writes it.

Left out are testing/; wire/, which needs a JSON library that who only uses streams in process need
not have; service/, which takes as long to compile as all the rest; and analysis/, which takes twice
as long.
"""

import sys
from pathlib import Path

import checking
import cpp_text

NAME = "weir/weir.hpp"
LEFT_OUT = ("weir/analysis/", "weir/service/", "weir/testing/", "weir/wire/")
HEAD = """\
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Everything but analysis/, service/, testing/ and wire/. Written by tools/make_weir_hpp.py.
"""


def wanted(root):
    names = [name for name in cpp_text.headers(root)
             if name != NAME and not name.startswith(LEFT_OUT)]
    return HEAD + "".join(f'#include "{name}"\n' for name in names)


def check(root):
    path = Path(root) / "include" / NAME
    text = path.read_text() if path.exists() else ""
    if text == wanted(root):
        return []
    has, needs = set(text.splitlines()), set(wanted(root).splitlines())
    problems = [f"{NAME}: lacks {line}" for line in sorted(needs - has)]
    problems += [f"{NAME}: should not hold {line}" for line in sorted(has - needs) if line]
    problems = problems or [f"{NAME}: is not sorted"]
    return problems + ["run tools/make_weir_hpp.py --write"]


CLEAN = {
    "include/weir/analysis/k.hpp": "",
    "include/weir/core/a.hpp": "",
    "include/weir/core/b.hpp": "",
    "include/weir/testing/t.hpp": "",
    "include/weir/wire/w.hpp": "",
    "include/weir/weir.hpp":
        HEAD + '#include "weir/core/a.hpp"\n#include "weir/core/b.hpp"\n',
}
PLANTED = {
    "new header": ({"include/weir/time/c.hpp": ""}, 'lacks #include "weir/time/c.hpp"'),
    "gone header": (
        {"include/weir/weir.hpp": CLEAN["include/weir/weir.hpp"] + '#include "weir/z.hpp"\n'},
        'should not hold #include "weir/z.hpp"'),
    "unsorted": (
        {"include/weir/weir.hpp":
            HEAD + '#include "weir/core/b.hpp"\n#include "weir/core/a.hpp"\n'}, "not sorted"),
}

if __name__ == "__main__":
    if "--write" in sys.argv:
        (checking.ROOT / "include" / NAME).write_text(wanted(checking.ROOT))
    else:
        checking.main(check, CLEAN, PLANTED)

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A folder includes only folders on lower levels, and no header includes itself by a detour.

Headers directly in weir/ stand above every folder. core/ also avoids what is slow to compile.
"""

import checking
import cpp_text

LEVELS = [
    ["core"],
    ["time", "throttle", "storage", "routing"],
    ["stream"],
    ["service", "producer", "consumer", "event_source", "agent", "scaling", "analysis"],
    ["wire", "remote"],
    ["testing"],
]
LEVEL_OF = {folder: level for level, folders in enumerate(LEVELS) for folder in folders}
SLOW_TO_COMPILE = {"iostream", "regex", "functional", "ranges", "mutex"}


def folder_of(header):
    parts = header.split("/")
    return parts[1] if len(parts) > 2 else None


def may_include(header, other):
    mine, theirs = folder_of(header), folder_of(other)
    if mine == theirs:
        return True
    if theirs is None:
        return False
    if mine is None:
        return theirs != "testing"
    return LEVEL_OF[theirs] < LEVEL_OF[mine]


def cycles(graph):
    problems, done = [], set()

    def visit(header, path):
        if header in path:
            problems.append(" -> ".join(path[path.index(header):] + [header]) + ": a cycle")
        elif header not in done:
            for other in graph.get(header, []):
                visit(other, path + [header])
            done.add(header)

    for header in graph:
        visit(header, [])
    return problems


def check(root):
    problems, graph = [], {}
    known = cpp_text.headers(root)
    for header in known:
        text = cpp_text.read(root, header)
        folder = folder_of(header)
        if folder is not None and folder not in LEVEL_OF:
            problems.append(f"{header}: folder {folder} has no level in tools/check_layers.py")
            continue
        graph[header] = cpp_text.own_includes(text)
        for other in graph[header]:
            if other not in known:
                problems.append(f"{header}: includes {other}, which does not exist")
            elif folder_of(other) in LEVEL_OF or folder_of(other) is None:
                if not may_include(header, other):
                    problems.append(f"{header}: may not include {other}, which is not below it")
        if folder == "core":
            for name in cpp_text.includes(text):
                if name in SLOW_TO_COMPILE or name.startswith("fmt/"):
                    problems.append(f"{header}: core stays quick to compile, so not <{name}>")
    return problems + cycles(graph)


CLEAN = {
    "include/weir/weir.hpp": '#include "weir/stream/stream.hpp"\n',
    "include/weir/core/a.hpp": '#include <vector>\n// #include "weir/time/clock.hpp" no code\n',
    "include/weir/core/b.hpp": '#include "weir/core/a.hpp"\n',
    "include/weir/time/clock.hpp": '#include "weir/core/b.hpp"\n',
    "include/weir/stream/stream.hpp": '#include "weir/time/clock.hpp"\n',
    "include/weir/testing/model.hpp": '#include "weir/stream/stream.hpp"\n',
}
PLANTED = {
    "upward": ({"include/weir/core/a.hpp": '#include "weir/time/clock.hpp"\n'}, "not below"),
    "sideways": ({"include/weir/throttle/t.hpp": '#include "weir/time/clock.hpp"\n'}, "not below"),
    "whole library": ({"include/weir/core/a.hpp": '#include "weir/weir.hpp"\n'}, "not below"),
    "testing in weir.hpp": (
        {"include/weir/weir.hpp": '#include "weir/testing/model.hpp"\n'}, "not below"),
    "cycle": ({"include/weir/core/a.hpp": '#include "weir/core/b.hpp"\n'}, "a cycle"),
    "unknown folder": ({"include/weir/extra/e.hpp": ""}, "no level"),
    "missing header": ({"include/weir/core/a.hpp": '#include "weir/core/z.hpp"\n'}, "not exist"),
    "slow header": ({"include/weir/core/a.hpp": "#include <iostream>\n"}, "quick to compile"),
    "fmt in core": ({"include/weir/core/a.hpp": "#include <fmt/format.h>\n"}, "quick to compile"),
}

if __name__ == "__main__":
    checking.main(check, CLEAN, PLANTED)

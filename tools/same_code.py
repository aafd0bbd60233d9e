#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the policy of atomics tells a test costs nothing: same_code.py COMPILER [FLAG...].

The storage's hot path is compiled twice, as it is and with the hooks cut out of its source: calls
that only tell a policy something, and the cells that a policy can watch. Both must become the same
instructions, one for one.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import checking

SOURCE = "tests/hygiene/hot_path.cpp"
HEADERS = "include"
CUTS = [
    # What is cut, what takes its place, and how often it stands there at least.
    (r"\btell\(Use::\w+\);", ";", 4),
    (r"\bAtomics::lend\([^;]*\);", ";", 1),
    (r"typename Atomics::template plain<(std::uint64_t)> info;", r"\1 info;", 1),
    (r"\binfo\.set\(([^;]*)\);", r"info = \1;", 1),
    (r"\binfo\.get\(\)", "info", 2),
]


def instructions(command, root):
    """The assembly without what only names places: labels' numbers, directives, comments."""
    # This tree's headers come first, whatever the flags name.
    made = subprocess.run([command[0], f"-I{root}/{HEADERS}", *command[1:], "-std=c++20", "-O2",
                           "-S", "-o", "-", str(Path(root) / SOURCE)],
                          check=True, capture_output=True, text=True).stdout
    lines = [re.sub(r"\.L\w*\d+", ".L", line).strip() for line in made.split("\n")]
    return [line for line in lines if line and not line.startswith((".", "#"))]


def cut_hooks(root):
    problems = []
    path = Path(root) / HEADERS / "weir/storage/segment.hpp"
    text = path.read_text()
    for pattern, instead, least in CUTS:
        text, count = re.subn(pattern, instead, text)
        if count < least:
            problems.append(f"{SOURCE}: {pattern} stands {count} times in segment.hpp, not {least}")
    path.write_text(text)
    return problems


def compare(command, root, change=lambda root: None):
    """`change` is made to the tree before its hooks are cut out of a copy."""
    with tempfile.TemporaryDirectory() as folder:
        as_it_is, cut = Path(folder) / "a", Path(folder) / "b"
        for tree in (as_it_is, cut):
            shutil.copytree(Path(root) / HEADERS, tree / HEADERS)
            (tree / SOURCE).parent.mkdir(parents=True)
            shutil.copy(Path(root) / SOURCE, tree / SOURCE)
            change(tree)
        problems = cut_hooks(cut)
        ours, bare = instructions(command, as_it_is), instructions(command, cut)
    different = sum(a != b for a, b in zip(ours, bare)) + abs(len(ours) - len(bare))
    print(f"{len(ours)} instructions and labels, {different} differ without the hooks")
    if different:
        problems.append(f"{SOURCE}: hooks cost something: {different} lines of assembly differ")
    return problems


def self_test(command):
    """A lend() that does something must be noticed."""
    def plant(root):
        path = Path(root) / HEADERS / "weir/core/atomics.hpp"
        text = path.read_text()
        planted = re.sub(r"(static void lend\()[^{]*\{\}",
                         r"\1const std::byte* from, std::size_t) noexcept "
                         r"{ static_cast<void>(*static_cast<const volatile std::byte*>(from)); }",
                         text)
        assert planted != text
        path.write_text(planted)

    found = compare(command, checking.ROOT, plant)
    return [] if found else ["planted: a lend() that reads is not reported"]


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--self-test"]
    run = self_test(arguments) if "--self-test" in sys.argv else compare(arguments, checking.ROOT)
    for problem in run:
        print(problem)
    sys.exit(1 if run else 0)

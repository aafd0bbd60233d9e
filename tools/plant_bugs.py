#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants each bug of tests/planted/ in a copy of the headers and sees that its test finds it.

A bug is a file: what it is; then `test: FOLDER/NAME`, the test tests/FOLDER/NAME_test.cpp that has
to fail, and as many more as have to; then for each change `file: HEADER`, the lines that it takes
away, with `-` before them, and those that it puts there, with `+`. The lines taken away must stand
in the header exactly once.

First every test named is run on the headers as they are, and has to pass. A test that does not end
within its budget has found nothing.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLAGS = ["-std=c++20", "-O1", "-w", "-pthread", "-DFMT_HEADER_ONLY=1",
         "-DWEIR_TEST_STANDS_ALONE", f'-DWEIR_TEST_DATA_DIR="{ROOT}/tests/data"']
TEST_SECONDS = 40


class Stale(Exception):
    """A bug that does not fit the headers any more, or says something unreadable."""


class Unending(Exception):
    """A test that took longer than its budget: that finds nothing."""


class Bug:
    def __init__(self, path):
        self.name = path.stem
        self.tests = []
        self.changes = []  # [header, old lines, new lines]
        about = []
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line.startswith("test: "):
                self.tests.append(line[6:].strip())
            elif line.startswith("file: "):
                self.changes.append([line[6:].strip(), [], []])
            elif self.changes and line[:1] in ("-", "+"):
                self.changes[-1][1 if line[0] == "-" else 2].append(line[1:])
            elif not self.tests:
                about.append(line)
            else:
                raise Stale(f"{path.name}:{number}: neither 'file:' nor a line with - or +")
        self.about = " ".join(" ".join(about).split())
        if not self.tests or not self.changes:
            raise Stale(f"{path.name}: names no test, or changes nothing")

    def plant(self, include, overlay):
        """Writes changed copies of the headers in `include` to `overlay`."""
        for header, old, new in self.changes:
            copy = overlay / "weir" / header
            text = (copy if copy.exists() else include / "weir" / header).read_text()
            wanted = "".join(line + "\n" for line in old)
            if text.count(wanted) != 1:
                count = text.count(wanted)
                raise Stale(f"{self.name}: stands {count} times in {header}:\n{wanted}")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text.replace(wanted, "".join(line + "\n" for line in new)))


def compile_command(compiler, includes, sources, program):
    wrapper = ["ccache"] if shutil.which("ccache") else []
    return [*wrapper, compiler, *FLAGS, *(f"-I{path}" for path in includes),
            *map(str, sources), "-o", str(program)]


def run_test(test, overlay, work, compiler):
    """Compiles and runs a test. Gives: whether it passed, its output, and seconds that it ran."""
    source = ROOT / "tests" / f"{test}_test.cpp"
    if not source.exists():
        raise Stale(f"there is no test {test}")
    includes = [*([overlay] if overlay else []), ROOT / "include", ROOT / "tests",
                source.parent]
    thing = work / "test.o"
    built = subprocess.run([*compile_command(compiler, includes, [source], thing), "-c"],
                           capture_output=True, text=True)
    if built.returncode == 0:
        built = subprocess.run([compiler, "-pthread", str(thing), str(work.parent / "main.o"),
                                "-o", str(work / "test")], capture_output=True, text=True)
    if overlay and "static assertion failed" in built.stderr:
        return False, "CHECK at compile time: static assertion failed", 0
    if built.returncode != 0:
        raise Stale(f"{test} does not compile:\n{built.stderr[-3000:]}")
    start = time.monotonic()
    try:
        # The first failure ends the test: what is wrong with it may keep it from ending.
        ran = subprocess.run([str(work / "test"), "--abort"], capture_output=True, text=True,
                             errors="replace", timeout=TEST_SECONDS, cwd=work)
    except subprocess.TimeoutExpired:
        raise Unending(f"{test} did not end in {TEST_SECONDS} s, and had found nothing")
    return ran.returncode == 0, ran.stdout + ran.stderr, time.monotonic() - start


def reason(output):
    """What a failed test says first, in a line."""
    lines = [line.strip() for line in output.splitlines()]
    for at, line in enumerate(lines):
        if line == "with message:" or line == "with messages:":
            return next((said for said in lines[at + 1:] if said and "executions" not in said), "")
    telling = ("CHECK", "REQUIRE", "it did", "Segmentation", "SIG", "ThreadSanitizer")
    return next((line for line in lines if any(word in line for word in telling)),
                next((line for line in reversed(lines) if line), "it died without a word"))


def try_bug(bug, test, work, compiler):
    overlay = work / "include"
    overlay.mkdir(parents=True)
    bug.plant(ROOT / "include", overlay)
    passed, output, seconds = run_test(test, overlay, work, compiler)
    return not passed, reason(output), seconds


def report(name, found, seconds, text):
    print(f"{'found' if found else 'MISSED':7} {name:26} {seconds:6.1f} s  {text[:90]}", flush=True)


def try_all(bugs, compiler, jobs):
    bad = 0
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        work = pathlib.Path(folder)
        subprocess.run([compiler, *FLAGS, "-c", str(ROOT / "tests/main.cpp"), "-o",
                        str(work / "main.o")], check=True)
        tests = sorted({test for bug in bugs for test in bug.tests})
        pairs = [(bug, test) for bug in bugs for test in bug.tests]
        for name in [*tests, *(f"{bug.name}.{test}" for bug, test in pairs)]:
            (work / name.replace("/", ".")).mkdir()
        controls = {test: pool.submit(run_test, test, None, work / test.replace("/", "."), compiler)
                    for test in tests}
        trials = [(bug, test, pool.submit(try_bug, bug, test, work /
                                          f"{bug.name}.{test}".replace("/", "."), compiler))
                  for bug, test in pairs]
        for test, control in controls.items():
            try:
                passed, output, _ = control.result()
            except (Stale, Unending) as trouble:
                passed, output = False, str(trouble)
            if not passed:
                bad += 1
                print(f"{test} fails without any bug:\n{output[-2000:]}", flush=True)
        for bug, test, trial in trials:
            try:
                found, text, seconds = trial.result()
            except Stale as stale:
                found, text, seconds = False, f"stale: {stale}", 0
                print(text)
            except Unending as unending:
                found, text, seconds = False, str(unending), TEST_SECONDS
                print(text)
            bad += not found
            report(bug.name, found, seconds, f"{test}: {text}" if found else bug.about)
    print(f"{len(bugs)} bugs planted, {bad} not found")
    return bad == 0


def self_test():
    """A bug that is none must be missed, and one that fits nothing must be called stale."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "no_bug.bug"
        path.write_text("Nothing.\n\ntest: core/version\nfile: core/version.hpp\n"
                        "-#pragma once\n+#pragma once\n")
        if try_all([Bug(path)], "g++", 1):
            sys.exit("self-test: a bug that is none was found")
        path.write_text(path.read_text().replace("-#pragma once", "-#pragma twice"))
        try:
            Bug(path).plant(ROOT / "include", pathlib.Path(folder) / "overlay")
        except Stale:
            return
        sys.exit("self-test: a stale bug was planted")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these bugs")
    parser.add_argument("--list", action="store_true", help="say what the bugs are")
    parser.add_argument("--check", action="store_true", help="only see that every bug still fits")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--compiler", default=os.environ.get("CXX", "g++"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    given = parser.parse_args()
    if given.self_test:
        return self_test()
    bugs = [Bug(path) for path in sorted((ROOT / "tests/planted").glob("*.bug"))]
    unknown = set(given.names) - {bug.name for bug in bugs}
    if unknown:
        sys.exit(f"no such bug: {', '.join(sorted(unknown))}")
    bugs = [bug for bug in bugs if not given.names or bug.name in given.names]
    if given.list:
        for bug in bugs:
            print(f"{bug.name}\n    {bug.about}\n    found by {', '.join(bug.tests)}")
    elif given.check:
        with tempfile.TemporaryDirectory() as folder:
            for bug in bugs:
                bug.plant(ROOT / "include", pathlib.Path(folder) / bug.name)
        print(f"{len(bugs)} bugs fit the headers")
    elif not try_all(bugs, given.compiler, given.jobs):
        sys.exit(1)


if __name__ == "__main__":
    try:
        main()
    except Stale as stale:
        sys.exit(str(stale))

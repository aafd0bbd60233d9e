#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which lines and branches of the library the tests reach, of all programs and templates together.

Runs the tests of the preset `coverage`, which must be built, and reports each folder, and each file
below the least that is allowed. A branch is covered if any program covers it in any instantiation.
One that none covers has to stand in tests/coverage/uncovered.txt with the reason; what stands there
and is covered, or is no branch any more, is an error too.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/coverage"
LISTED = ROOT / "tests/coverage/uncovered.txt"
FOLDERS = ["core", "routing", "throttle", "storage", "stream"]
LEAST = 0.95
LONGEST = 80
FIELDS = re.compile(r"(file|condition|never|varies): (.*)")


class Listed:
    """What tests/coverage/uncovered.txt says: branches that no test takes, with reasons.

    A block has `file:`, `condition:` as it stands in the file, `never: true` or `false` (or both
    lines), and the reason. With `varies: with what` it may be covered on another machine.
    """

    def __init__(self, text):
        self.reasons = {}
        self.varies = set()
        self.problems = []
        for block in re.split(r"\n(?:[ \t]*\n)+", text.strip()):
            lines = [line for line in block.split("\n") if line and not line.startswith("#")]
            if lines:
                self._enter(lines)

    def _enter(self, lines):
        fields = collections.defaultdict(list)
        for line in lines:
            match = FIELDS.match(line)
            fields[match.group(1) if match else "reason"].append(match.group(2) if match else line)
        if not all(fields[name] for name in ("file", "condition", "never", "reason")):
            self.problems.append(f"says not all of file, condition, never, reason: {lines[0]}")
            return
        for condition in fields["condition"]:
            for side in fields["never"]:
                key = fields["file"][0], condition, side
                if key in self.reasons:
                    self.problems.append(f"stands there twice: {' | '.join(key)}")
                self.reasons[key] = " ".join(fields["reason"])
                if fields["varies"]:
                    self.varies.add(key)


def run_tests(jobs):
    profiles = BUILD / "profiles"
    shutil.rmtree(profiles, ignore_errors=True)
    # Counters are mapped into the file, so that those of a program that aborts count too.
    env = {**os.environ, "LLVM_PROFILE_FILE": f"{profiles}/%c%p.profraw",
           "WEIR_MODEL_OPERATIONS": os.environ.get("WEIR_MODEL_OPERATIONS", "100000")}
    ran = subprocess.run(["ctest", "--preset", "coverage", "-j", str(jobs)], cwd=ROOT, env=env,
                         capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit(f"the tests fail:\n{ran.stdout[-4000:]}{ran.stderr[-1000:]}")
    merged = BUILD / "merged.profdata"
    subprocess.run(["llvm-profdata-19", "merge", "-sparse", *map(str, profiles.glob("*.profraw")),
                    "-o", str(merged)], check=True)
    return merged


def export(merged, program):
    """What llvm-cov tells of the library's files as one program has them."""
    ran = subprocess.run(
        ["llvm-cov-19", "export", "-skip-expansions", "-skip-functions", "-instr-profile",
         str(merged), str(program),
         *(str(ROOT / "include/weir" / folder) for folder in FOLDERS)],
        capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit(f"llvm-cov: {ran.stderr[-2000:]}")
    return json.loads(ran.stdout)["data"][0]["files"]


def gather(merged):
    """Gives: header -> its lines and branches, and whether some program reached them."""
    programs = [*sorted((BUILD / "tests").rglob("weir_*_tests")),
                *sorted((BUILD / "tests/fuzz").glob("*_fuzz"))]
    files = {}
    for program in programs:
        for file in export(merged, program) if os.access(program, os.X_OK) else ():
            path = pathlib.Path(file["filename"]).resolve()
            header = path.relative_to(ROOT / "include/weir").as_posix()
            lines, taken = files.setdefault(header, ({}, {}))
            told = covered_lines(file["segments"])
            for line, hit in told.items():
                lines[line] = lines.get(line, False) or hit
            for key, hit in branches_of(file["branches"], path.read_text().split("\n")).items():
                taken[key] = taken.get(key, False) or hit
    return files


def covered_lines(segments):
    """Gives: line -> whether it was reached, as llvm-cov counts lines."""
    by_line = collections.defaultdict(list)
    for segment in segments:
        by_line[segment[0]].append(segment)
    lines, wrapped = {}, None
    for number in range(segments[0][0], segments[-1][0] + 1) if segments else ():
        here = by_line.get(number, [])
        starts = [segment for segment in here if segment[3] and segment[4] and not segment[5]]
        counts = [segment[2] for segment in starts]
        if wrapped and wrapped[3]:
            counts.append(wrapped[2])
        if counts and not (here and not here[0][3] and here[0][4]):
            lines[number] = max(counts) > 0
        wrapped = here[-1] if here else wrapped
    return lines


def condition_text(lines, begin_line, begin, end_line, end):
    """The condition as it stands there, on one line, without comments, and cut where it is long."""
    if begin_line == end_line:
        text = lines[begin_line - 1][begin - 1:end - 1]
    else:
        text = "\n".join([lines[begin_line - 1][begin - 1:], *lines[begin_line:end_line - 1],
                          lines[end_line - 1][:end - 1]])
    text = " ".join(re.sub(r"//[^\n]*", "", text).split())
    return text if len(text) <= LONGEST else text[:LONGEST - 3] + "..."


def branches_of(told, lines):
    """Gives: (place, condition, side) -> whether some program took it."""
    taken = collections.defaultdict(bool)
    for begin_line, begin, end_line, end, true, false, *_ in told:
        if "= default;" in lines[begin_line - 1]:
            continue  # a comparison that the compiler writes, and does not count
        text = condition_text(lines, begin_line, begin, end_line, end)
        for side, count in (("true", true), ("false", false)):
            taken[(begin_line, begin), text, side] |= count > 0
    return taken


def percent(found):
    found = list(found)
    return 100 * sum(found) / len(found) if found else 100.0


def table(files):
    """Prints each folder, and each file below the least. Gives: the rate of branches of all."""
    print(f"{'':44} lines            branches")

    def row(name, some):
        lines = [hit for lines, _ in some for hit in lines.values()]
        branches = [hit for _, taken in some for hit in taken.values()]
        print(f"{name:36} {sum(lines):6} of {len(lines):5} {percent(lines):5.1f} %"
              f" {sum(branches):6} of {len(branches):5} {percent(branches):5.1f} %")
        return percent(branches), percent(lines)

    for folder in FOLDERS:
        row(folder, [told for name, told in files.items() if name.startswith(f"{folder}/")])
        for name, told in files.items():
            low = min(percent(told[0].values()), percent(told[1].values())) < 100 * LEAST
            if name.startswith(f"{folder}/") and low:
                row(f"  {name}", [told])
    return row("all", list(files.values()))[0]


def compare(files, listed):
    """What the list does not say, or says wrongly."""
    problems = list(listed.problems)
    by_key = collections.defaultdict(list)
    for name, (_, taken) in files.items():
        for (place, text, side), hit in taken.items():
            by_key[name, text, side].append((place, hit))
    for key, found in by_key.items():
        missing = [place for place, hit in found if not hit]
        name, text, side = key
        if missing and key not in listed.reasons:
            problems += [f"include/weir/{name}:{line}: never {side}: {text}"
                         for line, _ in missing]
        if not missing and key in listed.reasons and key not in listed.varies:
            problems.append(f"is covered, but listed: {' | '.join(key)}")
    problems += [f"is no branch: {' | '.join(key)}" for key in listed.reasons
                 if key not in by_key and key not in listed.varies]
    return problems


def self_test():
    """A small file of which one branch is never false, with lists that are right and wrong."""
    told = [[1, 5, 1, 10, 3, 0, 0, 0, 4], [1, 5, 1, 10, 0, 0, 0, 0, 4], [2, 1, 2, 2, 1, 1, 0, 0, 4]]
    taken = branches_of(told, ["if (a < b) {", "c"])
    files = {"core/a.hpp": ({}, taken)}
    entry = "file: core/a.hpp\ncondition: {}\nnever: {}\n{}\n"
    for text, count in (("", 1), (entry.format("a < b", "false", "Why."), 0),
                        (entry.format("a < b", "true", "Why."), 2),
                        (entry.format("a < b", "false", ""), 2),
                        (entry.format("x", "false", "Why."), 2),
                        (entry.format("c", "true", "varies: with it\nWhy."), 1)):
        problems = compare(files, Listed(text))
        if len(problems) != count:
            sys.exit(f"self-test: {count} problems wanted, not {problems}")
    lines = covered_lines([[1, 1, 2, True, True, False], [3, 1, 0, True, True, False],
                           [4, 2, 0, False, False, False]])
    if lines != {1: True, 2: True, 3: True, 4: False}:
        sys.exit(f"self-test: lines {lines}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--again", action="store_true", help="report on the last run of the tests")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    given = parser.parse_args()
    if given.self_test:
        return self_test()
    merged = BUILD / "merged.profdata" if given.again else run_tests(given.jobs)
    files = dict(sorted(gather(merged).items()))
    rate = table(files)
    problems = compare(files, Listed(LISTED.read_text()))
    if rate < 100 * LEAST:
        problems.append(f"fewer than {100 * LEAST:.0f} % of the branches are covered")
    for problem in problems:
        print(problem)
    return sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()

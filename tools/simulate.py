#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the standard campaign on every processor and prints what it came to, in one table.

Fails when a seed went wrong, which then is told with its smallest form, or when a run as large as
this one should have come to a state that it never did.
"""
import argparse
import collections
import os
import subprocess
import sys
import time

# From so many seeds on a state that was never reached is a failure: the rarest comes up in one of a
# hundred seeds.
SEEDS_FOR_ALL_STATES = 2_000


def run(program, first, seeds, jobs, extra):
    """Gives: the figures of all seeds by kind and name, and whether none went wrong."""
    runs = []
    for job in range(jobs):
        share = seeds // jobs + (1 if job < seeds % jobs else 0)
        if share > 0:
            runs.append(subprocess.Popen(
                [program, "--first", str(first + job), "--every", str(jobs), "--seeds", str(share),
                 *extra], stdout=subprocess.PIPE, text=True))
    figures = collections.defaultdict(lambda: collections.defaultdict(float))
    fine = True
    for one in runs:
        output, _ = one.communicate()
        for line in output.splitlines():
            part = line.split("\t")
            if len(part) == 3 and part[0] in ("figure", "fault", "reached"):
                figures[part[0]][part[1]] += float(part[2])
            else:
                print(line)
        fine = fine and one.returncode == 0
    return figures, fine


def problems(figures, seeds, needs_all):
    found = []
    if figures["figure"]["seeds"] != seeds:
        found.append(f"{figures['figure']['seeds']:.0f} of {seeds} seeds were run")
    if needs_all:
        for kind in ("fault", "reached"):
            found += [f"never came up: {name}" for name, count in figures[kind].items()
                      if count == 0]
    return found


def table(figures, seconds):
    faults = figures["fault"]
    families = sum(1 for count in faults.values() if count > 0)
    lines = [*figures["figure"].items(), ("faults fired", sum(faults.values())),
             ("fault families", families), ("seconds", seconds)]
    text = "\n".join(f"{name:36} {count:14,.0f}" for name, count in lines)
    for title, kind in (("faults", "fault"), ("states reached", "reached")):
        text += f"\n\n{title}\n"
        text += "\n".join(f"  {name:34} {count:14,.0f}" for name, count in figures[kind].items())
    return text


def self_test():
    """A state that was not reached, and seeds that were not run, must be problems."""
    figures = {"figure": {"seeds": 10}, "fault": {"refuse": 1, "pause": 0},
               "reached": {"a": 0, "b": 2}}
    assert problems(figures, 10, False) == []
    assert problems(figures, 10, True) == ["never came up: pause", "never came up: a"]
    assert problems(figures, 11, False) == ["10 of 11 seeds were run"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="build/simulate/tests/simulate/weir-simulate")
    parser.add_argument("--seeds", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--self-test", action="store_true")
    given, extra = parser.parse_known_args()
    if given.self_test:
        return self_test()
    start = time.monotonic()
    figures, fine = run(given.program, given.first, given.seeds, given.jobs, extra)
    print(table(figures, time.monotonic() - start))
    found = problems(figures, given.seeds, fine and given.seeds >= SEEDS_FOR_ALL_STATES)
    for problem in found:
        print(problem)
    sys.exit(0 if fine and not found else 1)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves what docs/reliability.md claims, and prints one table of figures measured in this run.

Every scenario of tests/interleave is explored by a process of its own, as many at a time as there
are processors: all orders of its steps, then random schedules on weak memory, then each thread
frozen after each of its steps. Then real threads under ThreadSanitizer, and the planted bugs.
Seconds of the explorer are a processor's, so that others on the machine don't matter.

Exits with 1 if a claim does not hold. With --smoke everything is smaller, for every change.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What has to hold, and how much is done for it. A scenario is explored with a first budget, and
# with a second one if that was too small, until these together have taken `second_seconds`.
Size = collections.namedtuple("Size", """
    exhausted executions schedules minutes
    first_budget second_budget second_seconds frozen_budget soak_seconds bugs""")
SCENARIO_SECONDS = 180
FULL = Size(exhausted=12, executions=10_000_000, schedules=30_000_000, minutes=12,
            first_budget=200, second_budget=4_000, second_seconds=130, frozen_budget=100,
            soak_seconds=60, bugs=[])
SMOKE = Size(exhausted=12, executions=5_000, schedules=100_000, minutes=2,
             first_budget=1, second_budget=0, second_seconds=0, frozen_budget=1,
             soak_seconds=2,
             bugs=["publish_relaxed", "unpin_relaxed", "title_not_compared", "token_of_any_list",
                   "double_roll", "seal_loses_tail", "wait_for_the_roll", "seal_before_table",
                   "dekker_without_seq_cst", "window_edge_burst", "token_spent_twice"])

# A line that a test wrote to its report.
Explored = collections.namedtuple("Explored", "how name threads executions steps freezes complete")


class Table:
    """Rows that are printed as they come. Once something has failed, no claim holds any more."""

    def __init__(self, markdown, failures):
        self.markdown = markdown
        self.failures = failures  # outputs of what failed
        self.broken = []
        self.row("what", "threads", "figure", "seconds", "result")
        if markdown:
            print("|---|---|---|---|---|")

    def row(self, what, threads, figure, seconds, result):
        figure = f"{figure:,}" if isinstance(figure, int) else figure
        seconds = f"{seconds:.1f}" if isinstance(seconds, float) else seconds
        if self.markdown:
            print(f"| {what} | {threads} | {figure} | {seconds} | {result} |", flush=True)
        else:
            print(f"{what:58} {threads:>7} {figure:>30} {seconds:>8}  {result}", flush=True)

    def claim(self, what, figure, seconds, holds, wanted):
        holds = holds and not self.failures
        self.row(what, "", figure, seconds, wanted if holds else f"FAILED: {wanted}")
        if not holds:
            self.broken.append(what)


class Explorer:
    """Runs scenarios of the program of tests/interleave, each in a process of its own."""

    def __init__(self, program, folder, seed, jobs, failures):
        self.program = program
        self.folder = folder
        self.seed = seed
        self.pool = concurrent.futures.ThreadPoolExecutor(jobs)
        self.failures = failures
        self.seconds = 0.0

    def names(self, how, budget):
        """The names of all scenarios that are explored in this way with that budget."""
        lines, _ = self.start(how, "none of them", budget, None)
        return list(dict.fromkeys(one.name for one in lines))

    def run(self, how, scenario, budget, seconds_max=None):
        """Gives: what was explored, and how many seconds it took; not more than `seconds_max`."""
        lines, seconds = self.start(how, scenario, budget, seconds_max)
        return [one for one in lines if one.name == scenario], seconds

    def start(self, how, scenario, budget, seconds_max):
        report = self.folder / f"{how}.{budget}.{scenario}"
        report.touch()
        variables = dict(os.environ, WEIR_PROOF_REPORT=str(report), WEIR_EXPLORE_BUDGET=str(budget),
                         WEIR_EXPLORE_SEED=str(self.seed), WEIR_EXPLORE_SCENARIO=scenario)
        with tempfile.TemporaryFile(dir=self.folder) as output:
            process = subprocess.Popen([str(self.program), f"[{how}]"], env=variables,
                                       stdout=output, stderr=subprocess.STDOUT)
            if seconds_max:
                resource.prlimit(process.pid, resource.RLIMIT_CPU, (seconds_max, seconds_max + 5))
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in (0, -signal.SIGXCPU):
                output.seek(0)
                self.failures.append(output.read().decode(errors="replace")[-6000:])
        self.seconds += usage.ru_utime + usage.ru_stime
        lines = [line.split("\t") for line in report.read_text().splitlines()]
        return ([Explored(line[0], line[1], *map(int, line[2:])) for line in lines],
                usage.ru_utime + usage.ru_stime)

    def run_each(self, how, scenarios, budget, seconds_max=None, all_seconds=None):
        """Gives: for each scenario what `run` gives. None begins after `all_seconds`."""
        end = self.seconds + (all_seconds or 0)

        def run(name):
            if all_seconds is not None and self.seconds >= end:
                return [], 0.0
            return self.run(how, name, budget, seconds_max)
        return self.pool.map(run, scenarios)


def prove_orders(table, explorer, size):
    found = {name: (Explored("orders", name, "", 0, 0, 0, False), 0.0)  # until it has ended
             for name in explorer.names("orders", size.first_budget)}
    for explored, seconds in explorer.run_each("orders", list(found), size.first_budget):
        found.update((one.name, (one, seconds)) for one in explored)
    left = [one.name for one, _ in found.values() if not one.complete]
    for explored, seconds in explorer.run_each("orders", left, size.second_budget,
                                               SCENARIO_SECONDS, size.second_seconds):
        found.update((one.name, (one, seconds)) for one in explored)
    for one, seconds in found.values():
        table.row(one.name, one.threads, one.executions, seconds,
                  "exhausted" if one.complete else "not exhausted")
    done = [one for one, _ in found.values() if one.complete]
    executions = sum(one.executions for one in done)
    table.claim(f"every order of steps: {len(done)} scenarios exhausted", executions,
                explorer.seconds,
                len(done) >= size.exhausted and executions >= size.executions,
                f"at least {size.exhausted}, with {size.executions:,} executions")


def prove_weak(table, explorer, size):
    before = explorer.seconds
    names = explorer.names("weak", 1)
    budget = 1  # to see how much that is
    for _ in range(2):
        total = sum(one.executions for explored, _ in explorer.run_each("weak", names, budget)
                    for one in explored)
        budget = -(-size.schedules // max(total, 1))
    table.claim(f"random and PCT schedules on weak memory, {len(names)} scenarios", total,
                explorer.seconds - before, total >= size.schedules,
                f"at least {size.schedules:,}; seed {explorer.seed}")


def prove_frozen(table, explorer, size):
    before = explorer.seconds
    groups = {}
    names = explorer.names("frozen", size.frozen_budget)
    for explored, seconds in explorer.run_each("frozen", names, size.frozen_budget):
        for one in explored:
            groups.setdefault(one.name.split(":")[0], []).append((one, seconds))
    for name, group in groups.items():
        steps = sum(one.freezes for one, _ in group)
        table.row(f"frozen, {name}: {steps:,} steps of {len(group)} scenarios", "2-3",
                  f"{sum(one.executions for one, _ in group):,} plays",
                  sum(seconds for _, seconds in group),
                  "the others end" if all(one.complete for one, _ in group) else "FAILED")
    every = [one for group in groups.values() for one, _ in group]
    table.claim(f"each thread frozen after each of {sum(one.freezes for one in every):,} steps",
                f"{sum(one.executions for one in every):,} plays", explorer.seconds - before,
                bool(every) and all(one.complete for one in every),
                f"{2 * size.frozen_budget} seeds each: the others end")


def prove_soak(table, compiler, program, what, folder, size, seed):
    start = time.monotonic()
    report = folder / f"soak.{compiler}.{what}"
    variables = dict(os.environ, WEIR_PROOF_REPORT=str(report), WEIR_SOAK_SEED=str(seed),
                     WEIR_SOAK_SECONDS=str(size.soak_seconds))
    ran = subprocess.run([str(program), "--filenames-as-tags", f"[#{what}_soak_test]"],
                         env=variables, capture_output=True, text=True, errors="replace")
    passed = ran.returncode == 0 and report.exists()
    acknowledged, read = (report.read_text().split("\t")[2:4] if passed else (0, 0))
    if not passed:
        table.failures.append((ran.stdout + ran.stderr)[-6000:])
    table.claim(f"{what} under ThreadSanitizer, {compiler}, 8 writers and 8 readers",
                f"{int(acknowledged):,} acknowledged", time.monotonic() - start,
                int(acknowledged) > 0, f"each reads all of them in order: {int(read):,}")


def prove_planted(table, size):
    start = time.monotonic()
    ran = subprocess.run([sys.executable, str(ROOT / "tools/plant_bugs.py"), *size.bugs],
                         capture_output=True, text=True, errors="replace")
    results = [line.split()[:2] for line in ran.stdout.splitlines()
               if line.startswith(("found ", "MISSED "))]
    missed = [name for result, name in results if result == "MISSED"]
    if ran.returncode != 0:
        table.failures.append((ran.stdout + ran.stderr)[-6000:])
    table.claim("planted bugs, each found by the test named for it",
                f"{len(results) - len(missed)} of {len(results)}", time.monotonic() - start,
                bool(results), f"missed: {', '.join(missed)}" if missed else "all found")


def self_test():
    """Programs that explore too little, fail or die must not prove anything."""
    size = SMOKE._replace(exhausted=1, executions=10, schedules=10, second_budget=2)
    good = "orders\\tlog: one\\t2\\t10\\t9\\t0\\t1\\n"
    planted = {  # what the program reports, how it exits, and whether the claim has to fail
        "nothing": ("", 0, True), "too few executions": (good.replace("t10", "t9"), 0, True),
        "one that is cut": (good.replace("t1\\n", "t0\\n"), 0, True),
        "a failure": (good, 1, True), "no mistake": (good, 0, False)}
    for what, (report, code, broken) in planted.items():
        with tempfile.TemporaryDirectory() as name:
            program = pathlib.Path(name) / "program"
            program.write_text(
                f"#!/bin/sh\nprintf '{report}' >>\"$WEIR_PROOF_REPORT\"\nexit {code}\n")
            program.chmod(0o755)
            table = Table(False, [])
            prove_orders(table, Explorer(program, program.parent, 1, 1, table.failures), size)
            if bool(table.broken) != broken:
                sys.exit(f"self-test: planted {what}, and it was {table.broken or 'proved'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="less of everything: a minute or two")
    parser.add_argument("--markdown", action="store_true", help="print a table for a document")
    parser.add_argument("--seed", type=int, default=time.time_ns() // 1_000_000 % 1_000_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--explorer", default="build/prove/tests/weir_interleave_tests")
    parser.add_argument("--clang-soak", default="build/tsan/tests/weir_soak_tests")
    parser.add_argument("--gcc-soak", default="build/tsan-gcc/tests/weir_soak_tests")
    parser.add_argument("--self-test", action="store_true")
    given = parser.parse_args()
    if given.self_test:
        return self_test()
    size = SMOKE if given.smoke else FULL
    os.chdir(ROOT)
    start = time.monotonic()
    failures = []
    table = Table(given.markdown, failures)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        explorer = Explorer(ROOT / given.explorer, folder, given.seed, given.jobs, failures)
        prove_orders(table, explorer, size)
        prove_weak(table, explorer, size)
        minutes = explorer.seconds / 60 / given.jobs
        table.claim(f"both of these, {given.jobs} processes at a time",
                    f"{minutes:.1f} minutes of {given.jobs} processors", time.monotonic() - start,
                    minutes <= size.minutes, f"at most {size.minutes} minutes")
        prove_frozen(table, explorer, size)
        for compiler, program in (("g++", given.gcc_soak), ("clang", given.clang_soak)):
            for what in ("log", "stream"):
                prove_soak(table, compiler, ROOT / program, what, folder, size, given.seed)
        prove_planted(table, size)
        table.claim("all of it", "", time.monotonic() - start, True, "nothing failed")
    for failure in failures:
        print(f"\n{failure}", file=sys.stderr)
    if table.broken:
        sys.exit("not proved: " + "; ".join(table.broken))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Weakens each memory order and changes each comparison of the log, and sees that a test notices.

All mutants are compiled at once, into copies of the headers; the environment says which one is at
work. Each runs through the stages below until one fails. A mutant that none notices has to stand in
tests/mutation/equivalent.txt with the reason why it changes nothing; what stands there and is
noticed, or fits no header any more, is an error too.
"""
import argparse
import collections
import concurrent.futures
import dataclasses
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import mutants
import plant_bugs

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "build/mutate"
LISTED = ROOT / "tests/mutation/equivalent.txt"
HEADERS = [f"storage/{name}.hpp" for name in (
    "reservation", "segment", "segment_table", "segment_pool", "ring_chain", "ring_log",
    "ring_trim", "ring_registry", "ring_batch")]
KILLED_MIN = 0.90  # of all, or the list of those that change nothing has become a way out
MEMORY_MAX = 6 << 30


@dataclasses.dataclass(frozen=True)
class Program:
    """A test program. What is plain memory in a test of real threads, only a sanitizer watches."""
    sources: str
    sanitized: bool = False

    def compiler(self, usual):
        return ["clang++-19", "-fsanitize=thread"] if self.sanitized else [usual]


PROGRAMS = {"storage": Program("storage/*_test.cpp"),
            "interleave": Program("interleave/*_test.cpp"),
            "allocation": Program("allocation/*_test.cpp"),
            "races": Program("storage/segment_table_test.cpp", sanitized=True)}


@dataclasses.dataclass(frozen=True)
class Stage:
    """Tests of one program, and what the environment gives them."""
    program: str
    tests: str
    what: str
    budget: int = 1
    seed: int = 1

    def name(self):
        return f"{self.program}, {self.what}"


def files(*names):
    return ",".join(f"[#{name}_test]" for name in names)


QUICK = files("segment", "segment_pool", "segment_table", "ring_chain", "ring_log", "ring_trim",
              "ring_batch", "ring_registry", "ring_storage")
WEAK = files("segment", "enrolled_log", "weak_log", "discarded_log", "waiters", "segment_pool",
             "latest")
STRONG = files("empty_segment", "exhausted_log", "frozen_log", "resharded_stream", "topology")
# Quick tests come first. Without other threads, or on a processor that orders much by itself, a
# weaker order shows nothing.
WEAK_STAGE = Stage("interleave", WEAK, "weak memory")
STRONG_STAGE = Stage("interleave", STRONG, "every order")
INTERRUPTED = files("interrupted_log")
FOR_COMPARISONS = [Stage("storage", QUICK, "parts"),
                   Stage("storage", f"~{INTERRUPTED}", "wholes"), WEAK_STAGE,
                   Stage("allocation", files("ring_memory"), "no memory"),
                   Stage("storage", INTERRUPTED, "interrupted"), STRONG_STAGE,
                   Stage("interleave", WEAK, "more weak memory", 5, 2)]
FOR_ORDERS = [WEAK_STAGE, Stage("races", "", "real threads"), STRONG_STAGE,
              Stage("interleave", WEAK, "more weak memory", 8, 2)]


class Listed:
    """What tests/mutation/equivalent.txt says: mutants that change nothing, with reasons."""

    def __init__(self, text):
        self.reasons = {}
        self.problems = []
        for block in re.split(r"\n(?:[ \t]*\n)+", text.strip()):
            lines = [line for line in block.split("\n") if line and not line.startswith("#")]
            if lines:
                self._enter(lines)

    def _enter(self, lines):
        fields = {}
        for line in lines:
            match = re.match(r"(file|in|line|change): (.*)", line)
            if match and match.group(1) != "change":
                fields[match.group(1)] = match.group(2)
            elif match:
                fields.setdefault("change", []).append(match.group(2))
        reason = " ".join(line.strip() for line in lines
                          if not re.match(r"(file|in|line|change): ", line))
        if not {"file", "in", "line", "change"} <= fields.keys() or not reason:
            self.problems.append(f"says not all of file, in, line, change and reason: {lines[0]}")
            return
        for change in fields["change"]:
            key = fields["file"], fields["in"], fields["line"], change
            if key in self.reasons:
                self.problems.append(f"stands there twice: {' | '.join(key)}")
            self.reasons[key] = reason

    def stale(self, found):
        keys = {mutant.key() for mutant in found}
        return [f"fits no header: {' | '.join(key)}" for key in self.reasons if key not in keys]


def all_mutants(root, overlay=None):
    """The mutants of all headers; with `overlay` also writes the headers that have them."""
    found = []
    for header in HEADERS:
        more, text = mutants.mutate(header, (root / "include/weir" / header).read_text(),
                                    len(found))
        found += more
        if overlay:
            path = overlay / "weir" / header
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return found


def compile_one(source, program, name, compiler):
    thing = WORK / f"{name}.{source.parent.name}.{source.stem}.o"
    wrapper = ["ccache"] if shutil.which("ccache") else []
    includes = [f"-I{path}" for path in (WORK / "include", ROOT / "include", ROOT / "tests")]
    built = subprocess.run([*wrapper, *program.compiler(compiler), *plant_bugs.FLAGS, *includes,
                            "-c", str(source), "-o", str(thing)], capture_output=True, text=True,
                           env={**os.environ, "CCACHE_BASEDIR": str(ROOT), "CCACHE_NOHASHDIR": "1"})
    if built.returncode != 0:
        sys.exit(f"{source} does not compile:\n{built.stderr[-3000:]}")
    return str(thing)


def build(compiler, jobs):
    """Compiles each program with all mutants."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        def compile_all(name, program):
            sources = [ROOT / "tests/main.cpp", *sorted((ROOT / "tests").glob(program.sources))]
            return [pool.submit(compile_one, source, program, name, compiler)
                    for source in sources]
        things = {name: compile_all(name, program) for name, program in PROGRAMS.items()}
    for name, parts in things.items():
        subprocess.run([*PROGRAMS[name].compiler(compiler), "-pthread",
                        *(part.result() for part in parts), "-o", str(WORK / name)], check=True)


def limit(seconds, program):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not program.sanitized:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def run_stage(stage, number, seconds):
    """Gives 'passed', 'failed' or 'timeout', what was printed, and the processor's seconds."""
    env = {**os.environ, "WEIR_EXPLORE_BUDGET": str(stage.budget),
           "WEIR_EXPLORE_SEED": str(stage.seed), "WEIR_MUTANT": str(number),
           "TSAN_OPTIONS": "halt_on_error=1"}
    command = [str(WORK / stage.program), "--abort", "--filenames-as-tags",
               *([stage.tests] if stage.tests else [])]
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        ran = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=env, cwd=WORK,
                               preexec_fn=lambda: limit(seconds, PROGRAMS[stage.program]),
                               start_new_session=True)
        status, used = wait(ran.pid, time.monotonic() + 20 * seconds)
        try:
            os.killpg(ran.pid, signal.SIGKILL)  # what it started may still be there
        except ProcessLookupError:
            pass
        ran.returncode = 0  # it has been waited for
        output.seek(0)
        code = os.waitstatus_to_exitcode(status)
        verdict = ("passed" if code == 0 else
                   "timeout" if code in (-signal.SIGXCPU, -signal.SIGKILL) else "failed")
        return verdict, output.read(1 << 20), used


def wait(pid, until):
    """Waits for a process; kills it when its time has come. Gives: its status, and seconds used."""
    while True:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return status, usage.ru_utime + usage.ru_stime
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def controls(stages, jobs):
    """Runs each stage without a mutant, which has to pass. Gives: the seconds each may take."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        ran = {stage: pool.submit(run_stage, stage, -1, 600) for stage in stages}
    for stage, control in ran.items():
        if control.result()[0] != "passed":
            sys.exit(f"{stage.name()} fails without any mutant:\n{control.result()[1][-3000:]}")
    return {stage: 3 + int(5 * control.result()[2]) for stage, control in ran.items()}


def try_mutant(mutant, seconds):
    """Gives: 'survived', 'failed' or 'timeout', the stage that noticed, and what it said."""
    for stage in FOR_ORDERS if mutant.is_order else FOR_COMPARISONS:
        verdict, output, _ = run_stage(stage, mutant.number, seconds[stage])
        if verdict != "passed":
            return verdict, stage.name(), plant_bugs.reason(output)
    return "survived", "", ""


def report(mutant, verdict, stage, text, verbose):
    if verdict == "survived" or verbose:
        print(f"{verdict:9} {mutant.place()} {mutant.function}(): {mutant.change}\n"
              f"          {mutant.text}", flush=True)
        if stage:
            print(f"          by {stage}: {text[:90]}", flush=True)


def try_all(chosen, listed, jobs, verbose):
    """Gives: mutants by verdict; 'equivalent' is a survivor that is listed."""
    stages = dict.fromkeys(FOR_COMPARISONS + FOR_ORDERS)
    seconds = controls(stages, jobs)
    result = collections.defaultdict(list)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        trials = {pool.submit(try_mutant, mutant, seconds): mutant for mutant in chosen}
        for trial in concurrent.futures.as_completed(trials):
            mutant = trials[trial]
            verdict, stage, text = trial.result()
            known = mutant.key() in listed.reasons
            if verdict == "survived" and known:
                verdict = "equivalent"
            elif verdict != "survived" and known:
                print(f"listed as equivalent, but {verdict} in {stage}: {text[:200]}")
                report(mutant, verdict, stage, text, not verbose)
                result["wrongly listed"].append(mutant)
            report(mutant, verdict, stage, text, verbose)
            result[verdict].append(mutant)
    return result


def summary(result, chosen):
    for kind, is_order in (("memory orders", True), ("comparisons", False)):
        count = {verdict: sum(mutant.is_order == is_order for mutant in found)
                 for verdict, found in result.items()}
        total = sum(mutant.is_order == is_order for mutant in chosen)
        killed = count.get("failed", 0) + count.get("timeout", 0)
        print(f"{kind}: {total} mutants, {killed} killed ({100 * killed / max(total, 1):.1f} %), "
              f"{count.get('timeout', 0)} of them by a time-out; "
              f"{count.get('equivalent', 0)} listed as equivalent, "
              f"{count.get('survived', 0)} survived")
    killed = len(result["failed"]) + len(result["timeout"])
    rate = killed / max(len(chosen), 1)
    print(f"all: {len(chosen)} mutants, {killed} killed ({100 * rate:.1f} %)")
    for mutant in result["timeout"]:
        print(f"by a time-out: {mutant.place()} {mutant.change}")
    return rate


def self_test():
    """What the finder finds, and what the list reports, in a small header."""
    text = ("#pragma once\nint f(int a) {\n    static_assert(1 < 2);\n"
            "    x.store(a, std::memory_order_seq_cst);  // a < b\n"
            "    return a < 1 && b.load(std::memory_order_acquire) == 2 ? -1 : c<int>(a);\n}\n")
    found, mutated = mutants.mutate("storage/a.hpp", text, 0)
    changes = [mutant.change for mutant in found]
    wanted = ["seq_cst -> release", "seq_cst -> relaxed", "< -> <=", "< -> >=",
              "acquire -> relaxed", "== -> !="]
    if changes != wanted or any(mutant.function != "f" for mutant in found):
        sys.exit(f"self-test: found {found}")
    for piece in ("a < ::weir_mutation::Compare<2>{} < 1", "== ::weir_mutation::Compare<5>{} == 2",
                  "order<4>(std::memory_order_acquire, std::memory_order_relaxed)",
                  "static_assert(1 < 2)", "// a < b"):
        if piece not in mutated:
            sys.exit(f"self-test: no {piece} in\n{mutated}")
    entry = "file: storage/a.hpp\nin: f\nline: {}\nchange: < -> <=\n{}\n"
    good = entry.format(found[2].text, "Because.")
    for text, problems in ((good, 0), (good + "\n" + good, 1), (entry.format("x", "Because."), 1),
                           (entry.format(found[2].text, ""), 1)):
        listed = Listed(text)
        if len(listed.problems + listed.stale(found)) != problems:
            sys.exit(f"self-test: {listed.problems} {listed.stale(found)} in\n{text}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, help="only so many mutants, by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help=
                        "only mutants whose kind, place, function or change holds this")
    parser.add_argument("--list", action="store_true", help="say what the mutants are")
    parser.add_argument("--check", action="store_true", help="only see that the list still fits")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--verbose", action="store_true", help="say also what noticed a mutant")
    parser.add_argument("--compiler", default=os.environ.get("CXX", "g++"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    return parser.parse_args()


def choose(found, given):
    if given.only:
        found = [mutant for mutant in found
                 if given.only in f"{mutant.kind()} {mutant.place()} {mutant.function} "
                                  f"{mutant.change}"]
    if given.sample and given.sample < len(found):
        found = random.Random(given.seed).sample(found, given.sample)
    return found


def main():
    given = arguments()
    if given.self_test:
        return self_test()
    found = all_mutants(ROOT, None if given.check or given.list else WORK / "include")
    listed = Listed(LISTED.read_text())
    problems = listed.problems + listed.stale(found)
    for problem in problems:
        print(f"{LISTED.relative_to(ROOT)}: {problem}")
    if given.check:
        print(f"{len(listed.reasons)} of {len(found)} mutants are listed as equivalent")
        return sys.exit(1 if problems else 0)
    chosen = choose(found, given)
    if given.list:
        for mutant in chosen:
            print(f"{mutant.number:3} {mutant.place()} {mutant.function}(): {mutant.change}")
        return None
    build(given.compiler, given.jobs)
    result = try_all(chosen, listed, given.jobs, given.verbose)
    rate = summary(result, chosen)
    if len(chosen) == len(found) and rate < KILLED_MIN:
        problems.append("too few")
        print(f"fewer than {100 * KILLED_MIN:.0f} % were killed")
    return sys.exit(1 if problems or result["survived"] or result["wrongly listed"] else 0)


if __name__ == "__main__":
    main()

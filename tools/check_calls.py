#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sees that a program can neither sleep, nor start a thread, nor look at a clock of the machine.

What it would need for that is not among the names that it takes from libraries. Locking a mutex is
allowed, and costs nothing where there is one thread.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

FORBIDDEN = re.compile(
    r"^(clock_gettime|clock|gettimeofday|time|times|ftime|timespec_get|nanosleep|clock_nanosleep|"
    r"usleep|sleep|alarm|setitimer|timer_create|poll|ppoll|select|pselect|epoll_wait|"
    r"pthread_create|thrd_create|fork|vfork|clone|posix_spawn|getrandom|getentropy|rand|random|"
    r"pthread_cond_timedwait|pthread_cond_clockwait|pthread_cond_wait|sem_wait|sem_timedwait|"
    r"std::chrono::.*::now.*|std::thread::.*|std::this_thread::.*|std::random_device::.*|"
    r"std::condition_variable.*::wait.*|std::condition_variable.*::__wait.*)$")


def calls(program):
    """The names that a program takes from libraries."""
    listed = subprocess.run(["nm", "-D", "-u", "-C", str(program)], capture_output=True, text=True,
                            check=True).stdout
    names = [line.split(None, 1)[1] for line in listed.splitlines() if " " in line.strip()]
    return [re.sub(r"@.*|\(.*", "", name).strip() for name in names]


def problems(program):
    return [f"{program} calls {name}" for name in calls(program) if FORBIDDEN.match(name)]


def self_test():
    """A program that does each of them must be reported, and one that does nothing must not."""
    planted = {
        "nothing": ("int main() {}", None),
        "a mutex": ("#include <mutex>\nstd::mutex m; int main() { m.lock(); }", None),
        "a clock": ("#include <chrono>\nint main() { return std::chrono::steady_clock::now()"
                    ".time_since_epoch().count() == 1; }", "steady_clock::now"),
        "a sleep": ("#include <thread>\nint main() "
                    "{ std::this_thread::sleep_for(std::chrono::seconds{1}); }", "nanosleep"),
        "a thread": ("#include <thread>\nint main() { std::thread{[] {}}.join(); }",
                     "std::thread::"),
        "a device": ("#include <random>\nint main() { return std::random_device{}() == 1; }",
                     "std::random_device::"),
    }
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, (source, words) in planted.items():
            program = pathlib.Path(folder) / "program"
            (pathlib.Path(folder) / "main.cpp").write_text(source)
            subprocess.run(["c++", "-std=c++20", "-pthread", f"{folder}/main.cpp", "-o",
                            str(program)], check=True)
            found = problems(program)
            if (words is None and found) or (words and not any(words in one for one in found)):
                print(f"planted {name}: {found}")
                failures += 1
    print(f"{len(planted)} programs, {failures} failures")
    return failures == 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(0 if self_test() else 1)
    found = [problem for program in sys.argv[1:] for problem in problems(program)]
    print("\n".join(found) if found else f"{len(sys.argv) - 1} programs call no clock, no thread")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

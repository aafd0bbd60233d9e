#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/operations.md has the operations of service/operation.hpp, each with its rate, and with
tests that exist and call it."""

import re
from pathlib import Path

import checking

PAGE = "docs/operations.md"
HEADER = "include/weir/service/operation.hpp"
FACTS = re.compile(r'\{"(\w+)",\s*(\d+),\s*CallScope::(\w+),\s*(?:true|false)\}')
COUNT = re.compile(r"service_operations = (\d+);")
ROW = re.compile(r"^\| *([A-Z]\w+) *\|([^|]*)\|([^|]*)\|([^|]*)\|$", re.M)
TEST = re.compile(r"`([a-z0-9_]+/[a-z0-9_]+)`")


def snake_case(name):
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def rate_text(calls, scope):
    return f"{calls if int(calls) > 0 else '-'}, {scope.replace('_', ' ')}"


def test_problems(root, operation, tests):
    named = TEST.findall(tests)
    if not named:
        yield f"{operation}: names no test"
    for file in named:
        path = Path(root) / f"tests/{file}_test.cpp"
        if not path.is_file():
            yield f"{operation}: there is no tests/{file}_test.cpp"
        elif not re.search(rf"(?:\.|->){snake_case(operation)}\(", path.read_text()):
            yield f"{operation}: tests/{file}_test.cpp does not call it"


def check(root):
    header = (Path(root) / HEADER).read_text()
    facts = {name: rate_text(calls, scope) for name, calls, scope in FACTS.findall(header)}
    count = COUNT.search(header)
    problems = []
    if not count or int(count.group(1)) != len(facts):
        problems.append(f"{HEADER}: {len(facts)} operations could be read")
    rows = ROW.findall((Path(root) / PAGE).read_text())
    names = [name for name, *_ in rows]
    if names != list(facts):
        missing = [name for name in facts if name not in names]
        extra = [name for at, name in enumerate(names) if name not in facts or name in names[:at]]
        problems.append(f"{PAGE}: not the operations of {HEADER} in their order; missing: "
                        f"{missing}, too many: {extra}")
    for name, rate, _, tests in rows:
        if name in facts and rate.strip() != facts[name]:
            problems.append(f"{PAGE}: {name}: says {rate.strip()}, the header {facts[name]}")
        problems += [f"{PAGE}: {problem}" for problem in test_problems(root, name, tests)]
    return problems


HEAD = "# O\n\n| operation | calls | enforced | tests |\n|---|---|---|---|\n"
PUT = "| PutRecord | -, shard | x | `scenario/a` |\n"
LIST = "| ListStreams | 5, account | | `scenario/a`, `scenario/b` |\n"
CLEAN = {
    HEADER: "inline constexpr std::size_t service_operations = 2;\n"
            '    {"ListStreams", 5, CallScope::account, false},\n'
            '    {"PutRecord", 0, CallScope::shard, true},\n',
    "tests/scenario/a_test.cpp": "service.put_record({}); service.list_streams();\n",
    "tests/scenario/b_test.cpp": "service->list_streams(); service.put_records({});\n",
    PAGE: HEAD + LIST + PUT,
}


def page(*rows):
    return {PAGE: HEAD + "".join(rows)}


PLANTED = {
    "missing operation": (page(LIST), "missing: ['PutRecord']"),
    "invented operation": (page(LIST, PUT, PUT.replace("PutRecord", "PutAll")), "['PutAll']"),
    "operation twice": (page(LIST, PUT, PUT), "too many: ['PutRecord']"),
    "other order": (page(PUT, LIST), "in their order"),
    "wrong rate": (page(LIST.replace("5,", "10,"), PUT), "says 10, account"),
    "wrong scope": (page(LIST, PUT.replace("shard", "stream")), "says -, stream"),
    "no such test": (page(LIST, PUT.replace("/a", "/c")), "there is no tests/scenario/c_test.cpp"),
    "test of another operation": (page(LIST, PUT.replace("/a", "/b")), "does not call it"),
    "no test": (page(LIST, PUT.replace("`scenario/a`", "")), "names no test"),
    "header that can't be read": (
        {HEADER: CLEAN[HEADER].replace('"PutRecord"', "put_record")}, "could be read"),
}

if __name__ == "__main__":
    checking.main(check, CLEAN, PLANTED)

# SPDX-License-Identifier: Apache-2.0
"""Mutants of C++ headers: each memory order one step weaker, each comparison another one.

All of them go into one copy of a header, as choices that a program makes when it runs: see
tests/mutation/mutation.hpp.
"""

import dataclasses
import re

import check_tree
import cpp_text

ORDER = re.compile(r"\bstd::memory_order_(\w+)")
COMPARISON = re.compile(r"(?<=\s)(==|!=|<=|>=|<|>)(?=\s)")
# What the compiler decides is no business of a program that runs.
AT_COMPILE_TIME = re.compile(r"\b(?:static_assert|if\s+constexpr|requires)\s*(?=\()")
STATEMENT_END = re.compile(r"\A|[;{}:][ \t]*\n|\n[ \t]*\n")
UNNAMED = re.compile(r"\b(?:alignas|requires|explicit)\s*\([^()]*\)|\[\[.*?\]\]")
FUNCTION_NAME = re.compile(r"(operator\W+|~?\w+)\s*\(")

COMPARISONS = {"==": ["!="], "!=": ["=="], "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="],
               ">=": [">", "<"]}


@dataclasses.dataclass(frozen=True)
class Mutant:
    number: int
    header: str
    line: int
    function: str
    text: str      # the line, without its indentation
    change: str    # as 'acquire -> relaxed'; '2nd < -> <=' if the line has several
    is_order: bool

    def key(self):
        return self.header, self.function, self.text, self.change

    def kind(self):
        return "order" if self.is_order else "comparison"

    def place(self):
        return f"{self.header}:{self.line}"


def weaker(order, code, at):
    """The orders to put in the place of one, by what it stands in: all that are one step down."""
    if order in ("acquire", "release"):
        return ["relaxed"]
    if order == "acq_rel":
        return ["acquire", "release"]
    if order != "seq_cst":
        return []
    if re.search(r"\bload\s*\(\s*$", code[:at]):
        return ["acquire", "relaxed"]
    if re.search(r"\bstore\s*\([^;]*$", code[:at]):
        return ["release", "relaxed"]
    return ["acq_rel", "acquire", "release"]


def function_spans(code):
    """(start of the head, end, name) of each function with a body."""
    spans = []
    for begin, end in check_tree.functions(code):
        start = max(match.end() for match in STATEMENT_END.finditer(code, 0, begin))
        head = UNNAMED.sub("", check_tree.without_template_heads(code[start:begin]))
        named = FUNCTION_NAME.search(head)
        spans.append((begin, end, named.group(1).strip() if named else ""))
    return spans


def skipped(code):
    return [(match.end(), cpp_text.closing(code, match.end()))
            for match in AT_COMPILE_TIME.finditer(code)]


def places(text):
    """(offset, end, kind, what may stand there instead) of all that is mutated, in order."""
    code = cpp_text.code_only(text)
    spans = skipped(code)
    found = []
    for match in ORDER.finditer(code):
        found.append((match.start(), match.end(), match.group(1),
                      weaker(match.group(1), code, match.start())))
    for match in COMPARISON.finditer(code):
        found.append((match.start(), match.end(), match.group(1), COMPARISONS[match.group(1)]))
    return sorted(place for place in found
                  if place[3] and not any(a < place[0] < b for a, b in spans))


def ordinal(number):
    return f"{number}{ {2: 'nd', 3: 'rd'}.get(number, 'th') }"


def mutate(header, text, first):
    """Gives the mutants of a header, numbered from `first`, and the text that has them all."""
    spans = function_spans(cpp_text.code_only(text))
    lines = text.split("\n")
    mutants, pieces, done, seen = [], [], 0, {}
    for begin, end, was, others in places(text):
        line = cpp_text.line_of(text, begin)
        seen[line, was] = seen.get((line, was), 0) + 1
        which = f"{ordinal(seen[line, was])} " if seen[line, was] > 1 else ""
        function = next((name for start, stop, name in spans if start <= begin <= stop), "")
        number = first + len(mutants)
        for other in others:
            mutants.append(Mutant(first + len(mutants), header, line, function,
                                  lines[line - 1].strip(), f"{which}{was} -> {other}",
                                  was not in COMPARISONS))
        pieces.append(text[done:begin])
        if was in COMPARISONS:
            pieces.append(f"{was} ::weir_mutation::Compare<{number}>{{}} {was}")
        else:
            orders = ", ".join(f"std::memory_order_{order}" for order in [was, *others])
            pieces.append(f"::weir_mutation::order<{number}>({orders})")
        done = end
    whole = "".join(pieces) + text[done:]
    return mutants, whole.replace("#pragma once", '#pragma once\n#include "mutation/mutation.hpp"',
                                  1)

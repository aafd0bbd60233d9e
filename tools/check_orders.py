#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every access to an atomic says its memory order, and why that order.

An ordered access names its edge and its side (`// publish: writer`), a relaxed one its reason
(`// relaxed: ...`), on its own lines or just above. A class head lists its edges below `Edges:`;
in one folder every edge that is used is listed, and every listed edge has both sides: a writer
that releases and a reader that acquires (other words for the sides are fine). There are no
fences, because ThreadSanitizer can't see them.
"""

import re
from collections import defaultdict

import checking
import cpp_text

ACCESS = re.compile(
    r"(?:\.|->)\s*(load|store|exchange|test_and_set|fetch_(?:add|sub|and|or|xor)"
    r"|compare_exchange_(?:weak|strong))\s*\("
)
WAIT = re.compile(r"(\w+)\s*(?:\.|->)\s*(wait)\s*\(")
ORDER = re.compile(r"memory_order(?:_|::)(relaxed|consume|acquire|release|acq_rel|seq_cst)")
FORWARDED = re.compile(r"\b(?:\w+_)?order\b")
DECLARED = re.compile(
    r"\b(?:atomic|atomic_ref)\s*<[^;(){}]*>\s+(\w+)\s*(?:;|\{|=)|\batomic_flag\s+(\w+)"
)
NAMED_SIDE = re.compile(r"\b(?!relaxed:)([a-z][a-z_]*): ([a-z][a-z_]*)\b")
STATEMENT_START = re.compile(r";|(?<!return)(?<=[\w)>\]]) \{|\}(?=\s*\n)")
EDGE_LIST = re.compile(r"^[ \t]*///[ ]Edges:[ \t]*\n((?:[ \t]*///[ ]{3,}\S.*\n)+)", re.M)
EDGE_ENTRY = re.compile(r"^[ \t]*///[ ]{3}([a-z][a-z_]*)\s+\S", re.M)
RELEASES = {"release", "acq_rel", "seq_cst"}
ACQUIRES = {"acquire", "consume", "acq_rel", "seq_cst"}


def comments_around(text, code, start, end):
    """The comments on the lines of the statement around [start, end), and just above them."""
    lines = text.split("\n")
    begin = 0
    for mark in STATEMENT_START.finditer(code, 0, start):
        begin = mark.end()
    begin += len(code[begin:start]) - len(code[begin:start].lstrip())
    ends = [at for at in (code.find(mark, end) for mark in ";{") if at >= 0]
    last = cpp_text.line_of(text, min(ends, default=end))
    found = []
    for first in {cpp_text.line_of(text, begin), cpp_text.line_of(text, start)}:
        above = first - 1
        while above > 0 and lines[above - 1].lstrip().startswith("//"):
            found.append(lines[above - 1])
            above -= 1
    for number in range(cpp_text.line_of(text, begin), last + 1):
        comment = lines[number - 1].partition("//")[2]
        if comment:
            found.append("//" + comment)
    return "\n".join(found)


def check_access(name, arguments, comments, used):
    """Problems of one access; what it says of edges goes into used[edge][side]."""
    orders = set(ORDER.findall(arguments))
    if not orders:
        return [] if FORWARDED.search(arguments) else [f"{name} without a memory order"]
    problems = []
    if "relaxed" in orders and not re.search(r"\brelaxed: \S", comments):
        problems.append(f"relaxed {name} without '// relaxed: reason'")
    ordered = orders - {"relaxed"}
    named = NAMED_SIDE.findall(comments)
    if ordered and not named:
        problems.append(f"{name} with {', '.join(sorted(ordered))} without '// edge: side'")
    for edge, side in named if ordered else []:
        fits = {"writer": RELEASES, "reader": ACQUIRES}.get(side, ordered)
        if not ordered & fits:
            problems.append(f"{name} is no {side} of {edge}: it is {', '.join(sorted(ordered))}")
        used[edge].update({"release": True} if ordered & RELEASES else {})
        used[edge].update({"acquire": True} if ordered & ACQUIRES else {})
    return problems


def check_implicit(code, atomics):
    for variable in atomics:
        pattern = (rf"(?:\+\+|--)\s*{variable}\b"
                   rf"|(?<![>.\w*&] ){variable}\s*(?:\+\+|--|[-+|&^]?=(?!=))"
                   rf"|\breturn\s+{variable}\s*;")
        if not variable.endswith("_"):
            pattern = pattern.rpartition("|")[0]  # a short name may be somebody else's too
        for match in re.finditer(pattern, code):
            line = code[code.rfind("\n", 0, match.start()) + 1:match.start()]
            if "&" in line and "return" in match.group():
                continue  # lends the atomic itself
            yield match.start(), f"{variable} is an atomic: name the operation and its order"


def check_text(text, used):
    code = cpp_text.code_only(text)
    atomics = {name for pair in DECLARED.findall(code) for name in pair if name}
    accesses = list(ACCESS.finditer(code))
    accesses += [match for match in WAIT.finditer(code) if match.group(1) in atomics]
    for match in accesses:
        name = match.group(match.lastindex)
        end = cpp_text.closing(code, match.end() - 1)
        comments = comments_around(text, code, match.start(), end)
        for problem in check_access(name, code[match.end():end], comments, used):
            yield match.start(), problem
    for match in re.finditer(r"\batomic_(?:thread|signal)_fence\b", code):
        yield match.start(), "no fences: put the order on the access"
    yield from check_implicit(code, atomics)


def check(root):
    problems = []
    used = defaultdict(lambda: defaultdict(dict))
    listed = defaultdict(dict)
    for header in cpp_text.headers(root):
        folder = header.rpartition("/")[0]
        text = cpp_text.read(root, header)
        in_header = defaultdict(dict)
        for offset, problem in check_text(text, in_header):
            problems.append(f"{header}:{cpp_text.line_of(text, offset)}: {problem}")
        for edge, sides in in_header.items():
            used[folder][edge].update({side: header for side in sides})
        for block in EDGE_LIST.findall(text):
            for edge in EDGE_ENTRY.findall(block):
                listed[folder][edge] = header
    for folder, edges in used.items():
        for edge, sides in edges.items():
            if edge not in listed[folder]:
                where = next(iter(sides.values()))
                problems.append(f"{where}: edge {edge} stands in no 'Edges:' list of {folder}/")
    for folder, edges in listed.items():
        for edge, header in edges.items():
            for side in ("release", "acquire"):
                if side not in used[folder][edge]:
                    problems.append(f"{header}: edge {edge} has no access that {side}s")
    return problems


HEAD = """\
/// Edges:
///   publish   put() -> get(): complete before it shows,
///             which takes a second line.
///
/// Progress: wait-free.
struct Slot {
    std::atomic<int> ready_{0};
    std::condition_variable wake;
"""
WRITE = "    void put() { ready_.store(1, std::memory_order_release); }  // publish: writer\n"
READ = """\
    int get() {
        // publish: reader
        return ready_.load(std::memory_order_acquire);
    }
"""
CLEAN = {
    "include/weir/storage/slot.hpp": HEAD + WRITE + READ + """\
    int peek(std::memory_order order) { return ready_.load(order); }
    std::atomic<int>& cell() { return ready_; }
    int rough() { return ready_.load(std::memory_order_relaxed); }  // relaxed: a figure
    bool swap(int& seen) {
        return ready_.compare_exchange_weak(seen, 2,
                                           std::memory_order_acq_rel,    // publish: swap
                                           std::memory_order_relaxed);  // relaxed: tried again
    }
    void sleep(std::unique_lock<std::mutex>& lock) { wake.wait(lock); }
};
""",
}


def with_body(body):
    return {"include/weir/storage/slot.hpp": HEAD + body + "};\n"}


ROUGH = "    int f() { return ready_.load(std::memory_order_relaxed); }\n"
FENCE = "    void f() { std::atomic_thread_fence(std::memory_order_acquire); }\n"
SWAP = """\
    bool f(int& s) {
        return ready_.compare_exchange_weak(s, 2,
            std::memory_order_release,  // publish: writer
            std::memory_order_relaxed);
    }
"""
PLANTED = {
    "no order": (with_body(WRITE + READ + "    int f() { return ready_.load(); }\n"),
                 "load without a memory order"),
    "no edge": (with_body(WRITE + READ.replace("// publish: reader", "// looks")),
                "without '// edge: side'"),
    "no reason": (with_body(WRITE + READ + ROUGH), "without '// relaxed: reason'"),
    "unlisted edge": (with_body(WRITE.replace("publish:", "show:") + WRITE + READ),
                      "edge show stands"),
    "one-sided edge": (with_body(WRITE), "no access that acquires"),
    "unused edge": (with_body("    int x = 0;\n"), "no access that releases"),
    "weakened writer": (with_body(WRITE.replace("release", "relaxed") + READ),
                        "relaxed store without"),
    "acquire as writer": (with_body(WRITE.replace("release", "acquire") + READ), "is no writer"),
    "fence": (with_body(WRITE + READ + FENCE), "no fences"),
    "increment": (with_body(WRITE + READ + "    void f() { ++ready_; }\n"), "ready_ is an atomic"),
    "assignment": (with_body(WRITE + READ + "    void f() { ready_ = 3; }\n"),
                   "ready_ is an atomic"),
    "implicit load": (with_body(WRITE + READ + "    int f() { return ready_; }\n"),
                      "ready_ is an atomic"),
    "wait without order": (with_body(WRITE + READ + "    void f() { ready_.wait(1); }\n"),
                           "wait without a memory order"),
    "failure order unexplained": (with_body(WRITE + READ + SWAP),
                                  "relaxed compare_exchange_weak without"),
}

if __name__ == "__main__":
    checking.main(check, CLEAN, PLANTED)

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The house rules that a machine can check: sizes, first lines, a test for every header."""

import re
import shutil
import subprocess
from pathlib import Path

import checking
import cpp_text

HEADER_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
COLUMNS_MAX = 100
LICENCE = "SPDX-License-Identifier: Apache-2.0"
TEXT_SUFFIXES = {".hpp", ".cpp", ".py", ".md", ".cmake", ".in", ".json", ".txt", ".yml", ""}
NOT_OURS = ("LICENSE", "tests/data/", "tests/fuzz/corpus/", "examples/demo/data/")
UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME|XXX|HACK)\b|(?i:\bfor now(?=[.,;:)]|$)|\bstubs?\b|\bsimplified\b)"
    r"|/(?:home|root|work|Users)/")
SLEEPS = re.compile(r"\bthis_thread\s*::\s*sleep_\w+|\b(?:u|nano)?sleep\s*\(")
RANDOM = re.compile(r"\brandom_device\b|\bmt19937|\bstd::rand\b|\bsrand\b")
SCOPE = re.compile(r"\b(?:namespace|class|struct|union|enum|extern)\b[^()]*$")
ALIGNAS = re.compile(r"\balignas\s*\([^()]*\)")
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)


def files(root):
    """The tracked files, or all of them where there is no repository."""
    root = Path(root)
    if (root / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True,
                                capture_output=True, text=True).stdout.split("\0")
        names = [name for name in listed if name and (root / name).is_file()]
    else:
        names = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
        names = [name for name in names if not name.startswith(("build/", "."))]
    return sorted(name for name in names
                  if Path(name).suffix in TEXT_SUFFIXES and not name.startswith(NOT_OURS))


def without_template_heads(text):
    found = re.search(r"\btemplate\s*<", text)
    while found:
        depth, at = 1, found.end()
        while at < len(text) and depth:
            depth += {"<": 1, ">": -1}.get(text[at], 0)
            at += 1
        text = text[:found.start()] + text[at:]
        found = re.search(r"\btemplate\s*<", text)
    return text


def functions(code):
    """Gives (offset of the opening brace, offset of the closing one) of each outermost function.

    Goes by the house's format: a space stands before the brace of a body, none before the brace
    of an initialiser.
    """
    code = DIRECTIVE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), code)
    at = start = 0
    while at < len(code):
        mark = code[at]
        if mark == "(":
            at = cpp_text.closing(code, at)
        elif mark in ";}":
            start = at + 1
        elif mark == "{":
            head = without_template_heads(code[start:at]).strip()
            initialiser = at > 0 and (code[at - 1].isalnum() or code[at - 1] in "_>")
            if initialiser:
                at = cpp_text.closing(code, at)
            elif SCOPE.search(ALIGNAS.sub("", head)):
                start = at + 1
            else:
                end = cpp_text.closing(code, at)
                if ")" in head:
                    yield at, end
                at = end
                start = at + 1
        at += 1


def check_cpp(name, text):
    lines = text.split("\n")
    if lines[0] != f"// {LICENCE}":
        yield 1, f"the first line is not // {LICENCE}"
    if name.endswith(".hpp") and "#pragma once" not in lines:
        yield 1, "no #pragma once"
    if name.startswith("include/") and len(lines) - 1 > HEADER_LINES_MAX:
        yield len(lines) - 1, f"more than {HEADER_LINES_MAX} lines"
    code = cpp_text.code_only(text)
    if not name.startswith("tests/"):
        for begin, end in functions(code):
            length = cpp_text.line_of(code, end) - cpp_text.line_of(code, begin) + 1
            if length > FUNCTION_LINES_MAX:
                yield (cpp_text.line_of(code, begin),
                       f"a function of {length} lines, more than {FUNCTION_LINES_MAX}")
    rules = []
    if name.startswith("tests/"):
        rules.append((SLEEPS, "a test does not sleep"))
    if name.startswith("include/"):
        rules.append((RANDOM, "only core/random.hpp is random, and it is seeded"))
        if name != "include/weir/time/system_clock.hpp":
            rules.append((re.compile(r"\bsystem_clock\b(?!\.hpp)"), "only SystemClock reads it"))
    for pattern, rule in rules:
        for match in pattern.finditer(code):
            yield cpp_text.line_of(code, match.start()), f"{match.group()}: {rule}"


def check_text(name, text):
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > COLUMNS_MAX and not name.endswith((".md", ".json")):
            yield number, f"{len(line)} columns, more than {COLUMNS_MAX}"
        if line != line.rstrip():
            yield number, "blanks at the end of the line"
        if name != "tools/check_tree.py":
            for word in UNFINISHED.findall(line):
                yield number, f"says {word}"
    if text and not text.endswith("\n"):
        yield text.count("\n") + 1, "no newline at the end"
    if name.endswith((".py", ".cmake", "CMakeLists.txt")):
        if LICENCE not in "\n".join(text.split("\n")[:2]):
            yield 1, f"no {LICENCE}"


def missing_companions(root):
    """Each header has its test, each folder its page."""
    for header in cpp_text.headers(root):
        _, *folders, file = header.split("/")
        folder = folders[0] if folders else "weir"
        if header == "weir/weir.hpp":
            continue  # tests/compile and tests/install are its tests
        test = f"tests/{folder}/{file.removesuffix('.hpp')}_test.cpp"
        if not (Path(root) / test).is_file():
            yield f"include/{header}: has no test {test}"
    for path in sorted((Path(root) / "include/weir").glob("*/")):
        if not (Path(root) / f"docs/{path.name}.md").is_file():
            yield f"include/weir/{path.name}/: has no page docs/{path.name}.md"


def check(root):
    problems = []
    for name in files(root):
        text = (Path(root) / name).read_text()
        found = list(check_text(name, text))
        if name.endswith((".hpp", ".cpp")):
            found += check_cpp(name, text)
        problems += [f"{name}:{line}: {problem}" for line, problem in sorted(found)]
    return problems + list(missing_companions(root))


HEADER = f"// {LICENCE}\n#pragma once\n\nnamespace weir {{\n"
LONG = "    x();\n" * FUNCTION_LINES_MAX
LONG_MEMBER = ("template <class T>\nclass A : B {\npublic:\n    int f() const {\n" + LONG
               + "    }\n};\n}\n")
LONG_CONSTRUCTOR = ("struct A {\n    A(int x)\n        : a_{x},\n          b_{x} {\n" + LONG
                    + "    }\n};\n}\n")


def core(text):
    return {"include/weir/core/a.hpp": text}


CLEAN = {
    **core(HEADER + "template <class T>\n    requires(sizeof(T) > 1)\nclass alignas(8) A {\n"
                    "public:\n    template <class T>\n    explicit A(T t) : a{t} {}\n"
                    "    int f(int x) { return x; }\n};\n" + "void g();\n" * 99 + "}\n"),
    "include/weir/time/system_clock.hpp": HEADER + "using C = std::chrono::system_clock;\n}\n",
    "tests/core/a_test.cpp": f"// {LICENCE}\n// sleep_for is only named here\n",
    "tests/time/system_clock_test.cpp": f"// {LICENCE}\n",
    "docs/core.md": "core\n",
    "docs/time.md": "time\n",
}
PLANTED = {
    "no licence": (core("#pragma once\n"), "first line"),
    "no pragma": (core(f"// {LICENCE}\n"), "no #pragma once"),
    "long header": (core(HEADER + "int x;\n" * 400), "more than 400 lines"),
    "long function": (core(HEADER + "void f() {\n" + LONG + "}\n}\n"), "a function of 62 lines"),
    "long member": (core(HEADER + LONG_MEMBER), "a function of 62 lines"),
    "long constructor": (core(HEADER + LONG_CONSTRUCTOR), "a function of 62 lines"),
    "long line": (core(HEADER + "// " + "x" * 98 + "\n"), "101 columns"),
    "trailing blank": (core(HEADER + "int x; \n"), "blanks at the end"),
    "no last newline": (core(HEADER + "int x;"), "no newline"),
    "no test": ({"include/weir/core/b.hpp": HEADER}, "has no test tests/core/b_test.cpp"),
    "no page": ({"include/weir/stream/s.hpp": HEADER}, "no page docs/stream.md"),
    "unfinished": (core(HEADER + "// TODO: more\n"), "says TODO"),
    "path": ({"docs/core.md": "see /home/someone/weir\n"}, "says /home/"),
    "sleep": ({"tests/core/a_test.cpp": f"// {LICENCE}\n// std::\nthis_thread::sleep_for(1s);\n"},
              "does not sleep"),
    "clock": (core(HEADER + "using C = std::chrono::system_clock;\n"), "only SystemClock"),
    "random": (core(HEADER + "std::random_device d;\n"), "seeded"),
    "script licence": ({"tools/x.py": "import re\n"}, f"no {LICENCE}"),
}

if __name__ == "__main__":
    checking.main(check, CLEAN, PLANTED)

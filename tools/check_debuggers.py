#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What debuggers are told fits the headers.

weir.natvis is well formed, its types exist, and so does every member that it names. The printers
for GDB show the same types, and the members that they read exist as well.
"""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import check_printers
import checking
import cpp_text

NATVIS = "tools/debuggers/weir.natvis"
GDB = "tools/debuggers/weir_gdb.py"
SPACE = "{http://schemas.microsoft.com/vstudio/debugger/natvis/2010}"
TYPE = re.compile(r"weir::v0::(\w+)(?:<[*,]+>)?")
TAGS = {"DisplayString", "StringView", "Expand", "Item", "ArrayItems", "Size", "ValuePointer"}
CAST = re.compile(r"\((?:const |unsigned )*char\s*\*\)")
FORMAT = re.compile(r",(?:\[(\w+)\])?(?:x|xb|s8)$")
PRINTER = re.compile(r'\("(\w+)(?:<\.\*>)?",\s*(\w+)\)')
# Members of classes are private and end in _; those of structs are read by their names.
READ = re.compile(r"\[[\"'](\w+)[\"']\]")
LIBRARY = re.compile(r"_M_")


def expressions(element):
    """What a natvis element lets the debugger compute."""
    if "Condition" in element.attrib:
        yield element.attrib["Condition"]
    text = element.text or ""
    if element.tag == SPACE + "DisplayString":
        yield from re.findall(r"\{([^{}]*)\}", text)
    elif element.tag not in (SPACE + "Type", SPACE + "Expand", SPACE + "ArrayItems"):
        yield text


def names_in(expression):
    """Gives (path of names) of each member in an expression: `a.b` is one path."""
    plain = CAST.sub("", expression.strip())
    size = FORMAT.search(plain)
    plain = FORMAT.sub("", plain) + (f" {size.group(1)}" if size and size.group(1) else "")
    for path in re.findall(r"\b[a-z_]\w*(?:\.\w+)*", re.sub(r"\b0x[0-9a-f]+", "", plain)):
        yield path.split(".")


def check_natvis(text, types, everything):
    try:
        tree = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        return set(), [f"{NATVIS}: {error}"]
    problems, shown = [], set()
    for kind in tree:
        name = TYPE.fullmatch(kind.attrib.get("Name", ""))
        if kind.tag != SPACE + "Type" or not name or name.group(1) not in types:
            problems.append(f"{NATVIS}: there is no type {kind.attrib.get('Name')}")
            continue
        shown.add(name.group(1))
        for element in kind.iter():
            if element is not kind and element.tag.removeprefix(SPACE) not in TAGS:
                problems.append(f"{NATVIS}: {element.tag} is no element that is known here")
            for expression in expressions(element):
                for first, *rest in names_in(expression):
                    if first not in types[name.group(1)]:
                        problems.append(f"{NATVIS}: {name.group(1)} has no member {first}")
                    problems += [f"{NATVIS}: nothing has a member {other}"
                                 for other in rest if other not in everything]
    return shown, problems


def check(root):
    types, everything = {}, set()
    for header in cpp_text.headers(root):
        code = cpp_text.code_only(cpp_text.read(root, header))
        for _, name, body in check_printers.declared(code):
            types[name] = set(check_printers.members(body)) | set(union_members(body))
        everything |= set(re.findall(r"\b(\w+)(?:\{[^{}]*\}|\s*=[^;=]*)?;", code))
    shown, problems = check_natvis((Path(root) / NATVIS).read_text(), types, everything)
    gdb = (Path(root) / GDB).read_text()
    printers = {name for name, _ in PRINTER.findall(gdb)}
    for name in sorted(shown ^ printers):
        only = NATVIS if name in shown else GDB
        problems.append(f"{only}: {name} is shown here, and not by the other debugger")
    for name in sorted(set(READ.findall(gdb))):
        if name not in everything and not LIBRARY.match(name):
            problems.append(f"{GDB}: nothing has a member {name}")
    return problems


def union_members(body):
    """Those of a nameless union in a class."""
    for union in re.findall(r"\bunion\s*\{([^{}]*)\}", body):
        yield from check_printers.members(union)


HEADER = """namespace weir::inline v0 {
struct Key {
    int index = 0;
    Origin origin{};
};
template <class T>
class Held {
    union {
        int value_;
        char text_;
    };
    char* data_ = nullptr;
    int size_ = 0;
};
struct Origin {
    int id;
};
}
"""
VISUAL = f"""<AutoVisualizer xmlns="{SPACE[1:-1]}">
  <Type Name="weir::v0::Key">
    <DisplayString Condition="index == 0x1f">key {{index,x}} of {{origin.id}}</DisplayString>
    <Expand><Item Name="[index]">index</Item></Expand>
  </Type>
  <Type Name="weir::v0::Held&lt;*&gt;">
    <DisplayString>{{(const char*)data_,[size_]s8}} {{value_}}</DisplayString>
  </Type>
</AutoVisualizer>
"""
SCRIPT = 'x["index"]; y["_M_len"]; (("Key", KeyPrinter), ("Held<.*>", HeldPrinter))\n'
CLEAN = {"include/weir/core/a.hpp": HEADER, NATVIS: VISUAL, GDB: SCRIPT}
PLANTED = {
    "not well formed": ({NATVIS: VISUAL.replace("</Type>", "", 1)}, "mismatched tag"),
    "type renamed": ({NATVIS: VISUAL.replace("::Key", "::Kez")}, "no type weir::v0::Kez"),
    "member renamed": (
        {"include/weir/core/a.hpp": HEADER.replace("index", "number")}, "Key has no member index"),
    "nested member renamed": (
        {"include/weir/core/a.hpp": HEADER.replace("int id", "int ie")}, "has a member id"),
    "size renamed": (
        {"include/weir/core/a.hpp": HEADER.replace("size_", "count_")}, "no member size_"),
    "unknown element": ({NATVIS: VISUAL.replace("Expand>", "Expend>")}, "no element"),
    "only natvis": ({GDB: SCRIPT.replace('"Key"', '"Kez"')}, "Key is shown here, and not"),
    "gdb reads what is gone": ({GDB: SCRIPT.replace('"index"', '"ordinal"')}, "a member ordinal"),
}

if __name__ == "__main__":
    checking.main(check, CLEAN, PLANTED)

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every public struct, class and enumeration that is a value can be printed, whole.

A type is shown if testing/ names its members (`member_list`), its values (`enumerators`) or the
class itself (`is_shown_class`), or service/ its members as the protocol does (`Shape`), and a test
of the printers names it too. Held to this are core/, stream/, service/, analysis/, and the headers
of testing/ that name a type of their own or that testing_printers.hpp includes. What is no value
stands below, with the reason.
"""

import re
from pathlib import Path

import check_tree
import checking
import cpp_text

FOLDERS = ("core", "stream", "service", "analysis")
TESTING = "weir/testing/testing_printers.hpp"
NOT_VALUES = {
    "does work, and is told by what it gives": """
        AggregatedRecord AggregatedRecordWriter ProtobufReader Random KeyHashCache KeyColumn
        Violations OpaqueText
        ShardIteratorText ShardQueryReader PutBatch Stream StreamControl StreamJudge StreamState
        StreamShard ShardDirectory Topology ReshardChain Waiters ShardCounters BatchCounters
        StreamDues
        AccountIteratorText AccountStream BasicSubscription CallRate ConsumerRegistry
        OnDemandGrowth RollingCount Service ServiceAccount ServiceConsumers ServiceResources
        ServiceRecords ServiceSettings ServiceShards ServiceState ServiceStreams StripedLock
        Extremes MetricStore StreamMeter SubscriptionSlot
        Simulation FaultPlan ConsumerChecker ProducerChecker ConformanceNotes ConformanceRule
        JournalReader ReplayPlaces ReplayPuts ReplayScript Boxed ModelStream
        Arrivals CountMin HashLoad HyperLogLog KeyAnalysis KeyComparison KeyCounter KeySample
        KeySteps KeyTable LoadCurve LoadGrid LoadSteps OrderTracker ShareDraw ThrottleForecast
        KeptBoundaries PieceRule ReshardLayout ReshardSteps ShardDemand
        HtmlTable Picture ReportJsonWriter Svg""",
    "a policy": "StdAtomics",
    "what an account keeps of a stream or a consumer, which it describes by results": """
        RegisteredConsumer StreamRecord""",
    "a line of a table that the compiler reads": "Member Rule ReportMetric",
    "a step on the way, that no operation gives":
        "Md5Path ProtobufWire Readiness KeyWeight ReshardRun",
    "a part of a picture or of a text":
        "AxisScale LoadMapView PictureUse SvgBox TextCharacter TimeTick VerdictTone",
}
EXEMPT = {name for names in NOT_VALUES.values() for name in names.split()}

HEAD = re.compile(r"\b(?P<kind>enum class|enum|struct|class)\s+(?:alignas\s*\([^)]*\)\s*)?"
                  r"(?P<name>\w+)\s*(?P<rest>[^{;()]*)$")
SHOWN = re.compile(r"\b(?:member_list|enumerators|is_shown_class)<(\w+)(?!\w|::)")
COUNTED = re.compile(r"\benumerators<(\w+)>\s*=\s*(\w+);")
CONSTANT = re.compile(r"\binline constexpr std::size_t (\w+)\s*=\s*(\d+);")
SHAPED = re.compile(r"\bstruct Shape<(\w+)>")
LISTED = re.compile(r"\bmember_list<(\w+)[^=;]*=\s*((?:\"[^\"]*\"\s*)+);")
NO_MEMBER = re.compile(
    r"^(?:using|static|friend|typedef|template|enum|struct|class|union|explicit)\b")


def declared(code):
    """Gives (kind, name, body) of each type that is no other one's and not private to a header."""
    at = start = 0
    while at < len(code):
        if code[at] in ";}":
            start = at + 1
        elif code[at] == "{":
            head = code[start:at]
            space = re.search(r"\bnamespace\s+([\w:\s]*)$", head)
            found = HEAD.search(check_tree.without_template_heads(head))
            end = cpp_text.closing(code, at)
            if space and space.group(1).strip() == "weir::inline v0":
                start = at + 1
            else:
                if found and not space and not found.group("rest").startswith(("<", "::")):
                    yield found.group("kind"), found.group("name"), code[at + 1:end]
                at, start = end, end + 1
        at += 1


def without_arguments(text):
    """The text without what stands in angle brackets."""
    while re.search(r"<[^<>]*>", text):
        text = re.sub(r"<[^<>]*>", "", text)
    return text


def members(body):
    """The names of the data members of a struct's body."""
    names, at, start = [], 0, 0
    body = re.sub(r"\b(?:public|private|protected)\s*:", ";", body)
    while at < len(body):
        if body[at] == "{":
            head = without_arguments(body[start:at].split("=")[0])
            end = cpp_text.closing(body, at)
            if "(" in head and "=" not in body[start:at]:
                start = end + 1
            else:
                body = body[:at] + " " * (end + 1 - at) + body[end + 1:]
            at = end
        elif body[at] == ";":
            head = re.sub(r"\[\[\w+\]\]", "", body[start:at]).strip()
            plain = without_arguments(head.split("=")[0]).strip()
            if plain and "(" not in plain and not NO_MEMBER.match(plain):
                names.append(re.findall(r"\w+", plain)[-1])
            start = at + 1
        at += 1
    return names


def enumerators(body):
    """How many enumerators stand in an enumeration's body."""
    return len([name for name in body.split(",") if name.strip()])


def check(root):
    problems, types, shown, listed, tests = [], {}, set(), {}, ""
    counted, constants = {}, {}
    headers = cpp_text.headers(root)
    joined = cpp_text.own_includes(cpp_text.read(root, TESTING)) if TESTING in headers else []
    for header in headers:
        text = cpp_text.read(root, header)
        folder = header.split("/")[1]
        if folder in FOLDERS or header in joined or folder == "testing" and SHOWN.search(text):
            for kind, name, body in declared(cpp_text.code_only(text)):
                types[name] = (header, kind, body)
            constants.update(CONSTANT.findall(text))
        if folder == "service":
            shown |= set(SHAPED.findall(cpp_text.code_only(text)))
        if folder == "testing":
            counted.update(COUNTED.findall(text))
            shown |= set(SHOWN.findall(cpp_text.code_only(text)))
            for name, literals in LISTED.findall(text):
                listed[name] = "".join(re.findall(r'"([^"]*)"', literals)).split()
    for path in sorted((Path(root) / "tests/testing").glob("*_test.cpp")):
        if path.name.endswith(("printers_test.cpp", "to_text_test.cpp")):
            tests += path.read_text()
    for name, (header, kind, body) in sorted(types.items()):
        if name in EXEMPT:
            if name in shown:
                problems.append(f"tools/check_printers.py: {name} can be printed")
        elif name not in shown:
            problems.append(f"{header}: {name} can't be printed: name its members or its values "
                            "in testing/, or say in tools/check_printers.py why not")
        elif not re.search(rf"\b{name}\b", tests):
            problems.append(f"{header}: no test shows how {name} is printed")
        if name in listed and kind == "struct" and listed[name] != members(body):
            problems.append(f"{header}: {name} has the members {' '.join(members(body))}, and "
                            f"{' '.join(listed[name])} are named")
        if name in counted:
            count = constants.get(counted[name], counted[name])
            if count != str(enumerators(body)):
                problems.append(f"{header}: {name} has {enumerators(body)} values, not {count}")
    if "weir/weir.hpp" not in headers:
        return problems  # a planted tree has not all that stands above
    return problems + [f"tools/check_printers.py: there is no {name}"
                       for name in sorted(EXEMPT - set(types))]


CORE = """namespace weir::inline v0 {
/// struct InAComment {
class Random {
    struct Inner { int x; };
};
struct Kept {
    int number = f(1);
    std::function<void(int)> action{};
    std::vector<std::pair<int, int>> pairs{};
    static constexpr int limit = 5;
    [[nodiscard]] bool ok() const noexcept { return number == 1; }
    Kept() = default;
    friend bool operator==(const Kept&, const Kept&) = default;
};
enum class Colour : int { red, green };
template <class T>
class Value final : public Base<T> {};
template <class T>
struct Value<T*> {};
struct Forward;
namespace detail {
struct Hidden {};
}
}
"""
PRINTERS = """namespace weir::inline v0 {
template <>
inline constexpr std::string_view member_list<Kept> = "number "
    "action pairs";
template <>
inline constexpr std::size_t enumerators<Colour> = 2;
template <class T>
inline constexpr bool detail::is_shown_class<Value<T>> = true;
}
"""
CLEAN = {
    "include/weir/core/a.hpp": CORE,
    "include/weir/testing/printers.hpp": PRINTERS,
    "include/weir/analysis/a.hpp": "namespace weir::inline v0 {\nclass KeyTable {};\n}\n",
    "include/weir/service/a.hpp": "namespace weir::inline v0 {\nstruct Input {};\n"
                                  "template <>\nstruct Shape<Input> {};\n}\n",
    "include/weir/testing/joined.hpp": "",
    "include/weir/testing/apart.hpp": "namespace weir::inline v0 {\nstruct Apart {};\n}\n",
    f"include/{TESTING}": '#include "weir/testing/joined.hpp"\n',
    "tests/testing/printers_test.cpp": "Kept Colour Value Input\n",
}


def core(old, new):
    return {"include/weir/core/a.hpp": CORE.replace(old, new)}


PLANTED = {
    "new struct": (core("struct Forward;", "struct Fresh { int x; };"), "Fresh can't be printed"),
    "new enumeration": (core("struct Forward;", "enum class Fresh { a };"), "Fresh can't be"),
    "new class": (core("struct Forward;", "class Fresh {};"), "Fresh can't be printed"),
    "new value": (core("red, green", "red, green, blue,"), "Colour has 3 values, not 2"),
    "new member": (core("bool ok()", "int more = 0;\n bool ok()"), "has the members"),
    "members change places": (core("int number = f(1);\n    std::function<void(int)> action{};",
                                   "std::function<void(int)> action{};\n    int number = f(1);"),
                              "has the members"),
    "new struct without a shape": (
        {"include/weir/service/a.hpp": "namespace weir::inline v0 {\nstruct Input {};\n}\n"},
        "Input can't be printed"),
    "new struct of an analysis": (
        {"include/weir/analysis/a.hpp": "namespace weir::inline v0 {\nstruct New {};\n}\n"},
        "New can't be printed"),
    "new struct of an included header": (
        {"include/weir/testing/joined.hpp": "namespace weir::inline v0 {\nstruct New {};\n}\n"},
        "New can't be printed"),
    "new struct beside one that is shown": (
        {"include/weir/testing/apart.hpp":
            "namespace weir::inline v0 {\nstruct Apart {};\nenum class Other { a };\n"
            "template <>\ninline constexpr std::size_t enumerators<Other> = 1;\n}\n"},
        "Apart can't be printed"),
    "no test": ({"tests/testing/printers_test.cpp": "Kept Colour Input\n"},
                "no test shows how Value"),
    "exempt but shown": (
        {"include/weir/testing/more.hpp": "member_list<Random> = \"x\";"}, "Random can be printed"),
    "exempt but gone": ({"include/weir/weir.hpp": ""}, "there is no Waiters"),
}

if __name__ == "__main__":
    checking.main(check, CLEAN, PLANTED)

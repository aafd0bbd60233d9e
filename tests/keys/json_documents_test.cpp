// SPDX-License-Identifier: Apache-2.0
#include "../../examples/keys/json_documents.hpp"

#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using keys::JsonDocuments;

namespace {

/// Each document, or in brackets why it is none.
std::vector<std::string> documents_in(const std::string& text) {
    std::istringstream in{text};
    events::LineReader lines{in, JsonDocuments::document_bytes_max + 1024};
    JsonDocuments documents{lines};
    std::vector<std::string> found;
    while (const auto document = documents.next()) {
        found.push_back(document->problem.empty() ? std::string{document->text}
                                                  : "(" + std::string{document->problem} + ")");
    }
    CHECK(documents.bytes_taken() == text.size());
    CHECK_FALSE(documents.next());
    return found;
}

using Strings = std::vector<std::string>;
const std::string unclosed = "(ends before it is closed)";
const std::string cut_text = "(has a text that is not closed on its line)";
const std::string too_long = "(is more than 32 MiB in one piece)";

}  // namespace

TEST_CASE("documents stand one a line, over many lines, or beside each other") {
    CHECK(documents_in("{\"a\":1}\n{\"b\":2}\n") == Strings{"{\"a\":1}", "{\"b\":2}"});
    CHECK(documents_in("{\n  \"a\": {\n    \"b\": [1]\n  }\n}\n{\"c\":3}") ==
          Strings{"{\n  \"a\": {\n    \"b\": [1]\n  }\n}", "{\"c\":3}"});
    CHECK(documents_in("{\"a\":1}{\"b\":2} {\n}{}") ==
          Strings{"{\"a\":1}", "{\"b\":2}", "{\n}", "{}"});
    CHECK(documents_in("\n \n\r\n").empty());
    CHECK(documents_in("").empty());
}

TEST_CASE("a list of documents is as many documents") {
    CHECK(documents_in("[{\"a\":1},{\"b\":[{}]}]\n") == Strings{"{\"a\":1}", "{\"b\":[{}]}"});
    CHECK(documents_in("[\n  {\n    \"a\": 1\n  },\n  {}\n]\n") ==
          Strings{"{\n    \"a\": 1\n  }", "{}"});
}

TEST_CASE("brackets and quotes within texts are no matter") {
    const std::string text = R"({"a":"}{[\"\\","b\\":"\\\""})";
    CHECK(documents_in(text + text) == Strings{text, text});
    const std::string escaped = R"({"a":"\"}","b":"\\"})";
    CHECK(documents_in(escaped + "{}") == Strings{escaped, "{}"});
}

TEST_CASE("a line that is no document is one problem, and the next line counts again") {
    CHECK(documents_in("hello {\"a\":1}\n{\"b\":2}\n12\n") ==
          Strings{"(is not JSON)", "{\"b\":2}", "(is not JSON)"});
}

TEST_CASE("a broken document ends where it shows") {
    CHECK(documents_in("{\"a\":\"x\n{\"b\":2}\n") == Strings{cut_text, "{\"b\":2}"});
    CHECK(documents_in("{\"a\":1\n{\"b\":2}\n{\"c\":3}\n") ==
          Strings{unclosed, "{\"b\":2}", "{\"c\":3}"});
    CHECK(documents_in("{\"a\":{\"b\":1}\n{\"c\":3}") == Strings{unclosed, "{\"c\":3}"});
    CHECK(documents_in("{\"a\":[1,2") == Strings{unclosed});
    CHECK(documents_in("{\"a\":\"x\\") == Strings{cut_text});
    // What lies within is not looked at: this is one object, as far as brackets go.
    CHECK(documents_in("{\"a\":[\n{},\n{}\n]}") == Strings{"{\"a\":[\n{},\n{}\n]}"});
}

TEST_CASE("a document of more than 32 MiB is refused, and the next one is whole") {
    const std::size_t most = JsonDocuments::document_bytes_max;
    const auto one_line = [](std::size_t size) {
        return "{\"a\":\"" + std::string(size - 8, 'x') + "\"}";
    };
    CHECK(documents_in(one_line(most) + "\n{}\n").front().size() == most);
    CHECK(documents_in(one_line(most + 1) + "\n{}\n") == Strings{too_long, "{}"});
    CHECK(documents_in(one_line(3 * most) + "\n{}\n") == Strings{too_long, "{}"});
    CHECK(documents_in(one_line(most / 8 * 5) + one_line(most / 8 * 5) + "\n{}\n").at(1) ==
          too_long);
    std::string many_lines = "{\"a\":[\n";
    while (many_lines.size() < most)
        many_lines += "\"" + std::string(1'000'000, 'x') + "\",\n";
    CHECK(documents_in(many_lines + "1]}\n{}\n") == Strings{too_long, "{}"});
    CHECK(documents_in(many_lines) == Strings{too_long});
}

TEST_CASE("a document knows on which line it starts") {
    std::istringstream in{"\n{}\n{\n}{}\nx\n"};
    events::LineReader lines{in};
    JsonDocuments documents{lines};
    std::vector<std::uint64_t> starts;
    while (const auto document = documents.next())
        starts.push_back(document->line);
    CHECK(starts == std::vector<std::uint64_t>{2, 3, 4, 5});
}

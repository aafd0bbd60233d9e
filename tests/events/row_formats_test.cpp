// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "../../examples/events/access_log.hpp"
#include "../../examples/events/delimited.hpp"
#include "../../examples/events/dpkg_log.hpp"
#include "catch.hpp"
#include "support.hpp"

using events::SplitResult;
using events_test::field;

TEST_CASE("a status line of dpkg has a state and a package without architecture") {
    events::DpkgLog format;
    events::Row row;
    REQUIRE(format.split("2026-11-24 19:54:20 status half-installed jq:amd64 1.6-2.1", row) ==
            SplitResult::row);
    CHECK(field(row, "when") == "2026-11-24 19:54:20");
    CHECK(field(row, "action") == "status");
    CHECK(field(row, "state") == "half-installed");
    CHECK(field(row, "package") == "jq");
    CHECK(field(row, "5") == "jq:amd64");
    CHECK(field(row, "6") == "1.6-2.1");
    CHECK(field(row, "7") == "(none)");
}

TEST_CASE("every other kind of dpkg line has its package too") {
    events::DpkgLog format;
    events::Row row;
    REQUIRE(format.split("2026-11-24 19:54:20 upgrade libc6:amd64 2.36-8 2.36-9", row) ==
            SplitResult::row);
    CHECK(field(row, "package") == "libc6");
    CHECK(field(row, "state") == "(none)");
    REQUIRE(format.split("2026-11-24 19:54:20 startup packages configure", row) ==
            SplitResult::row);
    CHECK(field(row, "package") == "dpkg");
    REQUIRE(format.split("2026-11-24 19:54:20 conffile /etc/a.conf keep", row) == SplitResult::row);
    CHECK(field(row, "package") == "/etc/a.conf");
}

TEST_CASE("a line that dpkg does not write is refused with the reason") {
    events::DpkgLog format;
    events::Row row;
    for (const char* line : {"", "x", "2026-11-24 19:54:20", "2026-11-24 19:54:20 status a",
                             "2026-11-24 19:54:20 reticulate splines:all now <none>",
                             "2026-99-24 19:54:20 status installed a 1"}) {
        INFO(line);
        CHECK(format.split(line, row) == SplitResult::problem);
        CHECK_FALSE(format.problem().empty());
    }
}

TEST_CASE("a combined access log line has nine fields and the parts of its request") {
    events::AccessLog format;
    events::Row row;
    REQUIRE(format.split("192.0.2.7 - ada [24/Nov/2026:19:54:20 +0100] \"GET /a?b=1 HTTP/1.1\" 200 "
                         "512 \"https://example.com/\" \"a \\\"quoted\\\" agent\"",
                         row) == SplitResult::row);
    CHECK(field(row, "host") == "192.0.2.7");
    CHECK(field(row, "user") == "ada");
    CHECK(field(row, "time") == "24/Nov/2026:19:54:20 +0100");
    CHECK(field(row, "method") == "GET");
    CHECK(field(row, "path") == "/a");
    CHECK(field(row, "status") == "200");
    CHECK(field(row, "referer") == "https://example.com/");
    CHECK(field(row, "9") == "a \\\"quoted\\\" agent");
}

TEST_CASE("a common access log line is enough, a cut one is not") {
    events::AccessLog format;
    events::Row row;
    const std::string line = "h - - [24/Nov/2026:19:54:20 +0100] \"GET / HTTP/1.1\" 304 -";
    REQUIRE(format.split(line, row) == SplitResult::row);
    CHECK(field(row, "bytes") == "-");
    CHECK(field(row, "referer") == "(none)");
    for (std::size_t size = 0; size < line.size() - 1; ++size) {
        INFO(line.substr(0, size));
        CHECK(format.split(line.substr(0, size), row) == SplitResult::problem);
    }
    CHECK(format.split("a b c d e f g", row) == SplitResult::problem);
}

TEST_CASE("delimited text with a heading has names and numbers") {
    events::Delimited format{','};
    events::Row row;
    CHECK(format.split("when,customer,note", row) == SplitResult::heading);
    REQUIRE(format.split("2026-11-24 19:54:20,c-1,\"a, b and \"\"c\"\"\"", row) ==
            SplitResult::row);
    CHECK(field(row, "when") == "2026-11-24 19:54:20");
    CHECK(field(row, "2") == "c-1");
    CHECK(field(row, "note") == "a, b and \"c\"");
}

TEST_CASE("delimited text without a heading has numbers only") {
    events::Delimited format{';'};
    events::Row row;
    REQUIRE(format.split("1795550060;c-1;", row) == SplitResult::row);
    CHECK(field(row, "1") == "1795550060");
    CHECK(field(row, "3").empty());
    CHECK(field(row, "4") == "(none)");
    CHECK(format.split("customer;note;more", row) == SplitResult::row);
}

TEST_CASE("a heading is there or not, if somebody knows") {
    events::Row row;
    events::Delimited with{',', events::Heading::present};
    CHECK(with.split("1795550060,b", row) == SplitResult::heading);
    CHECK(with.split("c,d", row) == SplitResult::row);
    CHECK(field(row, "b") == "d");
    events::Delimited without{',', events::Heading::absent};
    CHECK(without.split("user,session", row) == SplitResult::row);
    CHECK(field(row, "1") == "user");
    events::Delimited narrow{',', events::Heading::present};
    CHECK(narrow.split("no columns", row) == SplitResult::problem);
}

TEST_CASE("a row of delimited text needs the columns of the first and closed quotes") {
    events::Delimited format{','};
    events::Row row;
    REQUIRE(format.split("1795550060,a,b", row) == SplitResult::row);
    CHECK(format.split("1795550060,a", row) == SplitResult::problem);
    CHECK(format.split("1795550060,a,b,c", row) == SplitResult::problem);
    CHECK(format.split("1795550060,a,\"b", row) == SplitResult::problem);
    CHECK(format.split("1795550060,a,\"\"", row) == SplitResult::row);
}

TEST_CASE("tab-separated text has no quotes") {
    events::Delimited format{'\t'};
    events::Row row;
    REQUIRE(format.split("1795550060\t\"a\tb", row) == SplitResult::row);
    CHECK(field(row, "2") == "\"a");
}

TEST_CASE("a field is chosen by number when the text is one, else by name") {
    CHECK(events::FieldChoice::parse("12").number == 12);
    CHECK(events::FieldChoice::parse("12a").name == "12a");
    CHECK(events::FieldChoice::parse("user.id").name == "user.id");
    CHECK(events::FieldChoice::parse("0").number == 0);
}

// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/cbor_writer.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "weir/wire/cbor_reader.hpp"

namespace {

using namespace std::string_literals;

template <class Write>
std::string written(const Write& write) {
    std::string bytes;
    weir::wire::CborWriter to{bytes};
    write(to);
    return bytes;
}
std::string number(std::int64_t value) {
    return written([value](auto& to) { to.number(value); });
}

}  // namespace

TEST_CASE("Numbers take as few bytes as they can") {
    CHECK(number(0) == "\x00"s);
    CHECK(number(23) == "\x17"s);
    CHECK(number(24) == "\x18\x18"s);
    CHECK(number(255) == "\x18\xff"s);
    CHECK(number(256) == "\x19\x01\x00"s);
    CHECK(number(65'536) == "\x1a\x00\x01\x00\x00"s);
    CHECK(number(4'294'967'296) == "\x1b\x00\x00\x00\x01\x00\x00\x00\x00"s);
    CHECK(number(-1) == "\x20"s);
    CHECK(number(-500) == "\x39\x01\xf3"s);
    CHECK(number(std::numeric_limits<std::int64_t>::min()) ==
          "\x3b\x7f\xff\xff\xff\xff\xff\xff\xff"s);
}

TEST_CASE("A time is the tag of times and whole milliseconds, as the service's clients have it") {
    CHECK(written([](auto& to) {
              to.timestamp(weir::Instant::from_micros(1'700'000'000'123'999));
          }) == "\xc1\x1b\x00\x00\x01\x8b\xcf\xe5\x68\x7b"s);
}

TEST_CASE("Maps, lists, texts and data are read as they were written") {
    const std::string long_text(300, 'x');
    const auto bytes = written([&long_text](auto& to) {
        to.open_map();
        to.name("list");
        to.open_list();
        to.boolean(true);
        to.text(long_text);
        to.close_list();
        to.name("data");
        to.data(std::string_view{"\xff\x00", 2});
        to.name("bad");
        to.text("a\xff");
        to.close_map();
    });
    weir::wire::Document document;
    REQUIRE(weir::wire::read_cbor(bytes, document));
    const auto& nodes = document.nodes();
    REQUIRE(nodes.size() == 6);
    CHECK(nodes[1].end == 4);
    CHECK(nodes[2].number == 1);
    CHECK(nodes[3].text == long_text);
    CHECK(nodes[4].kind == weir::wire::NodeKind::bytes);
    CHECK(nodes[4].text == "\xff\x00"s);
    CHECK(nodes[5].text == "a\xef\xbf\xbd");
}

TEST_CASE("A map of two texts is the same in one piece") {
    const auto piece = written([](auto& to) { to.plain_map("a", "x", "b", "y"); });
    CHECK(piece == "\xbf\x61\x61\x61x\x61\x62\x61y\xff"s);
    for (const std::size_t size : {0U, 23U, 24U, 56U}) {
        const std::string text(size, 'x');
        CHECK(written([&text](auto& to) { to.plain_map("a", text, "b", text); }) ==
              written([&text](auto& to) {
                  to.open_map();
                  to.name("a");
                  to.text(text);
                  to.name("b");
                  to.text(text);
                  to.close_map();
              }));
    }
}

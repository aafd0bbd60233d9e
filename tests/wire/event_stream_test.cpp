// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/event_stream.hpp"

#include <string>
#include <string_view>

#include "catch.hpp"
#include "wire/frames.hpp"

using namespace std::string_literals;

TEST_CASE("The checksum is the one of gzip") {
    CHECK(weir::wire::crc32("") == 0);
    CHECK(weir::wire::crc32("123456789") == 0xcbf4'3926);
    CHECK(weir::wire::crc32("The quick brown fox jumps over the lazy dog") == 0x414f'a339);
    static_assert(weir::wire::crc32("123456789") == 0xcbf4'3926);
}

TEST_CASE("A message without headers and payload is its lengths and checksums") {
    std::string out;
    weir::wire::append_event(out, {}, [] {});
    CHECK(out == "\x00\x00\x00\x10\x00\x00\x00\x00\x05\xc2\x48\xeb\x7d\x98\xc8\xff"s);
}

TEST_CASE("A message with a payload alone has the published bytes") {
    std::string out;
    weir::wire::append_event(out, {}, [&out] { out += "{'foo':'bar'}"; });
    CHECK(out == "\x00\x00\x00\x1d\x00\x00\x00\x00\xfd\x52\x8c\x5a{'foo':'bar'}\xc3\x65\x39\x36"s);
}

TEST_CASE("Messages behind each other are decoded with their headers") {
    std::string out = "before";
    weir::wire::append_event(out, {{":message-type", "event"}, {"x", ""}},
                             [&out] { out += "payload"; });
    const std::string long_value(300, 'v');
    weir::wire::append_event(out, {{"long", long_value}}, [] {});
    const auto frames = decode_frames(std::string_view{out}.substr(6));
    REQUIRE(frames.size() == 2);
    CHECK(frames[0].headers == "[:message-type=event][x=]");
    CHECK(frames[0].payload == "payload");
    CHECK(frames[1].headers == "[long=" + long_value + "]");
    CHECK(frames[1].payload.empty());
}

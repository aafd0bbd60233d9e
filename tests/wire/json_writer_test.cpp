// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/json_writer.hpp"

#include <limits>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "catch.hpp"

namespace {

template <class Write>
std::string written(const Write& write) {
    std::string text;
    weir::wire::JsonWriter to{text};
    write(to);
    return text;
}
std::string time_text(std::int64_t millis) {
    return written([millis](auto& to) { to.timestamp(weir::Instant::from_millis(millis)); });
}

}  // namespace

TEST_CASE("Commas stand between values and nowhere else") {
    CHECK(written([](auto& to) {
              to.open_map();
              to.name("a");
              to.open_list();
              to.number(1);
              to.open_map();
              to.close_map();
              to.boolean(true);
              to.open_list();
              to.close_list();
              to.close_list();
              to.name("b");
              to.text("x");
              to.name("c");
              to.open_list();
              to.plain_map("d", "1", "e", "2");
              to.plain_map("d", "3", "e", "4");
              to.close_list();
              to.close_map();
          }) == R"({"a":[1,{},true,[]],"b":"x","c":[{"d":"1","e":"2"},{"d":"3","e":"4"}]})");
}

TEST_CASE("Any bytes become a text that a JSON reader takes") {
    CHECK(written([](auto& to) { to.text("a\"\\\n\x01\x7f\xc3\xa9"); }) ==
          "\"a\\\"\\\\\\u000a\\u0001\x7f\xc3\xa9\"");
    for (int first = 0; first < 256; ++first) {
        for (const char second : {'a', '\x80', '"'}) {
            const char bytes[] = {'x', static_cast<char>(first), second};
            const std::string text = written([&bytes](auto& to) {
                to.text({bytes, sizeof bytes});
            });
            INFO(first);
            CHECK(nlohmann::json::accept(text));
        }
    }
}

TEST_CASE("Numbers are written whole, times in seconds with milliseconds") {
    CHECK(written([](auto& to) { to.number(std::numeric_limits<std::int64_t>::min()); }) ==
          "-9223372036854775808");
    CHECK(time_text(1'700'000'000'123) == "1700000000.123");
    CHECK(time_text(1'700'000'000'005) == "1700000000.005");
    CHECK(time_text(1'700'000'000'000) == "1700000000");
    CHECK(time_text(-1) == "-0.001");
    CHECK(time_text(-1500) == "-1.500");
}

TEST_CASE("Data is base64") {
    CHECK(written([](auto& to) { to.data(std::string_view{"foob"}); }) == "\"Zm9vYg==\"");
    CHECK(written([](auto& to) { to.data(weir::Blob{}); }) == "\"\"");
}

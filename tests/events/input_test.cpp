// SPDX-License-Identifier: Apache-2.0
#include "../../examples/events/input.hpp"

#include <string>

#include "catch.hpp"
#include "support.hpp"

TEST_CASE("a file is opened under its name and with its size") {
    const std::string path = events_test::data_file("dpkg.log");
    const auto input = events::open_input(path);
    CHECK(input->name == "dpkg.log");
    CHECK(input->bytes == events_test::content_of("dpkg.log").size());
    std::string first;
    std::getline(*input->in, first);
    CHECK(first == events_test::content_of("dpkg.log").substr(0, first.size()));
}

TEST_CASE("what is no file is refused with the reason") {
    const auto why = [](const std::string& path) -> std::string {
        try {
            static_cast<void>(events::open_input(path));
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "opened";
    };
    CHECK(why("/nowhere/at/all") == "cannot open /nowhere/at/all");
    CHECK(why("/") == "/ is a directory");
    CHECK(why("") == "cannot open ");
}

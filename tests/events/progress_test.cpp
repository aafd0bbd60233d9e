// SPDX-License-Identifier: Apache-2.0
#include "../../examples/events/progress.hpp"

#include "catch.hpp"

TEST_CASE("a bar shows the share of the input before its figures") {
    const events::Style plain;
    CHECK(events::progress_text(1, 4, "1 record", plain) ==
          "######..................  25 %  1 record");
    CHECK(events::progress_text(9, 4, "", plain) == "######################## 100 %  ");
    CHECK(events::progress_text(9, 0, "1 record", plain) == "1 record");
}

TEST_CASE("figures are cut where the terminal ends") {
    const events::Style narrow{false, false, 60};
    CHECK(events::progress_text(1, 2, std::string(100, 'x'), narrow).size() < 60);
    CHECK(events::progress_text(1, 0, std::string(100, 'x'), narrow).size() < 60);
}

TEST_CASE("where there is no terminal nothing is shown") {
    std::FILE* file = std::tmpfile();
    REQUIRE(file != nullptr);
    {
        events::Progress progress{file, events::Style{}, false};
        for (int i = 0; i < 1000; ++i)
            progress.step([](const events::Style&) { return "shown"; });
    }
    CHECK(std::ftell(file) == 0);
    std::fclose(file);
}

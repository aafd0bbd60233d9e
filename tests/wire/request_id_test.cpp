// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/request_id.hpp"

#include <cctype>
#include <cstddef>
#include <set>
#include <string>

#include "catch.hpp"

TEST_CASE("Ids have the form of the service's, and no two are the same") {
    weir::wire::RequestIdSource source{1};
    std::set<std::string> seen;
    for (int count = 0; count < 1000; ++count) {
        const auto ids = source.next();
        REQUIRE(ids.request_id.size() == 36);
        for (std::size_t at = 0; at < 36; ++at) {
            const char c = ids.request_id[at];
            const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
            const bool digit = std::isxdigit(static_cast<unsigned char>(c)) != 0;
            REQUIRE((dash ? c == '-' : digit));
        }
        CHECK(ids.request_id[14] == '4');
        const auto bytes = weir::from_base64(ids.extended);
        REQUIRE(bytes);
        CHECK(bytes->size() == 72);
        CHECK(seen.insert(ids.request_id).second);
        CHECK(seen.insert(ids.extended).second);
    }
}

TEST_CASE("The same seed gives the same ids, another one others") {
    weir::wire::RequestIdSource a{7};
    weir::wire::RequestIdSource b{7};
    weir::wire::RequestIdSource c{8};
    const auto first = a.next();
    const auto again = b.next();
    CHECK(first.request_id == again.request_id);
    CHECK(first.extended == again.extended);
    CHECK(first.request_id != c.next().request_id);
}

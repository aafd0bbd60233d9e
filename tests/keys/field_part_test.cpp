// SPDX-License-Identifier: Apache-2.0
#if __has_include(<nlohmann/json.hpp>)
#include "../../examples/keys/field_part.hpp"

#include <sstream>
#include <string>

#include "support.hpp"
#endif

#include "catch.hpp"

#if __has_include(<nlohmann/json.hpp>)
namespace {

/// The composed keys of all records of an input.
keys_test::Strings composed_keys(const std::string& text, const std::string& field,
                                 keys::InputChoices choices = {}) {
    std::istringstream in{text};
    keys::InputSource input{in, "the input", std::move(choices)};
    const auto hand = std::make_shared<keys::RowInHand>();
    const weir::KeyFunction function =
        weir::composed(field, keys::FieldPart{hand, events::FieldChoice::parse(field)});
    keys_test::Strings keys;
    std::string scratch;
    while (const keys::InputRecord* record = input.next()) {
        hand->row = record->row;
        keys.emplace_back(function({record->key, record->data, record->ordinal}, scratch));
    }
    return keys;
}

using keys_test::Strings;

}  // namespace

TEST_CASE("a key is composed with a field of its row") {
    CHECK(composed_keys("{\"user\":\"u\",\"session\":7}\n{\"user\":\"v\"}\n", "session") ==
          Strings{"u#7", "v#"});
    CHECK(composed_keys("1700000000,a,x\n1700000001,b,y\n", "3") == Strings{"a#x", "b#y"});
}

TEST_CASE("a captured record's key is composed with a field of its data") {
    const auto record = [](const std::string& data) {
        return "{\"PartitionKey\":\"k\",\"Data\":\"" +
               weir::to_base64({reinterpret_cast<const std::uint8_t*>(data.data()), data.size()}) +
               "\"}\n";
    };
    CHECK(composed_keys(record("{\"order\":{\"id\":\"o-1\"}}") + record("{\"order\":2}") +
                            record("no JSON") + record("{broken") + record(""),
                        "order.id") == Strings{"k#o-1", "k#", "k#", "k#", "k#"});
}

TEST_CASE("a line that is a key has no fields, and its second part is empty") {
    CHECK(composed_keys("a\nb\n", "order.id") == Strings{"a#", "b#"});
}
#else
TEST_CASE("the tests of field part need nlohmann/json, which is not installed") {
    SUCCEED();
}
#endif

// SPDX-License-Identifier: Apache-2.0
#include "weir/service/account_iterator_text.hpp"

#include <string>

#include "catch.hpp"

using weir::AccountIteratorText;
using weir::ShardIterator;
using weir::ShardIteratorText;

namespace {

const ShardIterator iterator = ShardIteratorText::from_numbers(
    77, {1'700'000'000'000'000, 2'147'483'647, 0x7fff'ffff'ffff'ffff, 1'700'000'001});

}  // namespace

TEST_CASE("An iterator becomes text and back, whatever its stream is called") {
    const AccountIteratorText text{5};
    for (std::size_t size = 1; size <= 128; ++size) {
        ShardIterator back;
        REQUIRE(text.read(text.write(iterator, size), back));
        CHECK(back.stream_id() == 77);
        CHECK(back.shard_id() == iterator.shard_id());
        CHECK(back.sequence_index() == iterator.sequence_index());
        CHECK(back.not_before_seconds() == iterator.not_before_seconds());
        CHECK(back.created() == iterator.created());
    }
}

TEST_CASE("The text of an iterator is as long as the service's, and starts like it") {
    const AccountIteratorText text{5};
    const auto bytes = [](std::size_t base64) { return (base64 + 2) / 4 * 3; };
    for (const std::size_t size : {1U, 13U, 14U, 30U, 128U}) {
        const std::string written = text.write(iterator, size);
        CHECK(written.substr(0, 10) == "AAAAAAAAAA");
        CHECK(bytes(written.size()) >= 152 + (size + 2) / 16 * 16);
        CHECK(bytes(written.size()) < 152 + (size + 2) / 16 * 16 + 3);
        CHECK(written.size() <= 512);
    }
}

TEST_CASE("Another account refuses an iterator, and so does this one if it was changed") {
    const AccountIteratorText text{5};
    const std::string written = text.write(iterator, 6);
    ShardIterator back;
    CHECK_FALSE(AccountIteratorText{6}.read(written, back));
    for (std::size_t at = 0; at < written.size(); at += 7) {
        std::string changed = written;
        changed[at] = changed[at] == 'x' ? 'y' : 'x';
        CHECK_FALSE(text.read(changed, back));
    }
    CHECK_FALSE(text.read("", back));
    CHECK_FALSE(text.read("AAAA", back));
    CHECK_FALSE(text.read(written.substr(4), back));
    CHECK_FALSE(text.read(written + "AAAA", back));
}

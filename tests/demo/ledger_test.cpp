// SPDX-License-Identifier: Apache-2.0
#include "../../examples/demo/ledger.hpp"

#include "catch.hpp"

namespace {

/// A ledger with four records of two keys in two shards, put and to be read.
struct Books {
    demo::KeyTable keys;
    demo::Ledger ledger;

    static weir::SequenceNumber number(std::uint32_t shard, std::uint64_t index) {
        return weir::SequenceNumber::make({.shard_create_seconds = 1'700'000'000,
                                           .shard_index = shard,
                                           .sequence_index = index,
                                           .seconds = 1'700'000'000});
    }

    void put(std::uint32_t shard, std::uint64_t index, const char* key, std::uint64_t ordinal) {
        ledger.put({shard}, number(shard, index), keys.id_of(key), ordinal, "data");
    }
    void read(std::uint32_t shard, std::uint64_t index, const char* key,
              const char* data = "data") {
        ledger.read({shard}, number(shard, index), key, data, keys);
    }

    Books() {
        put(0, 1, "a", 1);
        put(0, 2, "b", 2);
        put(0, 5, "a", 3);
        put(1, 1, "b", 4);
    }
};

}  // namespace

TEST_CASE("everything read once and in order is proven") {
    Books books;
    CHECK(books.ledger.unread() == 4);
    books.read(0, 1, "a");
    books.read(0, 2, "b");
    books.read(1, 1, "b");
    books.read(0, 5, "a");
    const demo::Verdict verdict = books.ledger.verdict();
    CHECK(verdict.proven());
    CHECK(verdict.keys == 2);
    CHECK(verdict.put == 4);
    CHECK(verdict.read == 4);
}

TEST_CASE("a record that is passed over is lost") {
    Books books;
    books.read(0, 1, "a");
    books.read(0, 5, "a");
    books.read(1, 1, "b");
    CHECK(books.ledger.verdict().lost == 1);
    CHECK_FALSE(books.ledger.verdict().proven());
}

TEST_CASE("what is never read is lost") {
    Books books;
    books.read(0, 1, "a");
    CHECK(books.ledger.verdict().lost == 3);
    CHECK_FALSE(books.ledger.verdict().proven());
}

TEST_CASE("a record read twice is doubled, and so is one that was never put") {
    Books books;
    books.read(0, 1, "a");
    books.read(0, 1, "a");
    CHECK(books.ledger.verdict().doubled == 1);
    books.read(7, 1, "a");
    CHECK(books.ledger.verdict().doubled == 2);
    books.read(0, 2, "b");
    books.read(0, 5, "a");
    books.read(1, 1, "b");
    CHECK(books.ledger.verdict().lost == 0);
    CHECK_FALSE(books.ledger.verdict().proven());
}

TEST_CASE("a child shard read before its parent breaks the order of a key") {
    Books books;
    books.read(1, 1, "b");
    books.read(0, 1, "a");
    books.read(0, 2, "b");
    books.read(0, 5, "a");
    CHECK(books.ledger.verdict().misordered == 1);
    CHECK(books.ledger.verdict().lost == 0);
    CHECK_FALSE(books.ledger.verdict().proven());
}

TEST_CASE("other bytes or another key under the right number are an alteration") {
    Books books;
    books.read(0, 1, "a", "date");
    books.read(0, 2, "a");
    CHECK(books.ledger.verdict().altered == 2);
    CHECK_FALSE(books.ledger.verdict().proven());
}

// SPDX-License-Identifier: Apache-2.0
// A record carries its encryption from the moment it was put, whatever its stream does later.
#include "scenario/account.hpp"

namespace {

using weir::EncryptionType;

struct Encrypting : Account {
    explicit Encrypting(const weir::ServiceOptions& options = relaxed()) : Account{options} {
        create();
    }
    void start(std::string_view key = "alias/aws/kinesis") {
        ok(service.start_stream_encryption(
            {.stream_name = "stream", .encryption_type = EncryptionType::kms, .key_id = key}));
    }
    void stop() {
        ok(service.stop_stream_encryption({.stream_name = "stream",
                                           .encryption_type = EncryptionType::kms,
                                           .key_id = "alias/aws/kinesis"}));
    }
    /// Which of a shard's records are encrypted, as a row of yes and no.
    std::string marks(std::uint32_t shard = 0) {
        const auto page = read(place(shard));
        std::string marks;
        for (const weir::RecordView record : page.records) {
            marks += page.encryption_type_of(record) == EncryptionType::kms ? 'y' : 'n';
        }
        return marks;
    }
};

std::optional<EncryptionType> put_batch(Account& account) {
    const weir::PutRecordsRequestEntry entries[] = {{.data = "a", .partition_key = "a"},
                                                    {.data = "b", .partition_key = "b"}};
    return ok(account.service.put_records({.records = entries, .stream_name = "stream"}))
        .encryption_type;
}

}  // namespace

TEST_CASE("Records are marked as they were put, not as their stream is now") {
    Encrypting account;
    account.put("key");
    account.start();
    account.put("key");
    account.put("key");
    account.stop();
    account.put("key");
    account.start("another-key");
    account.put("key");
    CHECK(account.marks() == "nyyny");
}

TEST_CASE("Puts tell that a record was encrypted, and say nothing of one that was not") {
    Encrypting account;
    CHECK_FALSE(account.put("key").encryption_type.has_value());
    CHECK_FALSE(put_batch(account).has_value());
    account.start();
    CHECK(account.put("key").encryption_type == EncryptionType::kms);
    CHECK(put_batch(account) == EncryptionType::kms);
    account.stop();
    CHECK_FALSE(account.put("key").encryption_type.has_value());
    CHECK_FALSE(put_batch(account).has_value());
}

TEST_CASE("Records that are pushed are marked alike") {
    Encrypting account;
    account.put("key");
    account.start();
    account.put("key");
    auto subscription = account.subscribe(account.consumer("reader"));
    const auto step = subscription.next(account.clock.now());
    REQUIRE(step.event.has_value());
    std::string marks;
    for (const weir::RecordView record : step.event->records) {
        marks += step.event->encryption_type_of(record) == EncryptionType::kms ? 'y' : 'n';
    }
    CHECK(marks == "ny");
}

TEST_CASE("A page that is held goes on telling what its records were") {
    Encrypting account;
    account.put("key");
    const auto before = account.read(account.place(0));
    account.start();
    for (const weir::RecordView record : before.records) {
        CHECK(before.encryption_type_of(record) == EncryptionType::none);
    }
}

TEST_CASE(
    "Shards of a split are encrypted as their stream is, and their parents stay as they were") {
    Encrypting account;
    account.put_at(0);
    account.start();
    account.put_at(0);
    account.split(0, Scenario::half());
    account.put_at(0);
    account.stop();
    account.put_at(0);
    account.split(1, 1000);
    account.put_at(0);
    CHECK(account.marks(0) == "ny");
    CHECK(account.marks(1) == "yn");
    CHECK(account.marks(3) == "n");
}

TEST_CASE("A stream says how it is encrypted, and with which key") {
    Encrypting account;
    CHECK(account.summary().encryption_type == EncryptionType::none);
    CHECK_FALSE(account.summary().key_id.has_value());
    account.start("1234abcd");
    CHECK(account.summary().encryption_type == EncryptionType::kms);
    CHECK(account.summary().key_id == "1234abcd");
    account.stop();
    CHECK(account.summary().encryption_type == EncryptionType::none);
    CHECK_FALSE(account.summary().key_id.has_value());
}

TEST_CASE("New records are encrypted from the end of UPDATING on") {
    Encrypting account{Account::relaxed({.start_stream_encryption = 5s})};
    account.start();
    account.put("key");
    account.clock.advance(5s - 1us);
    account.put("key");
    account.clock.advance(1us);
    account.put("key");
    CHECK(account.marks() == "nny");
}

TEST_CASE("Encryption starts and stops twenty-five times a day each") {
    Encrypting account;
    for (int time = 0; time < 25; ++time) {
        account.start();
        account.stop();
        account.clock.advance(1min);
    }
    CHECK(refusal(account.service.start_stream_encryption({.stream_name = "stream",
                                                           .encryption_type = EncryptionType::kms,
                                                           .key_id = "key"}))
              .starts_with("LimitExceededException: "));
    CHECK(refusal(account.service.stop_stream_encryption({.stream_name = "stream",
                                                          .encryption_type = EncryptionType::kms,
                                                          .key_id = "key"}))
              .starts_with("LimitExceededException: "));
    account.clock.advance(24h - 25min);
    account.start();
}

TEST_CASE("Only KMS is asked for, to start and to stop") {
    Encrypting account;
    CHECK(refusal(account.service.start_stream_encryption({.stream_name = "stream",
                                                           .encryption_type = EncryptionType::none,
                                                           .key_id = "key"}))
              .starts_with("InvalidArgumentException: "));
    CHECK(refusal(account.service.start_stream_encryption(
              {.stream_name = "stream", .encryption_type = "kms", .key_id = "key"})) ==
          "ValidationException: 1 validation error detected: Value 'kms' at 'encryptionType' "
          "failed to satisfy constraint: Member must satisfy enum value set: [NONE, KMS]");
}

TEST_CASE("A key that its management refuses stops puts, reads and subscriptions of its stream") {
    Encrypting account;
    account.create("other");
    account.start("key");
    account.put("key");
    const auto place = account.place(0);
    auto subscription = account.subscribe(account.consumer("reader"));
    account.service.set_kms_error("key", weir::Errc::kms_disabled);
    CHECK(refusal(account.service.put_record({.stream_name = "stream",
                                              .data = weir::Blob{std::string_view{"data"}},
                                              .partition_key = "key"}))
              .starts_with("KMSDisabledException: "));
    CHECK(refusal(account.service.get_records({.shard_iterator = place}))
              .starts_with("KMSDisabledException: "));
    CHECK(subscription.next(account.clock.now()).error->code() == weir::Errc::kms_disabled);
    account.put("key", "data", "other");
    account.service.set_kms_error("key", std::nullopt);
    account.put("key");
    CHECK(account.marks() == "yy");
}

TEST_CASE("What the key's management says while encryption starts holds once it has started") {
    Encrypting account{Account::relaxed({.start_stream_encryption = 5s})};
    account.start("key");
    account.service.set_kms_error("key", weir::Errc::kms_disabled);
    account.put("key");
    account.clock.advance(5s);
    CHECK(refusal(account.service.put_record({.stream_name = "stream",
                                              .data = weir::Blob{std::string_view{"data"}},
                                              .partition_key = "key"}))
              .starts_with("KMSDisabledException: "));
}

TEST_CASE("A key that fails is of no concern once encryption has stopped, or uses another key") {
    Encrypting account{
        Account::relaxed({.start_stream_encryption = 5s, .stop_stream_encryption = 5s})};
    account.start("key");
    account.clock.advance(5s);
    account.service.set_kms_error("key", weir::Errc::kms_disabled);
    account.stop();
    account.clock.advance(5s);
    account.put("key");
    account.start("another-key");
    account.clock.advance(5s);
    account.put("key");
    CHECK(account.marks() == "ny");
}

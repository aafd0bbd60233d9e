// SPDX-License-Identifier: Apache-2.0
#include "weir/service/outputs.hpp"

#include <memory>
#include <optional>
#include <utility>

#include "catch.hpp"

using weir::BatchOwner;

namespace {

/// Stands for a batch: knows whether its stream is there when it goes.
struct Batch {
    Batch() = default;
    explicit Batch(std::weak_ptr<int> stream) : stream_{std::move(stream)}, lends_{true} {}
    Batch(Batch&& other) noexcept
        : stream_{other.stream_}, lends_{std::exchange(other.lends_, false)} {}
    Batch& operator=(Batch&& other) noexcept {
        drop();
        stream_ = other.stream_;
        lends_ = std::exchange(other.lends_, false);
        return *this;
    }
    ~Batch() { drop(); }

    static inline int too_late = 0;

private:
    void drop() {
        too_late += lends_ && stream_.expired() ? 1 : 0;
        lends_ = false;
    }

    std::weak_ptr<int> stream_;
    bool lends_ = false;
};
using Page = weir::BasicGetRecordsOutput<Batch>;
using Event = weir::BasicSubscribeToShardEvent<Batch>;

template <class Output>
Output output_of_a_stream() {
    const auto stream = std::make_shared<int>(1);
    Output output;
    output.records = Batch{stream};
    output.owner = BatchOwner{stream};
    return output;
}

}  // namespace

TEMPLATE_TEST_CASE("Records go before the stream that they are of", "", Page, Event) {
    Batch::too_late = 0;
    { const auto alone = output_of_a_stream<TestType>(); }
    CHECK(Batch::too_late == 0);
    auto one = output_of_a_stream<TestType>();
    one = output_of_a_stream<TestType>();
    CHECK(Batch::too_late == 0);
    one = TestType{};
    CHECK(Batch::too_late == 0);
    std::optional<TestType> maybe{output_of_a_stream<TestType>()};
    maybe = output_of_a_stream<TestType>();
    maybe.reset();
    auto moved = std::move(one);
    moved = output_of_a_stream<TestType>();
    one = std::move(moved);
    CHECK(Batch::too_late == 0);
}

TEST_CASE("A stream is kept as long as there are records of it, and no longer") {
    std::weak_ptr<int> stream;
    {
        Page page;
        {
            const auto made = std::make_shared<int>(1);
            stream = made;
            page.owner = BatchOwner{made};
        }
        CHECK_FALSE(stream.expired());
        page = Page{};
        CHECK(stream.expired());
    }
}

TEST_CASE("A page tells which of its records were encrypted") {
    auto switches = std::make_shared<weir::EncryptionMarks::Switches>();
    switches->push_back({true, weir::Instant{}, {2}});
    Page page;
    const auto record = [](std::uint64_t index) {
        return weir::RecordView{"key", "data", index, weir::Instant::from_seconds(20),
                                weir::ShardStamp{10, 0}};
    };
    CHECK(page.encryption_type_of(record(2)) == weir::EncryptionType::none);
    page.encryption = weir::EncryptionMarks{switches};
    CHECK(page.encryption_type_of(record(1)) == weir::EncryptionType::none);
    CHECK(page.encryption_type_of(record(2)) == weir::EncryptionType::kms);
}

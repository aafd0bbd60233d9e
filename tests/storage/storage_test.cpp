// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/storage.hpp"

#include <cstdint>
#include <ranges>
#include <utility>

#include "catch.hpp"
#include "storage/interrupted_cells.hpp"
#include "storage/log_helpers.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/storage/simple_storage.hpp"

namespace {

static_assert(weir::storage<weir::RingStorage<>>);
static_assert(weir::storage<weir::RingStorage<weir_test::InterruptedCells>>);
static_assert(weir::storage<weir::SimpleStorage>);
static_assert(std::ranges::input_range<const weir::RingStorage<>::Batch>);
static_assert(std::ranges::input_range<const weir::SimpleStorage::Batch>);

/// A storage of somebody else, which counts what is appended to another one.
class CountingStorage {
public:
    using AtomicsType = weir::StdAtomics;
    struct Options {};
    using Batch = weir::SimpleBatch;

    class Log : public weir::SimpleStorage::Log {
    public:
        using Base = weir::SimpleStorage::Log;
        Log(CountingStorage& storage, weir::Instant origin)
            : Base{storage.storage_.context(), origin}, storage_{storage} {}

        template <class Gate>
        weir::Appended append(weir::Instant now, std::string_view key, weir::Blob data,
                              Gate&& gate) {
            ++storage_.appends;
            return Base::append(now, key, data, std::forward<Gate>(gate));
        }

    private:
        CountingStorage& storage_;
    };

    explicit CountingStorage(const Options& /*options*/ = {}) {}
    CountingStorage& context() noexcept { return *this; }
    std::uint64_t bytes_in_use() const { return storage_.bytes_in_use(); }
    std::uint64_t bytes_reserved() const { return storage_.bytes_reserved(); }

    int appends = 0;

private:
    weir::SimpleStorage storage_;
};
static_assert(weir::storage<CountingStorage>);

struct NoBatch : weir::SimpleStorage {
    using Batch = int;
};
static_assert(!weir::storage<NoBatch>);

struct NoAtomics {
    using Options = weir::SimpleStorage::Options;
    using Batch = weir::SimpleStorage::Batch;
    using Log = weir::SimpleStorage::Log;
    explicit NoAtomics(const Options&);
    weir::SimpleStorage& context();
    std::uint64_t bytes_in_use() const;
    std::uint64_t bytes_reserved() const;
};
static_assert(!weir::storage<NoAtomics>);

class NeverEnds : public weir::SimpleStorage::Log {
private:
    using weir::SimpleStorage::Log::seal;
};
static_assert(weir::record_log<weir::SimpleStorage::Log>);
static_assert(!weir::record_log<NeverEnds>);
static_assert(!weir::record_batch<std::vector<int>>);

}  // namespace

TEST_CASE("a storage of one's own needs nothing but what the concept names") {
    CountingStorage storage{CountingStorage::Options{}};
    CountingStorage::Log log{storage.context(), weir::Instant{}};
    CHECK(weir_test::put(log, 5, "data") == 1);
    CHECK(storage.appends == 1);
    CHECK(weir_test::texts_of(log.read({}).records) == weir_test::Texts{"data"});
}

TEST_CASE("a batch to append need have nothing but what the concept names") {
    weir::detail::AppendBatchProbe nothing;
    std::size_t dealt_with = 99;
    weir::RingStorage<> ring;
    weir::RingStorage<>::Log in_ring{ring.context(), weir::Instant{}};
    CHECK(in_ring.append_batch({}, nothing, dealt_with) == weir::AppendOutcome::done);
    CHECK(dealt_with == 0);
    weir::SimpleStorage simple;
    weir::SimpleStorage::Log in_simple{simple.context(), weir::Instant{}};
    CHECK(in_simple.append_batch({}, nothing, dealt_with) == weir::AppendOutcome::done);
}

// SPDX-License-Identifier: Apache-2.0
// Any number of threads may put and get at once; no lock is needed, and none is inside.
#include <fmt/core.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>
#include <weir/weir.hpp>

int main() {
    constexpr int writers = 4;
    constexpr int each = 10'000;
    weir::Stream<weir::RingStorage<>, weir::SystemClock, weir::Unlimited> stream{
        {.shard_count = 2}};

    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&stream, writer] {
            const std::string key = "writer-" + std::to_string(writer);
            for (int record = 0; record < each; ++record) {
                stream.put_record({.data = key, .partition_key = key}).value();
            }
        });
    }
    std::atomic<std::uint64_t> read{0};
    for (std::uint32_t shard = 0; shard < 2; ++shard) {
        threads.emplace_back([&stream, &read, shard] {
            auto iterator = stream.get_shard_iterator({.shard_id = weir::ShardId{shard}}).value();
            while (read < writers * each) {
                auto page = stream.get_records({.shard_iterator = iterator}).value();
                read += page.records.size();
                iterator = *page.next_shard_iterator;
                std::this_thread::yield();
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    fmt::print("{} records by {} threads\n", read.load(), writers);
    return read == writers * each ? 0 : 1;
}

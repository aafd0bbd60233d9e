// SPDX-License-Identifier: Apache-2.0
// Aggregated records: any bytes are a plain record or come apart the same way twice, and user
// records come out as they were put in.
//
// An input's first byte chooses: the rest is a record's data; or a message, to which the magic
// bytes and the MD5 are added; or user records, to be written and read.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/input.hpp"
#include "weir/core/aggregated_record.hpp"
#include "weir/core/aggregated_record_writer.hpp"
#include "weir/core/md5.hpp"

namespace {

bool lies_in(std::string_view part, std::string_view whole) {
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

std::string wrapped(std::string_view message) {
    const auto digest = weir::md5(message);
    return "\xF3\x89\x9A\xC2" + std::string{message} + std::string{digest.begin(), digest.end()};
}

/// What another program makes of the same: written anew, it has to read alike.
void write_again(const weir::AggregatedRecord& aggregated) {
    weir::AggregatedRecordWriter writer;
    for (const auto& record : aggregated) {
        writer.add(record.partition_key, record.data, record.explicit_hash_key);
    }
    const std::string data = writer.data();
    weir::AggregatedRecord again;
    must(again.read(data) == !aggregated.empty(), "what was written is read");
    must(again.size() == aggregated.size() && again.lost() == 0, "all of it");
    auto at = again.begin();
    for (const auto& record : aggregated) {
        must(*at++ == record, "and as it was");
    }
}

void read_any(std::string_view data) {
    weir::AggregatedRecord aggregated;
    if (!aggregated.read(data)) {
        must(aggregated.empty() && aggregated.lost() == 0, "a plain record has no user records");
        return;
    }
    std::size_t count = 0;
    for (const auto& record : aggregated) {
        ++count;
        must(lies_in(record.partition_key, data) && lies_in(record.data, data),
             "a user record's texts are parts of the data");
        must(!record.explicit_hash_key || lies_in(*record.explicit_hash_key, data),
             "its explicit hash key as well");
    }
    must(count == aggregated.size(), "as many user records as it says");
    write_again(aggregated);
}

void write_and_read(Input input) {
    struct Kept {
        std::string key;
        std::string data;
        std::optional<std::string> hash_key;
    };
    std::vector<Kept> kept;
    weir::AggregatedRecordWriter writer;
    while (!input.empty()) {
        Kept one{input.text(), input.text(), std::nullopt};
        if (input.choice() % 2 == 1) one.hash_key = input.text();
        const auto size = writer.data_bytes_with(one.key, one.data, one.hash_key);
        writer.add(one.key, one.data, one.hash_key);
        must(writer.data_bytes() == size, "the size was foretold");
        kept.push_back(std::move(one));
    }
    const std::string data = writer.data();
    must(data.size() == writer.data_bytes(), "the data has its size");
    weir::AggregatedRecord aggregated;
    must(aggregated.read(data) == !kept.empty(), "what was written is read");
    must(aggregated.size() == kept.size(), "all of it");
    auto at = aggregated.begin();
    for (const Kept& one : kept) {
        must(*at++ == weir::UserRecord{one.key, one.hash_key, one.data}, "and as it was");
    }
}

}  // namespace

void run_input(std::span<const std::uint8_t> bytes) {
    Input input{bytes};
    switch (input.choice() % 3) {
        case 0:
            return read_any(input.rest());
        case 1:
            return read_any(wrapped(input.rest()));
        default:
            return write_and_read(input);
    }
}

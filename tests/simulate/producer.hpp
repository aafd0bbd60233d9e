// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "simulate/setup.hpp"
#include "weir/core/random.hpp"
#include "weir/testing/faulty_api.hpp"
#include "weir/testing/simulation.hpp"

namespace weir_test {

/// Puts records, alone or in batches, now and then many at once, and puts again what failed.
template <class Api>
class Producer {
public:
    Producer(const Setup& setup, weir::Simulation& simulation, Api& api)
        : setup_{setup},
          simulation_{simulation},
          api_{api},
          random_{simulation.random(api.caller())} {}

    std::optional<weir::Instant> step(weir::Instant now) {
        if (unsent_.empty()) {
            if (simulation_.elapsed() >= setup_.end()) {
                return std::nullopt;
            }
            const bool many = random_.chance(setup_.burst);
            const std::uint64_t count = many ? 40 : random_.between(1, setup_.batch);
            for (std::uint64_t record = 0; record < count; ++record) {
                std::string key = "k" + std::to_string(random_.below(30));
                unsent_.push_back(
                    {key, key + " of " + api_.caller() + ' ' + std::to_string(++made_)});
            }
        }
        if (unsent_.size() == 1) {
            put_one();
        } else {
            put_batch();
        }
        const weir::Duration time = simulation_.elapsed();
        if (setup_.nobody_home && time > setup_.horizon / 2 && time < setup_.end()) {
            return now + std::chrono::minutes{random_.between(1, 20)};
        }
        return now + (unsent_.empty() ? between(setup_.put_every / 2, setup_.put_every * 3 / 2)
                                      : between(std::chrono::milliseconds{100}, setup_.put_every));
    }

private:
    struct Unsent {
        std::string key;
        std::string data;
    };

    [[nodiscard]] weir::Duration between(weir::Duration least, weir::Duration most) {
        const auto width = static_cast<std::uint64_t>((most - least).count());
        return least + weir::Duration{static_cast<std::int64_t>(random_.below(width + 1))};
    }
    void put_one() {
        const Unsent& record = unsent_.front();
        if (api_.put_record({.data = record.data, .partition_key = record.key})) {
            unsent_.pop_front();
        }
    }
    void put_batch() {
        std::vector<weir::PutRecordsRequestEntry> entries;
        for (const Unsent& record : unsent_) {
            entries.push_back({.data = record.data, .partition_key = record.key});
        }
        const auto result = api_.put_records(entries);
        if (!result) {
            return;
        }
        std::deque<Unsent> failed;
        for (std::size_t at = 0; at < entries.size(); ++at) {
            if (!result->records[at].ok()) {
                failed.push_back(std::move(unsent_[at]));
            }
        }
        unsent_ = std::move(failed);
    }

    const Setup& setup_;
    weir::Simulation& simulation_;
    Api& api_;
    weir::Random random_;
    std::deque<Unsent> unsent_;
    std::uint64_t made_ = 0;
};

}  // namespace weir_test

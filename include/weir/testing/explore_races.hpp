// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "weir/testing/explore_clock.hpp"

namespace weir::inline v0 {

/// What is wrong with a plain access, if anything.
enum class ExploreRace : std::uint8_t {
    none,
    read_after_write,   ///< a read that a write does not happen before
    write_after_write,  ///< two writes of which neither happens before the other
    write_after_read,   ///< a write that a read does not happen before
};

/// Who touched which byte of plain memory last, and whether that happens before who comes next.
///
/// Two accesses that race are found whatever values they saw, in any execution in which both occur
/// unordered.
/// Source: C. Flanagan and S. Freund, FastTrack (2009).
class ExploreRaces {
public:
    void begin() {
        ++run_;
        touched_ = 0;
        if (table_.empty()) {
            table_.resize(std::size_t{1} << first_bits);
        }
    }

    ExploreRace read(const void* at, std::size_t size, unsigned thread, const ExploreClock& clock) {
        const auto first = reinterpret_cast<std::uintptr_t>(at);
        for (std::size_t offset = 0; offset < size; ++offset) {
            Byte& byte = find(first + offset);
            if (byte.written != 0 && !clock.knows(byte.writer, byte.written)) {
                return ExploreRace::read_after_write;
            }
            byte.reads.set(thread, clock.of(thread));
        }
        return ExploreRace::none;
    }
    ExploreRace write(const void* at, std::size_t size, unsigned thread,
                      const ExploreClock& clock) {
        const auto first = reinterpret_cast<std::uintptr_t>(at);
        for (std::size_t offset = 0; offset < size; ++offset) {
            Byte& byte = find(first + offset);
            if (byte.written != 0 && !clock.knows(byte.writer, byte.written)) {
                return ExploreRace::write_after_write;
            }
            if (!clock.knows(byte.reads)) {
                return ExploreRace::write_after_read;
            }
            byte.writer = thread;
            byte.written = clock.of(thread);
        }
        return ExploreRace::none;
    }
    /// The memory is another object's from now on, and nobody has touched that.
    void forget(const void* at, std::size_t size) {
        const auto first = reinterpret_cast<std::uintptr_t>(at);
        for (std::size_t offset = 0; offset < size && touched_ > 0; ++offset) {
            Byte& byte = slot(first + offset);
            if (byte.run == run_ && byte.address == first + offset) {
                byte.written = 0;
                byte.reads = {};
            }
        }
    }

private:
    struct Byte {
        std::uintptr_t address = 0;
        std::uint64_t run = 0;
        std::uint32_t writer = 0;
        std::uint32_t written = 0;  // as which of the writer's operations; 0: not yet
        ExploreClock reads;
    };
    static constexpr unsigned first_bits = 10;

    /// Where the address is, or would be.
    [[nodiscard]] Byte& slot(std::uintptr_t address) {
        const unsigned shift = 64U - static_cast<unsigned>(std::bit_width(table_.size() - 1));
        const auto mixed = static_cast<std::uint64_t>(address) * 0x9e37'79b9'7f4a'7c15;
        std::size_t at = mixed >> shift;
        while (table_[at].run == run_ && table_[at].address != address) {
            at = (at + 1) & (table_.size() - 1);
        }
        return table_[at];
    }
    [[nodiscard]] Byte& find(std::uintptr_t address) {
        Byte* byte = &slot(address);
        if (byte->run != run_) {
            if (++touched_ * 2 > table_.size()) {
                grow();
                byte = &slot(address);
            }
            *byte = {address, run_, 0, 0, {}};
        }
        return *byte;
    }
    void grow() {
        std::vector<Byte> old(table_.size() * 2);
        old.swap(table_);
        for (const Byte& byte : old) {
            if (byte.run == run_) {
                slot(byte.address) = byte;
            }
        }
    }

    std::vector<Byte> table_;
    std::uint64_t run_ = 0;
    std::size_t touched_ = 0;
};

[[nodiscard]] inline const char* name_of(ExploreRace race) noexcept {
    switch (race) {
        case ExploreRace::read_after_write:
            return "data race: a read, and a write that does not happen before it";
        case ExploreRace::write_after_write:
            return "data race: two writes, of which neither happens before the other";
        case ExploreRace::write_after_read:
            return "data race: a write, and a read that does not happen before it";
        default:
            return "no race";
    }
}

}  // namespace weir::inline v0

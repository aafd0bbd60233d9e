// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>

#include "weir/service/service.hpp"

namespace endpoint {

/// The accounts that the endpoint has been asked about, each in each region by itself.
///
/// Whoever signs with twelve digits gets the account of that number: tests that run side by side
/// share nothing. Their number is bounded; who comes after that shares the account of the options.
class Accounts {
public:
    using Service = weir::Service<>;

    /// `only` the account of the options, whatever a request says.
    Accounts(weir::ServiceOptions options, weir::RingStorage<>::Options storage, bool only)
        : options_{std::move(options)}, storage_{storage}, only_{only} {
        make({options_.account_id, options_.region});
    }

    [[nodiscard]] Service& service(std::string_view account, std::string_view region) {
        if (only_) {
            account = options_.account_id;
        }
        const Key key{account, region};
        {
            const std::shared_lock lock{mutex_};
            if (Service* found = find(key)) {
                return *found;
            }
        }
        const std::unique_lock lock{mutex_};
        if (Service* found = find(key)) {
            return *found;
        }
        return services_.size() < services_max ? make(key)
                                               : *find({options_.account_id, options_.region});
    }
    [[nodiscard]] weir::Instant now() { return clock_.now(); }

private:
    static constexpr std::size_t services_max = 10'000;

    using Key = std::pair<std::string_view, std::string_view>;
    using OwnedKey = std::pair<std::string, std::string>;

    struct Less {
        using is_transparent = void;
        template <class A, class B>
        bool operator()(const A& a, const B& b) const noexcept {
            return Key{a.first, a.second} < Key{b.first, b.second};
        }
    };

    [[nodiscard]] Service* find(const Key& key) const {
        const auto at = services_.find(key);
        return at == services_.end() ? nullptr : at->second.get();
    }
    Service& make(const Key& key) {
        weir::ServiceOptions options = options_;
        options.account_id = std::string{key.first};
        options.region = std::string{key.second};
        auto service = std::make_unique<Service>(options, clock_, storage_);
        return *services_.emplace(OwnedKey{key.first, key.second}, std::move(service))
                    .first->second;
    }

    weir::SystemClock& clock_ = weir::default_clock<weir::SystemClock>();
    const weir::ServiceOptions options_;
    const weir::RingStorage<>::Options storage_;
    const bool only_;
    mutable std::shared_mutex mutex_;
    std::map<OwnedKey, std::unique_ptr<Service>, Less> services_;  // under mutex_
};

/// The accounts as the protocol takes them: by value.
struct AccountsOf {
    using Service = Accounts::Service;

    Accounts* accounts;

    [[nodiscard]] Service& service(std::string_view account, std::string_view region) {
        return accounts->service(account, region);
    }
    [[nodiscard]] weir::Instant now() { return accounts->now(); }
};

}  // namespace endpoint

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "weir/service/service_options.hpp"
#include "weir/storage/ring_storage.hpp"

namespace endpoint {

/// What the endpoint serves, as its command line says it.
struct EndpointOptions {
    std::string account;  ///< empty: the one that a request is signed with
    std::string region = "us-east-1";
    std::string profile = "instant";
    std::string limits = "default";
    std::optional<std::uint32_t> shard_limit;
    std::optional<std::uint32_t> on_demand_stream_limit;
    std::map<std::string, std::uint32_t> milliseconds;  ///< by transition
    std::uint64_t seed = 0;
    std::uint64_t memory_mib = 0;  ///< of each stream; 0: as much as there is
    bool check_authorization = false;

    [[nodiscard]] weir::ServiceOptions service() const {
        weir::ServiceOptions options;
        options.account_id = account.empty() ? options.account_id : account;
        options.region = region;
        options.limits = limits == "unlimited" ? weir::ServiceLimits::unlimited() : options.limits;
        options.limits.shards = shard_limit.value_or(options.limits.shards);
        options.limits.on_demand_streams =
            on_demand_stream_limit.value_or(options.limits.on_demand_streams);
        options.durations = durations();
        options.measure_latencies = true;
        options.seed += seed;
        return options;
    }
    [[nodiscard]] weir::RingStorage<>::Options storage() const {
        weir::RingStorage<>::Options options;
        if (memory_mib > 0) {
            options.memory_budget_bytes = memory_mib * 1024 * 1024;
        }
        return options;
    }

    /// The transitions, by the name of their option.
    [[nodiscard]] static const std::map<std::string, weir::Duration weir::ServiceDurations::*>&
    transitions() {
        using Durations = weir::ServiceDurations;
        static const std::map<std::string, weir::Duration Durations::*> all{
            {"create-stream", &Durations::create_stream},
            {"delete-stream", &Durations::delete_stream},
            {"split-shard", &Durations::split_shard},
            {"merge-shards", &Durations::merge_shards},
            {"update-shard-count", &Durations::update_shard_count},
            {"update-stream-mode", &Durations::update_stream_mode},
            {"start-stream-encryption", &Durations::start_stream_encryption},
            {"stop-stream-encryption", &Durations::stop_stream_encryption},
            {"update-stream-warm-throughput", &Durations::update_stream_warm_throughput},
            {"register-stream-consumer", &Durations::register_stream_consumer},
            {"deregister-stream-consumer", &Durations::deregister_stream_consumer},
        };
        return all;
    }

private:
    [[nodiscard]] weir::ServiceDurations durations() const {
        auto durations = profile == "aws_like" ? weir::ServiceDurations::aws_like()
                                               : weir::ServiceDurations::instant();
        for (const auto& [name, time] : milliseconds) {
            durations.*transitions().at(name) = std::chrono::milliseconds{time};
        }
        return durations;
    }
};

/// Teaches a parser what is served; `options` must outlive it.
inline void add_service_options(CLI::App& app, EndpointOptions& options) {
    const std::string group = "Service";
    app.add_option("--account", options.account,
                   "Serve this account only (default: the access key, if it has 12 digits)")
        ->check(CLI::Validator{
            [](const std::string& text) {
                const bool good =
                    text.size() == 12 && text.find_first_not_of("0123456789") == text.npos;
                return good ? std::string{} : std::string{"an account has 12 digits"};
            },
            ""})
        ->type_name("DIGITS")
        ->group(group);
    app.add_option("--region", options.region, "Region of requests that are not signed for one")
        ->capture_default_str()
        ->group(group);
    app.add_option("--profile", options.profile,
                   "How long streams are CREATING, UPDATING and so on: not at all, or as long as "
                   "with the service")
        ->check(CLI::IsMember({"instant", "aws_like"}))
        ->capture_default_str()
        ->group(group);
    app.add_option("--limits", options.limits, "The service's limits, or none")
        ->check(CLI::IsMember({"default", "unlimited"}))
        ->capture_default_str()
        ->group(group);
    app.add_option("--shard-limit", options.shard_limit, "Shards of an account")
        ->type_name("N")
        ->group(group);
    app.add_option("--on-demand-stream-limit", options.on_demand_stream_limit,
                   "On-demand streams of an account")
        ->type_name("N")
        ->group(group);
    app.add_option("--memory", options.memory_mib,
                   "MiB that the records of a stream may take; 0: as many as there are")
        ->capture_default_str()
        ->type_name("MIB")
        ->group(group);
    app.add_option("--seed", options.seed, "Of iterators, tokens and request ids")
        ->capture_default_str()
        ->type_name("N")
        ->group(group);
    app.add_flag("--check-authorization", options.check_authorization,
                 "Refuse requests that are not signed; whether rightly is never looked at")
        ->group(group);
    for (const auto& [name, member] : EndpointOptions::transitions()) {
        app.add_option_function<std::uint32_t>(
               "--" + name + "-ms",
               [&options, transition = name](const std::uint32_t& time) {
                   options.milliseconds[transition] = time;
               },
               "How long this takes, instead of what the profile says")
            ->type_name("MS")
            ->group("Transitions");
    }
}

}  // namespace endpoint

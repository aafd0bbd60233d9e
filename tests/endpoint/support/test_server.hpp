// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "../../../examples/endpoint/server_options.hpp"
#include "weir/wire/http.hpp"

namespace endpoint {
class EndpointServer;
}

namespace endpoint_test {

/// Sends back the body; the method and the target stand in fields.
weir::HttpResponse echo(const weir::HttpRequest& request);

/// The options of a test: any free port, two threads, time enough for a slow machine.
endpoint::ServerOptions options();

/// A server in this process, which has stopped when this is gone.
class TestServer {
public:
    explicit TestServer(endpoint::Handler handler = echo,
                        const endpoint::ServerOptions& with = options());
    ~TestServer();

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] const std::string& certificate() const;
    void stop();
    void stop_on_signals();
    void wait();

private:
    std::unique_ptr<endpoint::EndpointServer> server_;
};

/// What a test knows of its body sources.
class SourceWatch {
public:
    struct Counts {
        int made = 0;
        int destroyed = 0;
        int steps = 0;
        std::size_t bytes = 0;
    };

    /// Waits, for half a minute at most.  Gives: whether it came to that
    bool wait(const std::function<bool(const Counts&)>& until) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{30}, [&] { return until(counts_); });
    }
    bool wait_until_none() {
        return wait([](const Counts& c) { return c.made > 0 && c.made == c.destroyed; });
    }
    [[nodiscard]] Counts counts() {
        const std::lock_guard lock{mutex_};
        return counts_;
    }
    template <class Change>
    void change(Change&& how) {
        const std::lock_guard lock{mutex_};
        how(counts_);
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    Counts counts_;
};

/// Gives pieces of one length, each a letter on from the last.
class PieceSource : public weir::HttpBodySource {
public:
    static constexpr int endless = -1;

    PieceSource(SourceWatch& watch, int pieces, std::size_t bytes)
        : watch_{watch}, left_{pieces}, bytes_{bytes} {
        watch_.change([](SourceWatch::Counts& c) { ++c.made; });
    }
    ~PieceSource() override {
        watch_.change([](SourceWatch::Counts& c) { ++c.destroyed; });
    }

    std::optional<weir::Instant> step(std::string& out) override;

private:
    SourceWatch& watch_;
    int left_;
    std::size_t bytes_;
    char letter_ = 'a';
};

/// Answers that go on.
weir::HttpResponse streaming(std::unique_ptr<weir::HttpBodySource> source, std::string body = "");

}  // namespace endpoint_test

// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "support/client.hpp"
#include "support/http2_client.hpp"
#include "support/test_server.hpp"

using namespace endpoint_test;

namespace {

/// What five pieces of three bytes are.
const std::string five_pieces = "aaabbbcccdddeee";

/// A server of sources: the body of a request says how many pieces there are.
endpoint::Handler of_sources(SourceWatch& watch, std::size_t bytes = 3) {
    return [&watch, bytes](const weir::HttpRequest& request) {
        if (request.body == "echo") return echo(request);
        const int pieces =
            request.body.empty() ? PieceSource::endless : std::stoi(std::string{request.body});
        return streaming(std::make_unique<PieceSource>(watch, pieces, bytes));
    };
}

/// Has nothing and wants to be asked at once, a few times, then throws.
class Throwing : public weir::HttpBodySource {
public:
    std::optional<weir::Instant> step(std::string& out) override {
        if (steps_++ == 3) throw std::runtime_error{"planted"};
        if (steps_ == 1) out += "begun";
        return weir::Instant{};
    }

private:
    int steps_ = 0;
};

}  // namespace

TEST_CASE("a body source is written in chunks, and the connection goes on") {
    SourceWatch watch;
    TestServer server{of_sources(watch)};
    Client client{server.port()};
    for (int i = 0; i < 3; ++i) {
        REQUIRE(client.send(post("5") + post("echo")));
        const Answer answer = client.read_answer();
        CHECK(answer.fields.at("transfer-encoding") == "chunked");
        CHECK(answer.body == five_pieces);
        CHECK(answer.whole);
        CHECK(client.read_answer().body == "echo");
    }
    CHECK(watch.wait_until_none());
}

TEST_CASE("a client of HTTP/1.0 gets a body source as it is") {
    SourceWatch watch;
    TestServer server{of_sources(watch)};
    Client client{server.port()};
    REQUIRE(client.send("POST / HTTP/1.0\r\nContent-Length: 1\r\n\r\n5"));
    const Answer answer = client.read_answer();
    CHECK(answer.fields.count("transfer-encoding") == 0);
    CHECK(answer.body == five_pieces);
}

TEST_CASE("what a body has before its source comes first") {
    SourceWatch watch;
    TestServer server{[&](const weir::HttpRequest&) {
        return streaming(std::make_unique<PieceSource>(watch, 5, 3), "first ");
    }};
    Client client{server.port()};
    REQUIRE(client.send(post("")));
    CHECK(client.read_answer().body == "first " + five_pieces);
    Http2Client two{Client{server.port()}};
    CHECK(two.wait(two.request("")).body == "first " + five_pieces);
}

TEST_CASE("many body sources run on one connection of HTTP/2") {
    SourceWatch watch;
    TestServer server{of_sources(watch)};
    Http2Client client{Client{server.port()}};
    std::vector<std::int32_t> endless;
    std::vector<std::int32_t> streams;
    for (int i = 0; i < 100; ++i) {
        endless.push_back(client.request(""));
        streams.push_back(client.request("5"));
    }
    for (const std::int32_t stream : streams) {
        const Http2Answer& answer = client.wait(stream);
        REQUIRE(answer.body == five_pieces);
        REQUIRE(answer.whole);
    }
    for (const std::int32_t stream : endless) {
        client.until([&] { return client.answer(stream).body.size() > 100; });
        REQUIRE(client.answer(stream).body.substr(0, 15) == five_pieces);
        client.reset(stream);
    }
    REQUIRE(client.flush());
    CHECK(watch.wait_until_none());
    CHECK(client.wait(client.request("echo")).body == "echo");
}

TEST_CASE("a source makes no more than its peer takes") {
    constexpr std::size_t piece = 100'000;
    constexpr std::size_t most = 1024 * 1024 + piece;
    SourceWatch watch;
    TestServer server{of_sources(watch, piece)};
    SECTION("of a stream of HTTP/2") {
        Http2Client client{Client{server.port()}, false};
        const auto stream = client.request("");
        REQUIRE(client.flush());
        REQUIRE(watch.wait([](const SourceWatch::Counts& c) { return c.bytes > 1024 * 1024; }));
        for (int i = 0; i < 100; ++i) {
            const auto other = client.request("5000000000", {}, "HEAD");
            client.wait(other);
        }
        CHECK(watch.counts().bytes <= most + 65'535);
        client.open_window(stream, 10'000'000);
        CHECK(client.until([&] { return client.answer(stream).body.size() > 9'000'000; }));
        CHECK(watch.counts().bytes <= most + 10'065'535);
    }
    SECTION("of a connection of HTTP/1.1") {
        Client client{server.port(), 4096};
        REQUIRE(client.send(post("")));
        REQUIRE(watch.wait([](const SourceWatch::Counts& c) { return c.steps > 0; }));
        std::size_t got = 0;
        while (got < 30'000'000) {
            const std::size_t some = client.receive().size();
            REQUIRE(some != 0);
            got += some;
        }
        // What the system keeps for a socket of this machine is a few megabytes at most.
        CHECK(watch.counts().bytes <= got + most + 16'000'000);
    }
}

TEST_CASE("a source is destroyed when its peer goes") {
    SourceWatch watch;
    TestServer server{of_sources(watch)};
    const auto begun = [&] {
        return watch.wait([](const SourceWatch::Counts& c) { return c.steps > 5; });
    };
    SECTION("from HTTP/1.1, without a word") {
        Client client{server.port()};
        REQUIRE(client.send(post("")));
        REQUIRE(begun());
        client.vanish();
    }
    SECTION("from HTTP/1.1, with a goodbye") {
        Client client{server.port()};
        REQUIRE(client.send(post("")));
        REQUIRE(begun());
        client.end_sending();
        CHECK(watch.wait_until_none());
    }
    SECTION("from HTTP/2, without a word") {
        Http2Client client{Client{server.port()}};
        client.request("");
        REQUIRE(client.flush());
        REQUIRE(begun());
        client.client().vanish();
    }
    SECTION("from HTTP/2, by a reset") {
        Http2Client client{Client{server.port()}};
        const auto stream = client.request("");
        REQUIRE(client.flush());
        REQUIRE(begun());
        client.reset(stream);
        REQUIRE(client.flush());
        CHECK(watch.wait_until_none());
    }
    CHECK(watch.wait_until_none());
}

TEST_CASE("a source that has nothing for long is asked in between") {
    // A record that is put makes a subscription ready long before the time that it gave.
    class Late : public weir::HttpBodySource {
    public:
        std::optional<weir::Instant> step(std::string& out) override {
            if (++steps_ < 3) return weir::Instant::max();
            out += "late";
            return std::nullopt;
        }

    private:
        int steps_ = 0;
    };
    TestServer server{
        [](const weir::HttpRequest&) { return streaming(std::make_unique<Late>()); }};
    Client client{server.port()};
    REQUIRE(client.send(post("")));
    CHECK(client.read_answer().body == "late");
    Http2Client two{Client{server.port()}};
    CHECK(two.wait(two.request("")).body == "late");
}

TEST_CASE("a quiet source is destroyed when its peer goes") {
    // It never has anything, so that only the socket tells.
    class Quiet : public PieceSource {
    public:
        using PieceSource::PieceSource;
        std::optional<weir::Instant> step(std::string&) override { return weir::Instant::max(); }
    };
    SourceWatch watch;
    TestServer server{[&](const weir::HttpRequest&) {
        return streaming(std::make_unique<Quiet>(watch, PieceSource::endless, 1), "begun");
    }};
    const auto made = [](const SourceWatch::Counts& c) { return c.made > 0; };
    SECTION("from HTTP/1.1") {
        Client client{server.port()};
        REQUIRE(client.send(post("")));
        REQUIRE(watch.wait(made));
    }
    SECTION("from HTTP/1.1, after it began to ask for more") {
        Client client{server.port()};
        REQUIRE(client.send(post("")));
        REQUIRE(watch.wait(made));
        REQUIRE(client.send("POST / HT"));
        client.end_sending();
        CHECK(watch.wait_until_none());
        CHECK(watch.counts().made == 1);
    }
    SECTION("from HTTP/2") {
        Http2Client client{Client{server.port()}};
        client.request("");
        REQUIRE(client.flush());
        REQUIRE(watch.wait(made));
    }
    CHECK(watch.wait_until_none());
}

TEST_CASE("a source that throws breaks its body off") {
    TestServer server{
        [](const weir::HttpRequest&) { return streaming(std::make_unique<Throwing>()); }};
    Client client{server.port()};
    REQUIRE(client.send(post("")));
    const Answer answer = client.read_answer();
    CHECK(answer.status == 200);
    CHECK_FALSE(answer.whole);
    Http2Client two{Client{server.port()}};
    const Http2Answer& broken = two.wait(two.request(""));
    CHECK_FALSE(broken.whole);
    CHECK(broken.closed_with == 2U);
}

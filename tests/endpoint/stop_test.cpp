// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <csignal>
#include <memory>
#include <string>

#include "catch.hpp"
#include "support/client.hpp"
#include "support/http2_client.hpp"
#include "support/test_server.hpp"

using namespace endpoint_test;
using namespace std::chrono_literals;

namespace {

/// With so much time to stop that nobody would wait for its end.
endpoint::ServerOptions patient() {
    endpoint::ServerOptions with = options();
    with.stop_timeout = 1h;
    return with;
}

}  // namespace

TEST_CASE("a server stops with idle connections, half requests and none") {
    TestServer server{echo, patient()};
    Client idle{server.port()};
    Client kept{server.port()};
    REQUIRE(kept.send(post("one")));
    REQUIRE(kept.read_answer().body == "one");
    Client half{server.port()};
    REQUIRE(half.send("POST / HT"));
    Http2Client two{Client{server.port()}};
    REQUIRE(two.wait(two.request("one")).body == "one");
    server.stop();
    CHECK_FALSE(two.until([] { return false; }));
    CHECK(two.goaway() == 0U);
    server.wait();
    CHECK(idle.receive_all().empty());
    CHECK(half.receive_all().empty());
    CHECK_THROWS(Client{server.port()});
}

TEST_CASE("a server that stops ends the body sources that run") {
    SourceWatch watch;
    TestServer server{
        [&](const weir::HttpRequest&) {
            return streaming(std::make_unique<PieceSource>(watch, PieceSource::endless, 100));
        },
        patient()};
    Client one{server.port()};
    REQUIRE(one.send(post("")));
    Http2Client two{Client{server.port()}};
    const auto stream = two.request("");
    REQUIRE(two.flush());
    REQUIRE(watch.wait([](const SourceWatch::Counts& c) { return c.made == 2; }));
    server.stop();
    CHECK_FALSE(one.read_answer().whole);
    two.until([] { return false; });
    CHECK_FALSE(two.answer(stream).whole);
    CHECK(two.answer(stream).closed_with == 8U);
    server.wait();
    CHECK(watch.wait_until_none());
}

TEST_CASE("an answer that is being written when the server stops comes to its end") {
    SourceWatch watch;
    TestServer server{[&](const weir::HttpRequest&) {
                          watch.change([](SourceWatch::Counts& c) { ++c.made; });
                          weir::HttpResponse response;
                          response.body.assign(14'000'000, 'x');
                          return response;
                      },
                      patient()};
    Client client{server.port()};
    REQUIRE(client.send(post("")));
    Http2Client two{Client{server.port()}};
    const auto stream = two.request("");
    REQUIRE(two.flush());
    REQUIRE(watch.wait([](const SourceWatch::Counts& c) { return c.made == 2; }));
    server.stop();
    CHECK(client.read_answer().body.size() == 14'000'000);
    CHECK(two.wait(stream).body.size() == 14'000'000);
    server.wait();
}

TEST_CASE("a peer that doesn't take its answer holds up no stop") {
    SourceWatch watch;
    endpoint::ServerOptions with = options();
    with.stop_timeout = 20ms;
    TestServer server{[&](const weir::HttpRequest&) {
                          watch.change([](SourceWatch::Counts& c) { ++c.made; });
                          weir::HttpResponse response;
                          response.body.assign(14'000'000, 'x');
                          return response;
                      },
                      with};
    Client client{server.port(), 4096};
    REQUIRE(client.send(post("")));
    REQUIRE(watch.wait([](const SourceWatch::Counts& c) { return c.made == 1; }));
    server.stop();
    server.wait();
    CHECK_FALSE(client.read_answer().whole);
}

TEST_CASE("a server may be stopped twice, and by its end") {
    TestServer server;
    server.stop();
    server.stop();
    server.wait();
    server.wait();
    const TestServer never_used;
}

TEST_CASE("the signals that end a program stop a server that was told so") {
    for (const int signal : {SIGTERM, SIGINT}) {
        TestServer server;
        server.stop_on_signals();
        Client client{server.port()};
        REQUIRE(client.send(post("one")));
        REQUIRE(client.read_answer().body == "one");
        std::raise(signal);
        server.wait();
        CHECK(client.receive_all().empty());
    }
}

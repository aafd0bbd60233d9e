// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "support/client.hpp"
#include "support/http2_client.hpp"
#include "support/test_server.hpp"
#include "weir/core/random.hpp"

using namespace endpoint_test;
using namespace std::chrono_literals;

namespace {

endpoint::ServerOptions small() {
    endpoint::ServerOptions with = options();
    with.max_body_bytes = 1000;
    with.max_header_bytes = 2000;
    return with;
}

void check_alive(const TestServer& server) {
    Client client{server.port()};
    REQUIRE(client.send(post("alive")));
    CHECK(client.read_answer().body == "alive");
    Http2Client two{Client{server.port()}};
    CHECK(two.wait(two.request("alive")).body == "alive");
}

/// Tries again and again; each try waits for the server to answer or to close.
/// Gives: whether a new connection was served
bool is_served_again(const TestServer& server) {
    for (int tries = 0; tries < 10'000; ++tries) {
        Client next{server.port()};
        next.send(post("in"));
        if (!next.receive().empty()) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("a body that is too long is answered with 413, however it is sent") {
    TestServer server{echo, small()};
    const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::vector<std::string> requests{
        post(std::string(1001, 'x')),
        post(std::string(5'000'000, 'x')),
        "POST / HTTP/1.1\r\nContent-Length: 9999999999999\r\n\r\n",
        chunked + "3E9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n",
        chunked + "1F4\r\n" + std::string(500, 'x') + "\r\n1F5\r\n" + std::string(501, 'x') +
            "\r\n0\r\n\r\n",
        chunked + "FFFFFFFFFFFFFFFF\r\n"};
    for (const std::string& request : requests) {
        Client client{server.port()};
        CAPTURE(request.substr(0, 100));
        REQUIRE(client.send(request));
        const Answer answer = client.read_answer();
        CHECK(answer.status == 413);
        CHECK(answer.body.empty());
        CHECK(client.receive_all().empty());
    }
    Client client{server.port()};
    REQUIRE(client.send(post(std::string(1000, 'x'))));
    CHECK(client.read_answer().status == 200);
}

TEST_CASE("a client that asks before it sends too much is told so without sending it") {
    TestServer server{echo, small()};
    Client client{server.port()};
    REQUIRE(client.send("POST / HTTP/1.1\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n"));
    CHECK(client.read_answer().status == 413);
}

TEST_CASE("a header that is too long is answered with 431") {
    TestServer server{echo, small()};
    const std::string long_value(3000, 'x');
    std::string many = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 100; ++i) {
        many += "a:b\r\n";
    }
    for (const std::string& request :
         {"GET / HTTP/1.1\r\nA: " + long_value + "\r\n\r\n", "GET /" + long_value, many + "\r\n"}) {
        Client client{server.port()};
        REQUIRE(client.send(request));
        CHECK(client.read_answer().status == 431);
        CHECK(client.receive_all().empty());
    }
    Client slow{server.port()};
    std::string got;
    REQUIRE(slow.send("GET / HTTP/1.1\r\n"));
    for (int i = 0; i < 300 && slow.send("name: value\r\n"); ++i) {
    }
    CHECK(slow.read_answer().status == 431);
}

TEST_CASE("a chunk's extension or the trailers may not be endless") {
    TestServer server{echo, small()};
    const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const std::string& begin : {std::string{"1;"}, std::string{"0\r\nname: "}}) {
        Client client{server.port()};
        REQUIRE(client.send(chunked + begin + std::string(100'000, 'x')));
        CHECK(client.read_answer().status == 431);
    }
}

TEST_CASE("over HTTP/2 the same limits hold for a request and spare its neighbours") {
    TestServer server{echo, small()};
    Http2Client client{Client{server.port()}};
    const auto too_long = client.request(std::string(200'000, 'x'));
    const auto told = client.request(std::string(1001, 'x'), {{"content-length", "1001"}});
    const auto wide = client.request("x", {{"x-wide", std::string(3000, 'x')}});
    const auto fits = client.request(std::string(1000, 'x'));
    CHECK(client.wait(too_long).status == 413);
    CHECK(client.wait(told).status == 413);
    CHECK(client.wait(wide).status == 431);
    CHECK(client.wait(fits).status == 200);
    CHECK(client.answer(fits).body.size() == 1000);
    CHECK(client.answer(too_long).body.empty());
}

TEST_CASE("a header that is larger than nghttp2 takes ends no more than its connection") {
    TestServer server;
    for (const std::size_t bytes : {60'000U, 70'000U, 200'000U}) {
        Http2Client client{Client{server.port()}};
        const auto stream = client.request("x", {{"x-wide", std::string(bytes, 'x')}});
        client.wait(stream);
        CHECK(client.answer(stream).status != 500);
        check_alive(server);
    }
}

TEST_CASE("what is no HTTP is answered with 400 and ends the connection") {
    TestServer server;
    for (const std::string garbage :
         {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a hello of TLS", "hello\r\n\r\n",
          "GET / HTTP/7.1\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
          "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "PRI * HTTP/2.0\r\n\r\nXX"}) {
        CAPTURE(garbage);
        Client client{server.port()};
        REQUIRE(client.send(garbage));
        CHECK(client.read_answer().status == 400);
        CHECK(client.receive_all().empty());
    }
    check_alive(server);
}

TEST_CASE("clients that go in the middle leave nothing behind") {
    TestServer server;
    const std::string whole = post("some body");
    for (std::size_t length = 0; length < whole.size(); length += 3) {
        Client polite{server.port()};
        REQUIRE(polite.send(whole.substr(0, length)));
        polite.end_sending();
        CHECK(polite.receive_all().empty());
        Client rude{server.port()};
        REQUIRE(rude.send(whole.substr(0, length)));
        rude.vanish();
    }
    check_alive(server);
}

TEST_CASE("random bytes, alone and after good beginnings, harm nobody") {
    TestServer server{echo, small()};
    weir::Random random{20261130};
    const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    const std::string settings("\0\0\0\x04\0\0\0\0\0", 9);
    for (int round = 0; round < 300; ++round) {
        std::string bytes(random.below(300), '\0');
        for (char& c : bytes) {
            c = static_cast<char>(random.below(256));
        }
        if (round % 3 == 1) bytes = preface + bytes;
        if (round % 3 == 2) bytes = preface + settings + bytes;
        Client client{server.port()};
        client.send(bytes);
        client.end_sending();
        client.receive_all();
    }
    check_alive(server);
}

TEST_CASE("streams that are reset as soon as they are opened end their connection") {
    TestServer server;
    Http2Client client{Client{server.port()}};
    bool goes_on = true;
    for (int i = 0; i < 200 && goes_on; ++i) {
        std::vector<std::int32_t> streams;
        for (int j = 0; j < 50; ++j) {
            streams.push_back(client.request_without_end("x"));
        }
        goes_on = client.flush();
        for (const std::int32_t stream : streams) {
            client.reset(stream);
        }
        goes_on = goes_on && client.flush();
    }
    CHECK_FALSE(client.until([] { return false; }));
    CHECK(client.goaway().value_or(0) != 0);
    check_alive(server);
}

TEST_CASE("a peer that only pings and never listens is not heard for ever") {
    endpoint::ServerOptions with = options();
    with.write_timeout = 200ms;
    TestServer server{echo, with};
    Client client{server.port(), 2048};
    std::string flood = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + std::string("\0\0\0\x04\0\0\0\0\0", 9);
    const std::string ping("\0\0\x08\x06\0\0\0\0\0pingping", 17);
    REQUIRE(client.send(flood));
    flood.clear();
    for (int i = 0; i < 1000; ++i) {
        flood += ping;
    }
    while (client.send(flood)) {
    }
    check_alive(server);
}

TEST_CASE("requests beyond those that a connection may have at a time are refused") {
    endpoint::ServerOptions with = options();
    with.max_streams = 2;
    SourceWatch watch;
    TestServer server{
        [&](const weir::HttpRequest&) {
            return streaming(std::make_unique<PieceSource>(watch, PieceSource::endless, 1));
        },
        with};
    Http2Client client{Client{server.port()}};
    // Sent before the server could say how many there may be.
    std::vector<std::int32_t> streams;
    for (int i = 0; i < 5; ++i) {
        streams.push_back(client.request(""));
    }
    for (std::size_t i = 2; i < 5; ++i) {
        CHECK(client.wait(streams[i]).closed_with == 7U);
    }
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(client.until([&] { return !client.answer(streams[i]).body.empty(); }));
    }
    CHECK(watch.counts().made == 2);
}

TEST_CASE("a connection without a request ends after the idle time") {
    endpoint::ServerOptions with = options();
    with.idle_timeout = 30ms;
    TestServer server{echo, with};
    Client silent{server.port()};
    CHECK(silent.receive_all().empty());
    Client kept{server.port()};
    REQUIRE(kept.send(post("one")));
    CHECK(kept.read_answer().body == "one");
    CHECK(kept.receive_all().empty());
    Http2Client two{Client{server.port()}};
    CHECK(two.wait(two.request("one")).body == "one");
    CHECK_FALSE(two.until([] { return false; }));
    CHECK(two.goaway() == 0U);
}

TEST_CASE("a request that doesn't come to its end is given up") {
    endpoint::ServerOptions with = options();
    with.read_timeout = 30ms;
    TestServer server{echo, with};
    for (const std::string begin :
         {"G", "PRI * HTTP", "GET / HTTP/1.1\r\nHost",
          "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab"}) {
        Client client{server.port()};
        REQUIRE(client.send(begin));
        CHECK(client.receive_all().empty());
    }
    Http2Client two{Client{server.port()}};
    const auto stream = two.request_without_end("some");
    CHECK(two.wait(stream).closed_with == 8U);
    CHECK(two.wait(two.request("whole")).body == "whole");
}

TEST_CASE("a peer that takes nothing of its answer is given up") {
    endpoint::ServerOptions with = options();
    with.write_timeout = 50ms;
    with.max_connections = 1;
    SourceWatch watch;
    TestServer server{
        [&](const weir::HttpRequest&) {
            return streaming(std::make_unique<PieceSource>(watch, PieceSource::endless, 100'000));
        },
        with};
    SECTION("over HTTP/1.1") {
        Client client{server.port()};
        REQUIRE(client.send(post("")));
        CHECK(watch.wait_until_none());
        CHECK(is_served_again(server));
    }
    SECTION("over HTTP/2, with the connection") {
        Http2Client client{Client{server.port()}, false};
        const auto stream = client.request("");
        REQUIRE(client.flush());
        client.open_window(stream, 1'000'000'000);
        REQUIRE(client.flush());
        CHECK(watch.wait_until_none());
        CHECK(is_served_again(server));
    }
    SECTION("over HTTP/2, by itself") {
        Http2Client client{Client{server.port()}, false};
        CHECK(client.wait(client.request("")).closed_with == 8U);
        CHECK(watch.wait_until_none());
    }
}

TEST_CASE("connections beyond the limit are closed, and room is given back") {
    endpoint::ServerOptions with = options();
    with.max_connections = 3;
    TestServer server{echo, with};
    std::vector<Client> open;
    for (int i = 0; i < 3; ++i) {
        open.emplace_back(server.port());
        REQUIRE(open.back().send(post("in")));
        REQUIRE(open.back().read_answer().body == "in");
    }
    Client beyond{server.port()};
    beyond.send(post("out"));
    CHECK(beyond.receive_all().empty());
    open.front().end_sending();
    CHECK(open.front().receive_all().empty());
    // The server says goodbye before it counts.
    CHECK(is_served_again(server));
}

// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "support/client.hpp"
#include "support/http2_client.hpp"
#include "support/test_server.hpp"

using namespace endpoint_test;

TEST_CASE("HTTP/2 is spoken to who begins with it") {
    TestServer server;
    Http2Client client{Client{server.port()}};
    const auto stream = client.request("hello", {{"x-word", "some value"}});
    const Http2Answer& answer = client.wait(stream);
    CHECK(answer.status == 200);
    CHECK(answer.body == "hello");
    CHECK(answer.whole);
    CHECK(answer.fields.at("x-method") == "POST");
    CHECK(answer.fields.at("x-target") == "/two");
    CHECK(answer.fields.at("x-host") == "localhost");
    CHECK(answer.fields.at("x-word") == "some value");
    CHECK(answer.fields.at("content-length") == "5");
}

TEST_CASE("the first words of HTTP/2 may arrive byte by byte") {
    TestServer server;
    Client client{server.port()};
    const std::string begin =
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + std::string("\0\0\0\x04\0\0\0\0\0", 9);
    for (const char c : begin) {
        REQUIRE(client.send({&c, 1}));
    }
    std::string got;
    while (got.size() < 9) {
        const std::string some = client.receive();
        REQUIRE_FALSE(some.empty());
        got += some;
    }
    CHECK(got[3] == 4);  // settings
}

TEST_CASE("a connection of HTTP/2 has many requests under way") {
    TestServer server;
    Http2Client client{Client{server.port()}};
    std::vector<std::int32_t> streams;
    for (std::size_t i = 0; i < 1000; ++i) {
        streams.push_back(client.request(std::string(i * 37 % 5000, 'x')));
    }
    for (std::size_t i = 0; i < streams.size(); ++i) {
        const Http2Answer& answer = client.wait(streams[i]);
        REQUIRE(answer.status == 200);
        REQUIRE(answer.body.size() == i * 37 % 5000);
    }
}

TEST_CASE("14 MB go there and back over HTTP/2, two at a time") {
    TestServer server;
    Http2Client client{Client{server.port()}};
    std::string body(14'000'000, '\0');
    for (std::size_t i = 0; i < body.size(); ++i) {
        body[i] = static_cast<char>(i * 31 >> 3);
    }
    const auto one = client.request(body, {{"content-length", "14000000"}});
    const auto two = client.request(body);
    CHECK((client.wait(one).body == body));
    CHECK((client.wait(two).body == body));
}

TEST_CASE("an answer waits until its peer has room for it") {
    TestServer server;
    Http2Client client{Client{server.port()}, false};
    const auto stream = client.request(std::string(200'000, 'x'));
    client.until([&] { return client.answer(stream).body.size() == 65'535; });
    CHECK(client.answer(stream).body.size() == 65'535);
    CHECK_FALSE(client.answer(stream).whole);
    client.open_window(stream, 200'000);
    CHECK(client.wait(stream).body.size() == 200'000);
    CHECK(client.answer(stream).whole);
}

TEST_CASE("a request that is reset in the middle leaves its neighbours alone") {
    TestServer server;
    Http2Client client{Client{server.port()}};
    const auto reset = client.request_without_end("half of a bo");
    const auto other = client.request("other");
    REQUIRE(client.flush());
    client.reset(reset);
    CHECK(client.wait(other).body == "other");
    CHECK(client.answer(reset).status == 0);
    CHECK(client.wait(client.request("next")).body == "next");
}

TEST_CASE("the answer to HEAD, and one that may have no body, have none over HTTP/2") {
    TestServer server{[](const weir::HttpRequest& request) {
        weir::HttpResponse response;
        response.status = request.body == "none" ? 204 : 200;
        response.body = "some body";
        return response;
    }};
    Http2Client client{Client{server.port()}};
    const Http2Answer& head = client.wait(client.request("", {}, "HEAD"));
    CHECK(head.whole);
    CHECK(head.body.empty());
    CHECK(head.fields.at("content-length") == "9");
    const Http2Answer& none = client.wait(client.request("none"));
    CHECK(none.status == 204);
    CHECK(none.whole);
    CHECK(none.body.empty());
}

TEST_CASE("what a handler throws over HTTP/2 is answered with 500") {
    TestServer server{[](const weir::HttpRequest& request) {
        if (request.body == "bad") throw std::runtime_error{"planted"};
        return echo(request);
    }};
    Http2Client client{Client{server.port()}};
    const auto bad = client.request("bad");
    const auto good = client.request("good");
    CHECK(client.wait(bad).status == 500);
    CHECK(client.wait(good).body == "good");
}

TEST_CASE("a client that asks before it sends is told to go on over HTTP/2 too") {
    TestServer server;
    Http2Client client{Client{server.port()}};
    const auto stream = client.request("asked", {{"expect", "100-continue"}});
    CHECK(client.wait(stream).status == 200);
    CHECK(client.answer(stream).body == "asked");
}

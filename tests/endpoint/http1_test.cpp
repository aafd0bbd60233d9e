// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "support/client.hpp"
#include "support/test_server.hpp"

using namespace endpoint_test;

TEST_CASE("a connection of HTTP/1.1 serves one request after the other") {
    TestServer server;
    Client client{server.port()};
    for (int i = 0; i < 3; ++i) {
        const std::string body = "body " + std::to_string(i);
        REQUIRE(client.send(post(body, "X-Word: Some Value\r\n")));
        const Answer answer = client.read_answer();
        CHECK(answer.status == 200);
        CHECK(answer.body == body);
        CHECK(answer.fields.at("x-method") == "POST");
        CHECK(answer.fields.at("x-target") == "/");
        CHECK(answer.fields.at("x-host") == "localhost");
        CHECK(answer.fields.at("x-word") == "Some Value");
    }
}

TEST_CASE("requests that were sent at once are answered in their order") {
    TestServer server;
    Client client{server.port()};
    std::string all;
    for (int i = 0; i < 200; ++i) {
        all += post(std::string(static_cast<std::size_t>(i), 'x'));
    }
    REQUIRE(client.send(all));
    for (std::size_t i = 0; i < 200; ++i) {
        REQUIRE(client.read_answer().body.size() == i);
    }
}

TEST_CASE("a request may arrive byte by byte") {
    TestServer server;
    Client client{server.port()};
    for (const char c : post("abc") + post("")) {
        REQUIRE(client.send({&c, 1}));
    }
    CHECK(client.read_answer().body == "abc");
    CHECK(client.read_answer().status == 200);
}

TEST_CASE("a body may come in chunks, with extensions and trailers") {
    TestServer server;
    Client client{server.port()};
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    REQUIRE(client.send(head +
                        "3\r\nabc\r\n10;name=value\r\n0123456789abcdef\r\n0\r\n"
                        "X-Word: of a trailer\r\n\r\n" +
                        post("next")));
    const Answer answer = client.read_answer();
    CHECK(answer.body == "abc0123456789abcdef");
    CHECK(answer.fields.at("x-word") == "(none)");
    CHECK(client.read_answer().body == "next");
    for (const char c : head + "1\r\nz\r\n0\r\n\r\n") {
        REQUIRE(client.send({&c, 1}));
    }
    CHECK(client.read_answer().body == "z");
}

TEST_CASE("a client that asks first is told to go on") {
    TestServer server;
    Client client{server.port()};
    const std::string request = post("later", "Expect: 100-continue\r\n");
    REQUIRE(client.send(request.substr(0, request.size() - 5)));
    const std::string go = "HTTP/1.1 100 Continue\r\n\r\n";
    std::string got;
    while (got.size() < go.size()) {
        const std::string some = client.receive();
        REQUIRE_FALSE(some.empty());
        got += some;
    }
    CHECK(got == go);
    REQUIRE(client.send("later"));
    CHECK(client.read_answer().body == "later");
}

TEST_CASE("a client that asked first but didn't wait gets its answer only") {
    TestServer server;
    Client client{server.port()};
    REQUIRE(client.send(post("at once", "Expect: 100-continue\r\n")));
    const Answer answer = client.read_answer();
    CHECK(answer.status == 200);
    CHECK(answer.body == "at once");
}

TEST_CASE("a connection ends where its client wants that, and with HTTP/1.0") {
    TestServer server;
    for (const std::string request :
         {"GET /a HTTP/1.1\r\nConnection: close\r\n\r\n", "GET /a HTTP/1.0\r\n\r\n"}) {
        Client client{server.port()};
        REQUIRE(client.send(request));
        CHECK(client.read_answer().fields.at("x-target") == "/a");
        CHECK(client.receive_all().empty());
    }
    Client client{server.port()};
    const std::string kept = "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    REQUIRE(client.send(kept + kept));
    CHECK(client.read_answer().status == 200);
    CHECK(client.read_answer().status == 200);
}

TEST_CASE("the answer to HEAD has a length and no body") {
    TestServer server{[](const weir::HttpRequest&) {
        weir::HttpResponse response;
        response.body = "some body";
        return response;
    }};
    Client client{server.port()};
    REQUIRE(client.send("HEAD / HTTP/1.1\r\n\r\n"));
    const Answer answer = client.read_answer(true);
    CHECK(answer.fields.at("content-length") == "9");
    CHECK(answer.body.empty());
    REQUIRE(client.send("GET / HTTP/1.1\r\n\r\n"));
    CHECK(client.read_answer().body == "some body");
}

TEST_CASE("what a handler throws is answered with 500, and the connection goes on") {
    TestServer server{[](const weir::HttpRequest& request) {
        if (request.body == "bad") throw std::runtime_error{"planted"};
        return echo(request);
    }};
    Client client{server.port()};
    REQUIRE(client.send(post("bad") + post("good")));
    const Answer failed = client.read_answer();
    CHECK(failed.status == 500);
    CHECK(failed.body.empty());
    CHECK(client.read_answer().body == "good");
}

TEST_CASE("fields that belong to the connection are not the handler's") {
    TestServer server{[](const weir::HttpRequest&) {
        weir::HttpResponse response;
        response.fields = {{"content-length", "7"}, {"connection", "close"}, {"x-own", "1"}};
        response.body = "1234";
        return response;
    }};
    Client client{server.port()};
    for (int i = 0; i < 2; ++i) {
        REQUIRE(client.send(post("")));
        const Answer answer = client.read_answer();
        CHECK(answer.body == "1234");
        CHECK(answer.fields.at("x-own") == "1");
        CHECK(answer.fields.count("connection") == 0);
    }
}

TEST_CASE("a client that ends its side after the request still gets the answer") {
    TestServer server;
    Client client{server.port()};
    REQUIRE(client.send(post("last words")));
    client.end_sending();
    CHECK(client.read_answer().body == "last words");
    CHECK(client.receive_all().empty());
}

TEST_CASE("14 MB go there and back over HTTP/1.1, with a length and in chunks") {
    TestServer server;
    Client client{server.port()};
    std::string body(14'000'000, '\0');
    for (std::size_t i = 0; i < body.size(); ++i) {
        body[i] = static_cast<char>(i * 31 >> 3);
    }
    REQUIRE(client.send(post(body)));
    CHECK((client.read_answer().body == body));
    REQUIRE(client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nD59F80\r\n" + body +
                        "\r\n0\r\n\r\n"));
    CHECK((client.read_answer().body == body));
    REQUIRE(client.send(post("small")));
    CHECK(client.read_answer().body == "small");
}

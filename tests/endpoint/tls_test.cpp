// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "support/client.hpp"
#include "support/http2_client.hpp"
#include "support/test_server.hpp"

using namespace endpoint_test;

namespace {

endpoint::ServerOptions with_tls() {
    endpoint::ServerOptions with = options();
    with.tls = true;
    return with;
}

}  // namespace

TEST_CASE("TLS carries HTTP/1.1 for who asks for it, or for nothing") {
    TestServer server{echo, with_tls()};
    for (const std::string protocol : {"http/1.1", ""}) {
        Client client{server.port(), protocol, server.certificate()};
        CHECK(client.protocol() == protocol);
        const std::string body(14'000'000, 'x');
        REQUIRE(client.send(post(body)));
        CHECK((client.read_answer().body == body));
        REQUIRE(client.send(post("last", "Connection: close\r\n")));
        CHECK(client.read_answer().body == "last");
        CHECK(client.receive_all().empty());
        CHECK(client.ended_well());
    }
}

TEST_CASE("TLS carries HTTP/2 for who asks for it") {
    TestServer server{echo, with_tls()};
    Http2Client client{Client{server.port(), "h2", server.certificate()}};
    CHECK(client.client().protocol() == "h2");
    const std::string body(14'000'000, 'x');
    const auto large = client.request(body);
    const auto small = client.request("small");
    CHECK(client.wait(small).body == "small");
    CHECK((client.wait(large).body == body));
}

TEST_CASE("body sources run over TLS and end with their peers") {
    SourceWatch watch;
    TestServer server{[&](const weir::HttpRequest& request) {
                          const int pieces = request.body == "5" ? 5 : PieceSource::endless;
                          return streaming(std::make_unique<PieceSource>(watch, pieces, 3));
                      },
                      with_tls()};
    {
        Client client{server.port(), "http/1.1", server.certificate()};
        REQUIRE(client.send(post("5")));
        CHECK(client.read_answer().body == "aaabbbcccdddeee");
        REQUIRE(client.send(post("5", "Connection: close\r\n")));
        CHECK(client.read_answer().body == "aaabbbcccdddeee");
        CHECK(client.receive_all().empty());
        CHECK(client.ended_well());
        Client endless{server.port(), "http/1.1", server.certificate()};
        REQUIRE(endless.send(post("")));
        Http2Client two{Client{server.port(), "h2", server.certificate()}};
        CHECK(two.wait(two.request("5")).body == "aaabbbcccdddeee");
        two.request("");
        REQUIRE(two.flush());
        REQUIRE(watch.wait([](const SourceWatch::Counts& c) { return c.made == 5; }));
    }
    CHECK(watch.wait_until_none());
}

TEST_CASE("who speaks no TLS to a port with TLS harms nobody") {
    TestServer server{echo, with_tls()};
    Client plain{server.port()};
    REQUIRE(plain.send(post("plain")));
    CHECK(plain.read_answer().status == 0);
    Client rude{server.port()};
    REQUIRE(rude.send("\x16\x03\x01"));
    rude.vanish();
    Client good{server.port(), "http/1.1", server.certificate()};
    REQUIRE(good.send(post("good")));
    CHECK(good.read_answer().body == "good");
}

TEST_CASE("a certificate vouches for its own server only") {
    const TestServer server{echo, with_tls()};
    const TestServer other{echo, with_tls()};
    CHECK(server.certificate() != other.certificate());
    CHECK_THROWS(Client{server.port(), "http/1.1", other.certificate()});
}

// SPDX-License-Identifier: Apache-2.0
#include "../../examples/endpoint/command_line.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "parsed_options.hpp"
#include "support/client.hpp"
#include "support/test_server.hpp"

using namespace endpoint_test;

namespace {

std::optional<endpoint::ServerOptions> parse(const std::vector<std::string>& arguments) {
    return parsed_options<endpoint::ServerOptions>(arguments, endpoint::add_server_options);
}

/// Gives: why a server with these options doesn't start
std::string reason(const endpoint::ServerOptions& with) {
    try {
        const TestServer server{echo, with};
    } catch (const std::exception& error) {
        return error.what();
    }
    return "";
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("without a word the server is this machine's only") {
    const auto options = parse({});
    REQUIRE(options);
    CHECK(options->listen == "127.0.0.1");
    CHECK_FALSE(options->allow_remote);
    CHECK_FALSE(options->tls);
    CHECK(options->max_connections == 1024);
    CHECK(options->max_body_bytes == 16 * 1024 * 1024);
    CHECK(options->max_header_bytes == 64 * 1024);
}

TEST_CASE("the server's options are taken as written") {
    const auto options = parse({"--listen",
                                "::1",
                                "--allow-remote",
                                "--port",
                                "0",
                                "--threads",
                                "3",
                                "--tls",
                                "--certificate",
                                "a.pem",
                                "--max-connections",
                                "5",
                                "--max-streams",
                                "6",
                                "--max-body-bytes",
                                "7",
                                "--max-header-bytes",
                                "800",
                                "--idle-timeout",
                                "9",
                                "--read-timeout",
                                "10",
                                "--write-timeout",
                                "11"});
    REQUIRE(options);
    CHECK(options->listen == "::1");
    CHECK(options->allow_remote);
    CHECK(options->port == 0);
    CHECK(options->threads == 3);
    CHECK(options->tls);
    CHECK(options->certificate_file == "a.pem");
    CHECK(options->max_connections == 5);
    CHECK(options->max_streams == 6);
    CHECK(options->max_body_bytes == 7);
    CHECK(options->max_header_bytes == 800);
    CHECK(options->idle_timeout == std::chrono::seconds{9});
    CHECK(options->read_timeout == std::chrono::seconds{10});
    CHECK(options->write_timeout == std::chrono::seconds{11});
}

TEST_CASE("what makes no sense of the server's options is refused") {
    CHECK_FALSE(parse({"--port", "65536"}));
    CHECK_FALSE(parse({"--port", "-1"}));
    CHECK_FALSE(parse({"--threads", "0"}));
    CHECK_FALSE(parse({"--certificate", "a.pem"}));
    CHECK_FALSE(parse({"--max-body-bytes", "0"}));
    CHECK_FALSE(parse({"--idle-timeout", "0"}));
    CHECK_FALSE(parse({"--idle-timeout", "x"}));
}

TEST_CASE("an address that others reach needs to be allowed") {
    endpoint::ServerOptions with = options();
    for (const std::string address : {"0.0.0.0", "::", "192.0.2.1"}) {
        with.listen = address;
        CHECK(has(reason(with), "--allow-remote"));
    }
    with.listen = "0.0.0.0";
    with.allow_remote = true;
    const TestServer open{echo, with};
    Client client{open.port()};
    REQUIRE(client.send(post("in")));
    CHECK(client.read_answer().body == "in");
}

TEST_CASE("a place that can't be had is told") {
    endpoint::ServerOptions with = options();
    with.listen = "nowhere";
    CHECK(has(reason(with), "cannot listen on nowhere"));
    with.listen = "localhost";
    const TestServer first{echo, with};
    with.port = first.port();
    CHECK(has(reason(with), "Address already in use"));
}

TEST_CASE("the certificate is written for clients to trust") {
    const auto file = std::filesystem::temp_directory_path() / "weir-endpoint-test.pem";
    endpoint::ServerOptions with = options();
    with.tls = true;
    with.certificate_file = file.string();
    const TestServer server{echo, with};
    std::ostringstream written;
    written << std::ifstream{file}.rdbuf();
    std::filesystem::remove(file);
    CHECK(written.str() == server.certificate());
    with.certificate_file = "/nowhere/at/all.pem";
    CHECK(has(reason(with), "cannot write the certificate"));
}

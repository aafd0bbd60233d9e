// SPDX-License-Identifier: Apache-2.0
#if __has_include(<CLI/CLI.hpp>) && __has_include(<nlohmann/json.hpp>)
#include "../../examples/demo/app.hpp"

#include <cstdio>
#include <filesystem>

#include "support.hpp"
#define WEIR_DEMO_CAN_RUN
#endif

#include "catch.hpp"

#ifdef WEIR_DEMO_CAN_RUN
namespace {

std::string text_in(std::FILE* file) {
    std::rewind(file);
    std::string text;
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file))
        text += static_cast<char>(c);
    std::fclose(file);
    return text;
}

struct Ran {
    int status = 0;
    std::string report;
    std::string words;
};

Ran run_with(const demo::Options& options) {
    const demo::Outputs out{std::tmpfile(), std::tmpfile()};
    REQUIRE(out.report != nullptr);
    REQUIRE(out.words != nullptr);
    Ran ran;
    try {
        ran.status = demo::run(options, out);
    } catch (const std::runtime_error& error) {
        ran.status = demo::exit_senseless;
        ran.words = error.what();
    }
    ran.report = text_in(out.report);
    ran.words += text_in(out.words);
    return ran;
}

Ran run_on(const std::string& file) {
    demo::Options options;
    options.file = file;
    return run_with(options);
}

/// A file with this text, gone with the object.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& text) {
        static int count = 0;
        path_ = std::filesystem::temp_directory_path() /
                fmt::format("weir-demo-test-{}-{}", ::getpid(), ++count);
        std::ofstream{path_, std::ios::binary} << text;
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { std::filesystem::remove(path_); }

    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the demo's own log is throttled, splits, merges, and is proven") {
    demo::Options options;
    options.file = std::string{WEIR_TEST_DATA_DIR} + "/../../examples/demo/data/dpkg.log";
    options.write_limit = 20;
    const Ran ran = run_with(options);
    CHECK(ran.status == demo::exit_proven);
    CHECK(ran.words.empty());
    CHECK(has(ran.report, "0 not understood"));
    CHECK(has(ran.report, "20 records and 1.0 MiB a second and shard (the service's: 1,000"));
    CHECK_FALSE(has(ran.report, "throttled 0 puts"));
    CHECK_FALSE(has(ran.report, " 0 splits"));
    CHECK_FALSE(has(ran.report, " 0 merges"));
    CHECK(has(ran.report, "throttled in all shards"));
    CHECK(has(ran.report, "\n  |- "));
    CHECK(has(ran.report,
              "\nPROVEN  order proven for 510 keys, 5,123 records put = 5,123 read, "
              "0 lost, 0 doubled\n"));
    CHECK_FALSE(has(ran.report, "\x1b"));
    for (const char c : ran.report) {
        if (static_cast<unsigned char>(c) >= 0x80) FAIL("a report to a file is plain ASCII");
    }
}

TEST_CASE("the same seed gives the same report but for the wall clock") {
    demo::Options options;
    options.file = std::string{WEIR_TEST_DATA_DIR} + "/../../examples/demo/data/dpkg.log";
    options.write_limit = 15;
    const auto without_clock = [&] {
        std::string report = run_with(options).report;
        const std::size_t from = report.find("\nclock ");
        return report.erase(from, report.find('\n', from + 1) - from);
    };
    CHECK(without_clock() == without_clock());
}

TEST_CASE("every format that is known is told, replayed and proven") {
    const Ran access = run_on(demo_test::data_file("access.log"));
    CHECK(access.status == demo::exit_proven);
    CHECK(has(access.report, "format access: 6 records, 1 not understood"));
    CHECK(has(access.report, "line 6 has no status"));

    demo::Options json;
    json.file = demo_test::data_file("events.jsonl");
    json.key_field = "user.id";
    const Ran events = run_with(json);
    CHECK(events.status == demo::exit_proven);
    CHECK(has(events.report, "format jsonl: 4 records, 4 not understood"));
    CHECK(has(events.report, "1 line goes back in time"));

    const Ran orders = run_on(demo_test::data_file("orders.csv"));
    CHECK(orders.status == demo::exit_proven);
    CHECK(has(orders.report, "format delimited: 3 records, 1 heading, 3 not understood"));

    const Ran sensors = run_on(demo_test::data_file("sensors.tsv"));
    CHECK(sensors.status == demo::exit_proven);
    CHECK(has(sensors.report, "field 2, 3 keys"));
}

TEST_CASE("colours and blocks come when they are asked for") {
    demo::Options options;
    options.file = demo_test::data_file("dpkg.log");
    options.color = demo::ColorChoice::always;
    const Ran ran = run_with(options);
    CHECK(has(ran.report, "\x1b[38;5;"));
    CHECK(has(ran.report, "█"));
}

TEST_CASE("an input that holds no log gets a clear word") {
    CHECK(has(run_on("/nowhere/at/all").words, "cannot open /nowhere/at/all"));
    CHECK(has(run_on("/").words, "is a directory"));

    const TemporaryFile empty{""};
    CHECK(run_on(empty.path()).status == demo::exit_proven);
    CHECK(has(run_on(empty.path()).words, "is empty: nothing to replay"));
    const TemporaryFile blank{"\n \r\n"};
    CHECK(has(run_on(blank.path()).words, "is blank: nothing to replay"));

    const TemporaryFile binary{std::string(5000, '\x01')};
    CHECK(run_on(binary.path()).status == demo::exit_senseless);
    CHECK(has(run_on(binary.path()).words, "binary"));

    const TemporaryFile prose{"It was a dark\nand stormy night\n"};
    CHECK(has(run_on(prose.path()).words, "in no format that is known here"));
    demo::Options forced;
    forced.file = prose.path();
    forced.format = demo::FormatName::dpkg;
    CHECK(run_with(forced).status == demo::exit_senseless);
    CHECK(has(run_with(forced).words, "no record in 2 lines"));
}

TEST_CASE("a bad pattern is named as such") {
    demo::Options options;
    options.file = demo_test::data_file("dpkg.log");
    options.key_regex = "(";
    CHECK(run_with(options).status == demo::exit_senseless);
    CHECK(has(run_with(options).words, "--key-regex"));
}

TEST_CASE("lines of megabytes, CRLF and broken UTF-8 are survived and told") {
    const TemporaryFile odd{"2026-01-01 00:00:00 status installed caf\xE9 1\r\n" +
                            std::string(3'000'000, 'x') +
                            "\n2026-01-01 00:00:01 status installed \x1b[31mred 1\r\n"};
    const Ran ran = run_on(odd.path());
    CHECK(ran.status == demo::exit_proven);
    CHECK(has(ran.report, "2 records, 1 not understood"));
    CHECK(has(ran.report, "line 2 is longer than a record may be, 1 MiB"));
    CHECK(has(ran.report, "caf\\xE9"));
    CHECK(has(ran.report, "\\x1B[31mred"));
}
#else
TEST_CASE("the demo needs CLI11 and nlohmann/json, which are not installed") {
    SUCCEED();
}
#endif

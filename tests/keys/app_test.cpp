// SPDX-License-Identifier: Apache-2.0
#if __has_include(<CLI/CLI.hpp>) && __has_include(<nlohmann/json.hpp>)
#include "../../examples/keys/app.hpp"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#define WEIR_KEYS_CAN_RUN
#endif

#include "catch.hpp"

#ifdef WEIR_KEYS_CAN_RUN
namespace {

using nlohmann::json;
using Arguments = std::vector<std::string>;

const std::string demo_log = WEIR_TEST_DATA_DIR "/../../examples/demo/data/dpkg.log";

std::string text_in(std::FILE* file) {
    std::rewind(file);
    std::string text;
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
        text += static_cast<char>(c);
    }
    std::fclose(file);
    return text;
}

/// A name in the folder for such things, its file gone with the object.
class Temporary {
public:
    Temporary() {
        static int count = 0;
        path_ = std::filesystem::temp_directory_path() /
                fmt::format("weir-keys-test-{}-{}", ::getpid(), ++count);
    }
    explicit Temporary(const std::string& text) : Temporary{} {
        std::ofstream{path_, std::ios::binary} << text;
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    [[nodiscard]] std::string path() const { return path_.string(); }
    [[nodiscard]] std::string text() const {
        std::ifstream file{path_, std::ios::binary};
        return {std::istreambuf_iterator<char>{file}, {}};
    }

private:
    std::filesystem::path path_;
};

struct Ran {
    int status = 0;
    std::string report;
    std::string words;

    [[nodiscard]] json as_json() const { return json::parse(report); }
};

Ran run(const Arguments& arguments, std::vector<weir::KeyFunction> own = {}) {
    std::vector<const char*> words{"weir-keys"};
    for (const std::string& argument : arguments) {
        words.push_back(argument.c_str());
    }
    const keys::Streams streams{std::tmpfile(), std::tmpfile()};
    REQUIRE(streams.report != nullptr);
    REQUIRE(streams.words != nullptr);
    Ran ran;
    ran.status = keys::run(static_cast<int>(words.size()), words.data(), std::move(own), streams);
    ran.report = text_in(streams.report);
    ran.words = text_in(streams.words);
    return ran;
}

/// Runs on a file of this text and reads the JSON.
json look_at(const std::string& text, Arguments more = {}) {
    const Temporary file{text};
    more.insert(more.begin(), {file.path(), "--format", "json", "--no-costs"});
    const Ran ran = run(more);
    INFO(ran.words);
    REQUIRE(ran.status == keys::exit_looked_at);
    return ran.as_json();
}

std::string many_keys(int count) {
    std::string text;
    for (int n = 0; n < count; ++n) {
        text += fmt::format("user-{}\n", n % (count / 2));
    }
    return text;
}

std::string all_notes(const json& report) {
    std::string all;
    for (const auto& note : report.at("notes")) {
        all += note.get<std::string>() + "\n";
    }
    return all;
}

}  // namespace

TEST_CASE("a key a line gives what programs ask for") {
    const json report = look_at(many_keys(10'000), {"--shards", "16"});
    CHECK(report.at("records") == 10'000);
    CHECK(report.at("distinct_keys") == 5'000);
    CHECK(report.at("max_over_mean").get<double>() > 1);
    CHECK(report.at("gini").get<double>() > 0);
    CHECK(report.at("chi_square").get<double>() > 0);
    CHECK(report.at("p_value").get<double>() >= 0);
    CHECK(report.at("verdict") == "even");
    REQUIRE(report.at("shards").size() == 16);
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    for (const json& shard : report.at("shards")) {
        records += shard.at("records").get<std::uint64_t>();
        bytes += shard.at("bytes").get<std::uint64_t>();
    }
    CHECK(report.at("shards")[15].at("shard_id") == "shardId-000000000015");
    CHECK(records == 10'000);
    CHECK(bytes == report.at("bytes"));
    CHECK(report.at("top_keys")[0].at("records") == 2);
    CHECK(report.at("top_keys")[0].at("key").get<std::string>().starts_with("user-"));
}

TEST_CASE("the log of the demo is even on four shards, and too much if they take little") {
    const Ran even = run({demo_log, "--shards", "4", "--format", "json", "--no-costs"});
    CHECK(even.as_json().at("verdict") == "even");
    CHECK(even.as_json().at("arrivals") == "recorded");
    CHECK(even.as_json().at("records") == 5'123);
    const Ran little =
        run({demo_log, "--shards", "4", "--write-records", "20", "--format", "json", "--no-costs"});
    CHECK(little.as_json().at("verdict") == "too_few_shards");
    CHECK(little.as_json().at("throttled_records") > 1'000);
}

TEST_CASE("the same input gives the same report") {
    const Temporary file{many_keys(2'000)};
    for (const char* format : {"terminal", "markdown", "json", "csv", "html", "svg", "benchmark"}) {
        const Arguments arguments{file.path(),  "--format", format,     "--no-costs",
                                  "--compare",  "random",   "--color",  "never",
                                  "--arrivals", "poisson",  "--shards", "8"};
        const Ran one = run(arguments);
        CHECK(one.status == keys::exit_looked_at);
        CHECK(one.report == run(arguments).report);
        CHECK(one.report.size() > 100);
    }
}

TEST_CASE("files without a record get a word and a report") {
    const json empty = look_at("");
    CHECK(empty.at("verdict") == "no_records");
    CHECK(empty.at("records") == 0);
    CHECK(all_notes(empty).find("is empty") != std::string::npos);
    CHECK(all_notes(look_at("\n\n\n")).find("is blank") != std::string::npos);
}

TEST_CASE("a file that is binary is named as such") {
    std::string bytes;
    for (int n = 0; n < 4'096; ++n) {
        bytes += static_cast<char>(n * 7 % 256);
    }
    const Temporary file{bytes};
    const Ran ran = run({file.path()});
    CHECK(ran.status == keys::exit_senseless);
    CHECK(ran.words.find("binary") != std::string::npos);
    CHECK(ran.report.empty());
}

TEST_CASE("lines of megabytes are skipped, and the others counted") {
    const json report = look_at("a\n" + std::string(5'000'000, 'x') + "\nb\n");
    CHECK(report.at("records") == 2);
    CHECK(report.at("lines_skipped") == 1);
    CHECK(all_notes(report).find("1 line was skipped") != std::string::npos);
}

TEST_CASE("keys that are not UTF-8 are looked at as the bytes they are") {
    const json report = look_at("caf\xE9\ncaf\xE9\nplain\n");
    CHECK(report.at("records") == 3);
    CHECK(report.at("distinct_keys") == 2);
    CHECK(report.at("top_keys")[0].at("key_base64") == "Y2Fm6Q==");
    CHECK(all_notes(report).find("UTF-8") != std::string::npos);
}

TEST_CASE("a single key is a hot key where there are more shards than one") {
    CHECK(look_at("k\nk\nk\n", {"--shards", "8"}).at("verdict") == "hot_key");
    CHECK(look_at("k\n", {"--shards", "1"}).at("verdict") == "even");
}

TEST_CASE("fields make keys, and other fields make key functions to compare with") {
    std::string text = "user,session\n";
    for (int n = 0; n < 3'000; ++n) {
        text += fmt::format("u{},s{}\n", n % 3, n);
    }
    const json report = look_at(text, {"--key-field", "user", "--compare", "field:user,session",
                                       "--compare", "composed:session", "--shards", "8"});
    REQUIRE(report.at("key_functions").size() == 3);
    CHECK(report.at("distinct_keys") == 3);
    CHECK(report.at("verdict") == "few_keys");
    CHECK(report.at("key_functions")[1].at("key_function") == "field:user,session");
    CHECK(report.at("key_functions")[1].at("distinct_keys") == 3'000);
    CHECK(report.at("key_functions")[1].at("order_lost").get<double>() > 0.5);
    CHECK(report.at("key_functions")[2].at("distinct_keys") == 3'000);
    const json composed = look_at(text, {"--key-field", "user,session"});
    CHECK(composed.at("distinct_keys") == 3'000);
}

TEST_CASE("a key function of one's own stands beside the keys as they are") {
    const Temporary file{"aa\nab\nba\n"};
    const Ran ran = run(
        {file.path(), "--format", "json"},
        {{"first_letter", [](const weir::KeySource& record) { return record.key.substr(0, 1); }}});
    const json report = ran.as_json();
    CHECK(report.at("distinct_keys") == 3);
    CHECK(report.at("key_functions")[1].at("key_function") == "first_letter");
    CHECK(report.at("key_functions")[1].at("distinct_keys") == 2);
    CHECK(report.at("costs_nanoseconds").at("md5").get<double>() > 0);
}

TEST_CASE("conditions make the exit status, and say which one held") {
    const Temporary file{"k\nk\nk\nk\n"};
    const auto with = [&file](const std::string& condition) {
        return run({file.path(), "--shards", "4", "--no-costs", "--fail-if", condition});
    };
    CHECK(with("max_over_mean > 4.5").status == keys::exit_looked_at);
    const Ran failed = with("max_over_mean > 1.5 and verdict == hot_key");
    CHECK(failed.status == keys::exit_condition_holds);
    CHECK(failed.words.find("max_over_mean > 1.5") != std::string::npos);
    CHECK(failed.words.find('4') != std::string::npos);
    CHECK_FALSE(failed.report.empty());
}

TEST_CASE("without times large records come no faster than half of what shards take") {
    std::string text;
    for (int n = 0; n < 3'000; ++n) {
        text +=
            fmt::format("{{\"user\":\"u{}\",\"text\":\"{}\"}}\n", n % 300, std::string(5'000, 'x'));
    }
    const json report = look_at(text, {"--shards", "4"});
    CHECK(report.at("verdict") == "even");
    CHECK(report.at("throttled_records") == 0);
    CHECK(report.at("records_per_second").get<double>() < 500);
    CHECK(all_notes(report).find("Read as jsonl; key: field \"user\"; time: none") !=
          std::string::npos);
}

TEST_CASE("options that make no sense are refused") {
    const Temporary file{"k\n"};
    const auto refused = [&file](Arguments more) {
        more.insert(more.begin(), file.path());
        return run(more).status == keys::exit_senseless;
    };
    CHECK(refused({"--shards", "0"}));
    CHECK(refused({"--shards", "10001"}));
    CHECK(refused({"--rate", "nan"}));
    CHECK(refused({"--rate", "0"}));
    CHECK(refused({"--compare", "sugared:3"}));
    CHECK(refused({"--compare", "field:"}));
    CHECK(refused({"--compare", "composed:a,b"}));
    CHECK(refused({"--fail-if", "beauty < 3"}));
    CHECK(refused({"--format", "poem"}));
    CHECK(refused({"--key-field", "0"}));
    CHECK(refused({"--list-shards", "/nowhere/at/all"}));
    CHECK(refused({"--format", "svg", "--picture", "comparison"}));
    CHECK(run({"/nowhere/at/all"}).status == keys::exit_senseless);
    CHECK(run({std::filesystem::temp_directory_path().string()}).status == keys::exit_senseless);
    CHECK_FALSE(refused({"--shards", "10000", "--format", "json", "--no-costs"}));
}

TEST_CASE("reports and pictures are written where they are wanted") {
    const Temporary file{many_keys(1'000)};
    const Temporary page;
    const Temporary pictures;
    const Temporary report;
    const Ran ran =
        run({file.path(), "--no-costs", "--html", page.path(), "--pictures", pictures.path(),
             "--output", report.path(), "--format", "markdown", "--compare", "salted:2"});
    CHECK(ran.status == keys::exit_looked_at);
    CHECK(ran.report.empty());
    CHECK(report.text().starts_with("#"));
    CHECK(page.text().starts_with("<!DOCTYPE html>"));
    for (const char* name : {"heat_map", "hash_ranges", "loads", "top_keys", "comparison"}) {
        CHECK(std::filesystem::exists(pictures.path() + "/" + name + ".svg"));
    }
    CHECK(run({file.path(), "--no-costs", "--html", "/nowhere/at/all.html"}).status ==
          keys::exit_senseless);
}

TEST_CASE("where memory is small the file is read a second time to count exactly") {
    std::string text;
    for (int n = 0; n < 300'000; ++n) {
        text += fmt::format("rare-{}\n", n);
        if (n % 50 == 0) text += "busy\n";
    }
    const json exact = look_at(text, {"--memory", "16"});
    CHECK(exact.at("distinct_exact") == false);
    CHECK(exact.at("top_keys")[0].at("key") == "busy");
    CHECK(exact.at("top_keys")[0].at("records") == 6'000);
    CHECK(exact.at("top_keys")[0].at("exact") == true);
    const auto distinct = exact.at("distinct_keys").get<double>();
    CHECK(distinct == Approx(300'001).epsilon(0.04));
    const json once = look_at(text, {"--memory", "16", "--one-pass"});
    CHECK(once.at("top_keys")[0].at("records").get<std::uint64_t>() >= 6'000);
}

TEST_CASE("a layout of shards is taken from what the service lists") {
    const Temporary layout{R"({"Shards": [
        {"ShardId": "shardId-000000000001",
         "HashKeyRange": {"StartingHashKey": "0",
                          "EndingHashKey": "255211775190703847597530955573826158591"},
         "SequenceNumberRange": {"StartingSequenceNumber": "1"}},
        {"ShardId": "shardId-000000000000",
         "HashKeyRange": {"StartingHashKey": "0",
                          "EndingHashKey": "340282366920938463463374607431768211455"},
         "SequenceNumberRange": {"StartingSequenceNumber": "1", "EndingSequenceNumber": "2"}},
        {"ShardId": "shardId-000000000003",
         "HashKeyRange": {"StartingHashKey": "255211775190703847597530955573826158592",
                          "EndingHashKey": "340282366920938463463374607431768211455"},
         "SequenceNumberRange": {"StartingSequenceNumber": "1"}}]})"};
    const json report = look_at(many_keys(4'000), {"--list-shards", layout.path()});
    REQUIRE(report.at("shards").size() == 2);
    CHECK(report.at("shards")[0].at("shard_id") == "shardId-000000000001");
    CHECK(report.at("shards")[1].at("shard_id") == "shardId-000000000003");
    const auto first = report.at("shards")[0].at("records").get<double>();
    CHECK(first == Approx(3'000).epsilon(0.05));
}
#else
TEST_CASE("weir-keys needs CLI11 and nlohmann/json, which are not installed") {
    SUCCEED();
}
#endif

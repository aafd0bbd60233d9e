// SPDX-License-Identifier: Apache-2.0
#include <sstream>
#include <string>

#include "catch.hpp"
#include "manual_service.hpp"
#include "weir/service/prometheus.hpp"

TEST_CASE("Counters are told in the text format, a family for each and a line for each stream") {
    weir::ManualClock clock{weir::Instant::from_seconds(1'700'000'000)};
    weir::Service<weir::RingStorage<>, weir::ManualClock> service{{}, clock};
    for (const char* name : {"b", "a"}) {
        REQUIRE(service.create_stream({.stream_name = name, .shard_count = 1}).has_value());
    }
    REQUIRE(
        service.put_record({.stream_name = "b", .data = "xyz", .partition_key = "k"}).has_value());
    const std::string text = weir::prometheus_text(service);
    CHECK(text.find("# HELP kinesis_incoming_bytes_total IncomingBytes\n"
                    "# TYPE kinesis_incoming_bytes_total counter\n"
                    "kinesis_incoming_bytes_total{stream=\"a\"} 0\n"
                    "kinesis_incoming_bytes_total{stream=\"b\"} 4\n") != text.npos);
    CHECK(text.find("kinesis_shard_incoming_records_total"
                    "{stream=\"b\",shard=\"shardId-000000000000\"} 1\n") != text.npos);
    CHECK(text.find("# TYPE kinesis_get_records_iterator_age_milliseconds gauge\n") != text.npos);
    CHECK(text.back() == '\n');
}

TEST_CASE("Every line is a comment or a sample of the family above it") {
    std::istringstream lines{weir::prometheus_text({{"s", weir::StreamMetrics{}}})};
    std::string family;
    std::size_t samples = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# TYPE ")) {
            family = line.substr(7, line.find(' ', 7) - 7);
        } else if (!line.starts_with("# HELP ")) {
            CHECK(line == family + "{stream=\"s\"} 0");
            ++samples;
        }
    }
    CHECK(samples == 16);
}

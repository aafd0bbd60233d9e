// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "manual_service.hpp"

TEST_CASE("A batch to an encrypted stream says so if one of its records was taken") {
    weir::ManualClock clock{weir::Instant::from_seconds(1'700'000'000)};
    weir::Service<weir::RingStorage<>, weir::ManualClock> service{{}, clock};
    REQUIRE(service.create_stream({.stream_name = "s", .shard_count = 1}).has_value());
    const weir::PutRecordsRequestEntry entries[] = {{.data = "a", .partition_key = "k"}};
    const weir::PutRecordsInput request{.records = entries, .stream_name = "s"};
    CHECK_FALSE(service.put_records(request)->encryption_type.has_value());
    REQUIRE(service
                .start_stream_encryption({.stream_name = "s",
                                          .encryption_type = weir::EncryptionType::kms,
                                          .key_id = "alias/aws/kinesis"})
                .has_value());
    CHECK(service.put_records(request)->encryption_type == weir::EncryptionType::kms);
    REQUIRE(service
                .stop_stream_encryption({.stream_name = "s",
                                         .encryption_type = weir::EncryptionType::kms,
                                         .key_id = "alias/aws/kinesis"})
                .has_value());
    CHECK_FALSE(service.put_records(request)->encryption_type.has_value());
}

TEST_CASE("Of a batch each shard is noted with what it took and what it refused") {
    weir::ManualClock clock{weir::Instant::from_seconds(1'700'000'000)};
    weir::Service<weir::RingStorage<>, weir::ManualClock> service{{}, clock};
    REQUIRE(service.create_stream({.stream_name = "s", .shard_count = 1}).has_value());
    REQUIRE(service
                .enable_enhanced_monitoring(
                    {.stream_name = "s", .shard_level_metrics = {{weir::MetricsName::all}}})
                .has_value());
    const std::vector<weir::PutRecordsRequestEntry> entries(400,
                                                            {.data = "a", .partition_key = "k"});
    for (int batch = 0; batch < 3; ++batch) {
        REQUIRE(service.put_records({.records = entries, .stream_name = "s"}).has_value());
    }
    clock.advance(std::chrono::minutes{1});
    const auto all = service.metric_data("s").value();
    const auto of = [&all](weir::Metric metric) {
        for (const auto& series : all) {
            if (series.key == weir::MetricKey{metric, weir::ShardId{0}}) {
                return series.points.back().statistics;
            }
        }
        return weir::StatisticSet{};
    };
    CHECK(of(weir::Metric::shard_incoming_records) == weir::StatisticSet{3, 1000, 200, 400});
    CHECK(of(weir::Metric::shard_incoming_bytes) == weir::StatisticSet{3, 2000, 400, 800});
    CHECK(of(weir::Metric::shard_write_provisioned_throughput_exceeded) ==
          weir::StatisticSet{3, 200, 0, 200});
}

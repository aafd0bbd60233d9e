// SPDX-License-Identifier: Apache-2.0
// The service's protocol: any request gets a well-formed answer, JSON and CBOR say the same, and
// the quick reader of JSON finds what the careful one does.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <nlohmann/json.hpp>

#include "fuzz/input.hpp"
#include "weir/service/service.hpp"
#include "weir/storage/simple_storage.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"
#include "weir/wire/kinesis_protocol.hpp"
#include "wire/fake_service.hpp"

namespace {

using weir::wire::Format;

/// What answers behind the protocol: an account, and a fake one that tells what it was asked.
using RealService = weir::Service<weir::SimpleStorage, weir::ManualClock, weir::Unlimited>;

/// Writes a value for a member of type T: often of that type, sometimes of another.
template <class Writer>
class ValueWriter {
public:
    ValueWriter(Writer& to, Input& from) : to_{to}, from_{from} {}

    template <weir::has_shape T>
    void structure() {
        to_.open_map();
        weir::for_each_member<T>([this](const auto& one) {
            if (from_.choice() % 4 != 0) {
                to_.name(one.name);
                value<typename std::remove_cvref_t<decltype(one)>::Type>();
            }
        });
        to_.close_map();
    }

private:
    template <class T>
    void value() {
        switch (from_.choice() % 16) {
            case 0:
                return to_.boolean(from_.choice() % 2 == 0);
            case 1:
                return to_.text(from_.text());
            case 2:
                to_.open_list();
                return to_.close_list();
            case 3:
                to_.open_map();
                return to_.close_map();
            default:
                return right_value(static_cast<T*>(nullptr));
        }
    }

    template <class T>
    void right_value(std::optional<T>*) {
        right_value(static_cast<T*>(nullptr));
    }
    template <class T>
    void right_value(std::vector<T>*) {
        elements<T>(from_.choice() % 4);
    }
    void right_value(std::span<const weir::PutRecordsRequestEntry>*) {
        elements<weir::PutRecordsRequestEntry>(from_.choice() % 4);
    }
    template <class T>
    void elements(unsigned count) {
        to_.open_list();
        for (; count > 0; --count) {
            value<T>();
        }
        to_.close_list();
    }
    void right_value(weir::TagMap*) {
        to_.open_map();
        for (unsigned count = from_.choice() % 4; count > 0; --count) {
            const std::string name = "k" + std::to_string(count);  // no name needs escapes
            to_.name(name);
            value<std::string>();
        }
        to_.close_map();
    }
    void right_value(bool*) { to_.boolean(from_.choice() % 2 == 0); }
    void right_value(std::int32_t*) { to_.number(static_cast<std::int32_t>(from_.number())); }
    void right_value(weir::Instant*) {
        to_.timestamp(weir::Instant::from_millis(static_cast<std::int64_t>(from_.number() >> 20)));
    }
    void right_value(weir::Blob*) {
        const std::string data = from_.text();
        to_.data(std::string_view{data});
    }
    template <class T>
    void right_value(T*) {
        if constexpr (weir::has_shape<T>) {
            structure<T>();
        } else {
            to_.text(from_.text());
        }
    }

    Writer& to_;
    Input& from_;
};

/// Whether the answer's body is what its type says.
bool is_well_formed(const weir::HttpResponse& response) {
    for (const auto& [name, value] : response.fields) {
        if (name == "content-type" && value.find("json") != value.npos) {
            return response.body.empty() || nlohmann::json::accept(response.body);
        }
        if (name == "content-type" && value.find("cbor") != value.npos) {
            weir::wire::Document document;
            return response.body.empty() || weir::wire::read_cbor(response.body, document);
        }
    }
    return true;
}

struct Answer {
    int status = 0;
    int real_status = 0;
    std::string seen{};
};

template <class Service>
int status_of(Service& service, const weir::HttpRequest& request) {
    weir::KinesisProtocol<weir::OneService<Service>> protocol{
        weir::OneService<Service>{service},
        {.check_authorization = request.field("authorization").has_value(),
         .body_bytes_max = 4096}};
    auto response = protocol.handle(request);
    const int known[] = {200, 400, 403, 404, 413, 500};
    must(std::count(std::begin(known), std::end(known), response.status) == 1, "a known status");
    must(is_well_formed(response), "a well-formed answer");
    if (response.source != nullptr) {
        must(response.status == 200, "events come only with success");
        std::string out;
        for (int steps = 0; steps < 3 && response.source->step(out); ++steps) {
        }
    }
    return response.status;
}
/// An account with a stream, a record in it and a consumer.
int real_status_of(const weir::HttpRequest& request) {
    weir::ManualClock clock{weir::Instant::from_seconds(1'700'000'000)};
    RealService service{{}, clock};
    static_cast<void>(service.create_stream({.stream_name = "s", .shard_count = 1}));
    static_cast<void>(
        service.put_record({.stream_name = "s", .data = "data", .partition_key = "key"}));
    static_cast<void>(service.register_stream_consumer(
        {.stream_arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s", .consumer_name = "c"}));
    return status_of(service, request);
}
Answer answer_to(const weir::HttpRequest& request) {
    FakeService fake;
    const int status = status_of(fake, request);
    const int real = real_status_of(request);
    // What the protocol refuses by itself, it refuses whoever is behind it.
    must((status == 403 || status == 404 || status == 413) ==
             (real == 403 || real == 404 || real == 413),
         "the protocol's own answers do not depend on the service");
    return {status, real, fake.seen};
}
Answer answer_to(weir::ServiceOperation operation, Format format, std::string_view body) {
    const std::string target = "Kinesis_20131202." + std::string{to_string(operation)};
    const std::vector<weir::HttpField> fields{{"content-type", weir::wire::content_type_of(format)},
                                              {"x-amz-target", target}};
    return answer_to({.method = "POST", .target = "/", .fields = fields, .body = body});
}

weir::ServiceOperation chosen_operation(Input& input) {
    return static_cast<weir::ServiceOperation>(input.choice() % weir::service_operations);
}

void ask_by_the_model(Input& input) {
    const auto operation = chosen_operation(input);
    const auto body = [&](Format format) {
        Input choices = input;
        std::string text;
        weir::wire::write_as(format, text, [&](auto& to) {
            weir::wire::with_operation_call(operation, [&](const auto& call) {
                using Request = typename std::remove_cvref_t<decltype(call)>::Input;
                ValueWriter writer{to, choices};
                writer.template structure<Request>();
            });
        });
        return text;
    };
    const auto json = body(Format::json);
    must(nlohmann::json::accept(json), "the writer writes JSON");
    const auto of_json = answer_to(operation, Format::json, json);
    const auto of_cbor = answer_to(operation, Format::cbor, body(Format::cbor));
    if (of_json.status != 413 && of_cbor.status != 413) {
        must(of_json.status == of_cbor.status, "both formats have the same outcome");
        must(of_json.real_status == of_cbor.real_status, "both have it with an account, too");
        must(of_json.seen == of_cbor.seen, "both formats ask for the same");
    }
}

void read_twice(std::string_view text) {
    weir::wire::Document plain;
    weir::wire::Document any;
    if (!weir::wire::read_plain_json(text, plain)) {
        return;
    }
    must(weir::wire::read_any_json(text, any), "what is plain is JSON");
    const auto same = [](const weir::wire::Node& a, const weir::wire::Node& b) {
        return a.name == b.name && a.text == b.text && a.number == b.number && a.end == b.end &&
               a.kind == b.kind;
    };
    must(std::equal(plain.nodes().begin(), plain.nodes().end(), any.nodes().begin(),
                    any.nodes().end(), same),
         "both readers find the same");
}

/// A whole message: method, target and a field on each line, then an empty line and the body.
void ask_in_full(Input& input) {
    const std::string_view method = input.until('\n');
    const std::string_view target = input.until('\n');
    std::vector<weir::HttpField> fields;
    for (std::string_view line = input.until('\n'); !line.empty(); line = input.until('\n')) {
        const std::size_t colon = std::min(line.find(':'), line.size() - 1);
        fields.push_back({line.substr(0, colon), line.substr(colon + 1)});
    }
    static_cast<void>(
        answer_to({.method = method, .target = target, .fields = fields, .body = input.rest()}));
}

}  // namespace

void run_input(std::span<const std::uint8_t> bytes) {
    Input input{bytes};
    switch (input.choice() % 4) {
        case 0:
            ask_by_the_model(input);
            break;
        case 1: {
            const auto operation = chosen_operation(input);
            const auto body = input.rest();
            read_twice(body);
            static_cast<void>(answer_to(operation, Format::json, body));
            break;
        }
        case 2: {
            const auto operation = chosen_operation(input);
            static_cast<void>(answer_to(operation, Format::cbor, input.rest()));
            break;
        }
        default:
            ask_in_full(input);
    }
}

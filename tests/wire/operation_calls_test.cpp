// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/operation_calls.hpp"

#include <cstddef>
#include <type_traits>

#include "catch.hpp"
#include "weir/service/constraints.hpp"
#include "wire/fake_service.hpp"

TEST_CASE("Each operation calls the service's function of its name") {
    FakeService service;
    for (std::size_t at = 0; at < weir::service_operations; ++at) {
        const auto operation = static_cast<weir::ServiceOperation>(at);
        int calls = 0;
        weir::wire::with_operation_call(operation, [&](const auto& call) {
            using Input = typename std::remove_cvref_t<decltype(call)>::Input;
            static_cast<void>(call.function(service, Input{}));
            ++calls;
        });
        CHECK(calls == 1);
        CHECK(service.called == to_string(operation));
    }
}

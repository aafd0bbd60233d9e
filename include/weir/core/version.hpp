// SPDX-License-Identifier: Apache-2.0
#pragma once

// The version of weir, written here and nowhere else: the build reads these lines.
#define WEIR_VERSION_MAJOR 0
#define WEIR_VERSION_MINOR 1
#define WEIR_VERSION_PATCH 0

#define WEIR_VERSION_QUOTE_VALUE(value) #value
#define WEIR_VERSION_QUOTE(value) WEIR_VERSION_QUOTE_VALUE(value)
#define WEIR_VERSION_STRING                \
    WEIR_VERSION_QUOTE(WEIR_VERSION_MAJOR) \
    "." WEIR_VERSION_QUOTE(WEIR_VERSION_MINOR) "." WEIR_VERSION_QUOTE(WEIR_VERSION_PATCH)

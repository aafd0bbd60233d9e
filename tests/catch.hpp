// SPDX-License-Identifier: Apache-2.0
#pragma once

// Catch2 2.13 and 3.x name their header differently; tests include this one.
#if __has_include(<catch2/catch.hpp>)
#ifndef CATCH_CONFIG_FAST_COMPILE
#define CATCH_CONFIG_FAST_COMPILE
#endif
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
#endif

# SPDX-License-Identifier: Apache-2.0
# What weir needs: the installed package first; with WEIR_FETCH a pinned copy when there is none.
include(FetchContent)
list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})

# weir_require(name repository commit): commit is the full hash of a released tag.
macro(weir_require name repository commit)
    if(WEIR_FETCH)
        find_package(${name} QUIET)
        if(NOT ${name}_FOUND)
            message(STATUS "weir: ${name} is not installed, fetching ${commit}")
            FetchContent_Declare(${name}
                GIT_REPOSITORY ${repository} GIT_TAG ${commit} SYSTEM ${ARGN})
            FetchContent_MakeAvailable(${name})
        endif()
    else()
        find_package(${name} REQUIRED)
    endif()
endmacro()

macro(weir_find_library_dependencies)
    find_package(Threads REQUIRED)
    weir_require(fmt https://github.com/fmtlib/fmt
        e69e5f977d458f2650bb346dadf2ad30c5320281) # 10.2.1
    set(EXPECTED_BUILD_TESTS OFF CACHE BOOL "")
    set(EXPECTED_BUILD_PACKAGE OFF CACHE BOOL "")
    weir_require(tl-expected https://github.com/TartanLlama/expected
        292eff8bd8ee230a7df1d6a1c00c4ea0eb2f0362) # 1.1.0
    # Only the header of xxHash is used, so its own build is left out.
    weir_require(xxHashHeader https://github.com/Cyan4973/xxHash
        bbb27a5efb85b92a0486cf361a8635715a53f6ba SOURCE_SUBDIR header-only) # 0.8.2
    if(NOT TARGET xxHash::header)
        add_library(xxHash::header INTERFACE IMPORTED)
        target_include_directories(xxHash::header INTERFACE ${xxhashheader_SOURCE_DIR})
    endif()
endmacro()

# The installed package names the same targets, and finds them itself.
function(weir_link_library_dependencies target)
    target_link_libraries(${target} INTERFACE Threads::Threads)
    foreach(dependency IN ITEMS fmt::fmt-header-only tl::expected xxHash::header)
        target_link_libraries(${target} INTERFACE
            $<BUILD_INTERFACE:${dependency}> $<INSTALL_INTERFACE:${dependency}>)
    endforeach()
endfunction()

macro(weir_find_test_dependencies)
    find_package(Python3 REQUIRED COMPONENTS Interpreter)
    weir_require(Catch2 https://github.com/catchorg/Catch2
        05e10dfccc28c7f973727c54f850237d07d5e10f) # 3.5.2
endmacro()

macro(weir_find_demo_dependencies)
    set(JSON_BuildTests OFF CACHE BOOL "")
    weir_require(nlohmann_json https://github.com/nlohmann/json
        9cca280a4d0ccf0c08f47a99aa71d1b0e52f8d03) # 3.11.3
    weir_require(CLI11 https://github.com/CLIUtils/CLI11
        6c7b07a878ad834957b98d0f9ce1dbe0cb204fc9) # 2.4.2
endmacro()

# The endpoint needs installed packages; without one of them it is left out.
macro(weir_find_endpoint_dependencies)
    find_package(Boost 1.74 QUIET)
    find_package(nghttp2 QUIET)
    find_package(OpenSSL 3.0 QUIET COMPONENTS SSL Crypto)
    set(weir_endpoint_lacks "")
    foreach(package IN ITEMS Boost nghttp2 OpenSSL)
        if(NOT ${package}_FOUND)
            list(APPEND weir_endpoint_lacks ${package})
        endif()
    endforeach()
    if(weir_endpoint_lacks)
        list(JOIN weir_endpoint_lacks ", " weir_endpoint_lacks)
        message(STATUS "weir: no endpoint, as these are not installed: ${weir_endpoint_lacks}")
    endif()
endmacro()

function(weir_link_endpoint_dependencies target)
    target_link_libraries(${target} PRIVATE
        weir::weir CLI11::CLI11 nlohmann_json::nlohmann_json
        Boost::headers nghttp2::nghttp2 OpenSSL::SSL OpenSSL::Crypto)
endfunction()

macro(weir_find_benchmark_dependencies)
    set(BENCHMARK_ENABLE_TESTING OFF CACHE BOOL "")
    set(BENCHMARK_ENABLE_INSTALL OFF CACHE BOOL "")
    weir_require(benchmark https://github.com/google/benchmark
        344117638c8ff7e239044fd0fa7085839fc03021) # 1.8.3
    # Peers are optional: a benchmark says which of them it had.
    find_package(OpenSSL QUIET COMPONENTS Crypto)
    find_package(TBB QUIET CONFIG)
endmacro()

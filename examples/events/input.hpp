// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace events {

/// Where the lines come from.
struct Input {
    std::string name;
    std::uint64_t bytes = 0;  ///< 0: not known
    std::ifstream file;
    std::istream* in = nullptr;
};

/// Opens a file; `-` is standard input.
/// Errors: std::runtime_error with the reason
inline std::unique_ptr<Input> open_input(const std::string& file) {
    auto input = std::make_unique<Input>();
    if (file == "-") {
        input->name = "standard input";
        input->in = &std::cin;
        std::ios::sync_with_stdio(false);
        return input;
    }
    input->name = std::filesystem::path{file}.filename().string();
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) {
        throw std::runtime_error{fmt::format("{} is a directory", file)};
    }
    input->file.open(file, std::ios::binary);
    if (!input->file) throw std::runtime_error{fmt::format("cannot open {}", file)};
    if (std::filesystem::is_regular_file(file, error)) {
        input->bytes = std::filesystem::file_size(file, error);
    }
    input->in = &input->file;
    return input;
}

}  // namespace events

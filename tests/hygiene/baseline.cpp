// SPDX-License-Identifier: Apache-2.0
// The yardstick of the compile-time budget: standard headers and some templates, never changed.
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <regex>
#include <string>
#include <thread>
#include <vector>

int main() {
    std::map<std::string, std::vector<int>> words;
    words["a"].push_back(1);
    std::vector<std::string> sorted{"b", "a"};
    std::sort(sorted.begin(), sorted.end(), std::greater<std::string>{});
    std::function<bool(const std::string&)> is_word = [](const std::string& text) {
        return std::regex_match(text, std::regex{"[a-z]+"});
    };
    std::thread{[&] { std::cout << is_word(sorted.front()) << words.size(); }}.join();
}

// SPDX-License-Identifier: Apache-2.0
#include "weir/core/check.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "catch.hpp"

namespace {

constexpr int checked_half(int even) {
    WEIR_CHECK(even % 2 == 0, "only even numbers have a half");
    return even / 2;
}

struct Death {
    int signal = 0;
    std::string last_words;
};

/// Runs `body` in a child process and tells how that ended.
template <class Body>
Death death_of(Body body) {
    int pipe_ends[2]{};
    REQUIRE(pipe(pipe_ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        std::signal(SIGABRT, SIG_DFL);
        dup2(pipe_ends[1], STDERR_FILENO);
        close(pipe_ends[0]);
        body();
        _exit(0);
    }
    close(pipe_ends[1]);
    Death death;
    char text[256];
    for (ssize_t size = 0; (size = read(pipe_ends[0], text, sizeof text)) > 0;) {
        death.last_words.append(text, static_cast<std::size_t>(size));
    }
    close(pipe_ends[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    death.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return death;
}

}  // namespace

TEST_CASE("a check that holds costs the program nothing, also at compile time") {
    static_assert(checked_half(6) == 3);
    CHECK(death_of([] { static_cast<void>(checked_half(8)); }).signal == 0);
}

TEST_CASE("a check that fails says where, what and why, and aborts") {
    const auto death = death_of([] { static_cast<void>(checked_half(7)); });
    CHECK(death.signal == SIGABRT);
    CHECK(death.last_words.find("check_test.cpp:") != std::string::npos);
    CHECK(death.last_words.find("only even numbers have a half") != std::string::npos);
    CHECK(death.last_words.find("even % 2 == 0") != std::string::npos);
}

TEST_CASE("a check is one expression, so it fits wherever a statement does") {
    int checked = 0;
    if (checked == 0)
        WEIR_CHECK(++checked == 1, "evaluated once");
    else
        checked = -1;
    CHECK(checked == 1);
}

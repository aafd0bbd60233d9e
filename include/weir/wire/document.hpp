// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A body as the protocol's readers take it apart, the same for JSON and CBOR.
namespace weir::inline v0::wire {

enum class NodeKind : std::uint8_t { null, boolean, number, text, bytes, list, map };

/// One value, with the name that it has in the map that holds it.
///
/// What a list or map holds follows it in the document, up to `end`.
struct Node {
    std::string_view name{};
    std::string_view text{};  ///< of a text or bytes
    double number = 0;        ///< also 1 of a true boolean
    std::uint32_t end = 0;    ///< the index after the value and all that it holds
    NodeKind kind = NodeKind::null;
};

/// Values in the order in which they came, so that a body of any shape is one array.
///
/// Texts are lent by the body where they stand there as they are, and kept here where they don't.
/// Depth and number of values are bounded: a body is some peer's, who may mean ill.
class Document {
public:
    static constexpr std::size_t depth_max = 64;
    static constexpr std::size_t nodes_max = 1'000'000;

    explicit Document(std::size_t expected_nodes = 0) { nodes_.reserve(expected_nodes); }

    // What readers call. A function that gives false has found a bound, and reading must end.

    void name(std::string_view name) noexcept { name_ = name; }
    [[nodiscard]] bool add(NodeKind kind) { return add(Node{.kind = kind}); }
    [[nodiscard]] bool add(bool value) {
        return add(Node{.number = value ? 1.0 : 0.0, .kind = NodeKind::boolean});
    }
    [[nodiscard]] bool add(double number) {
        return add(Node{.number = number, .kind = NodeKind::number});
    }
    [[nodiscard]] bool add(NodeKind kind, std::string_view text) {
        return add(Node{.text = text, .kind = kind});
    }
    [[nodiscard]] bool open(NodeKind kind) {
        if (open_.size() == depth_max || !add(Node{.kind = kind})) {
            return false;
        }
        open_.push_back(static_cast<std::uint32_t>(nodes_.size() - 1));
        return true;
    }
    void close() noexcept {
        nodes_[open_.back()].end = static_cast<std::uint32_t>(nodes_.size());
        open_.pop_back();
    }
    /// Keeps a text that does not stand in the body as it is.
    [[nodiscard]] std::string_view keep(std::string text) {
        return texts_.emplace_back(std::move(text));
    }
    void clear() noexcept {
        nodes_.clear();
        texts_.clear();
        open_.clear();
        name_ = {};
    }

    // What is in it.

    [[nodiscard]] bool empty() const noexcept { return nodes_.empty(); }
    [[nodiscard]] const Node& root() const noexcept { return nodes_.front(); }
    [[nodiscard]] const std::vector<Node>& nodes() const noexcept { return nodes_; }

    /// Calls `visit` with each value that the list or map holds itself.
    template <class Visit>
    void for_each_in(const Node& holder, Visit&& visit) const {
        const Node* one = &holder + 1;
        const Node* const end = nodes_.data() + holder.end;
        while (one != end) {
            visit(*one);
            one = nodes_.data() + one->end;
        }
    }

private:
    [[nodiscard]] bool add(Node node) {
        if (nodes_.size() == nodes_max) {
            return false;
        }
        node.name = std::exchange(name_, {});
        node.end = static_cast<std::uint32_t>(nodes_.size() + 1);
        nodes_.push_back(node);
        return true;
    }

    std::vector<Node> nodes_;
    std::deque<std::string> texts_;
    std::vector<std::uint32_t> open_;
    std::string_view name_;
};

}  // namespace weir::inline v0::wire

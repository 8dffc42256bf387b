// What was found, in the order of the text, and what happens when two things are found in one place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace booking::compliance {

/// As `PersonalEntity` in shared/contracts/compliance.fbs.
enum class Entity : uint8_t { Identity, Phone, Email, Card, Account, Ip, Url, BirthDate, Name };

/// Bytes [begin, end) of the text. `score` in [1, 100] orders kinds of evidence by how rarely they mislead; it is no
/// probability.
struct PersonalSpan {
  uint32_t begin;
  uint32_t end;
  Entity entity;
  uint8_t score;
};

/// Spans never overlap. Of two that would, the longer stays, and of two equally long the one that was found first. So a
/// URL keeps the address within it, and an e-mail address the number that begins it.
class Spans {
 public:
  /// No span is shorter than 3 bytes, and one byte at least parts it from the next.
  static constexpr size_t most_in(size_t bytes) { return bytes / 4 + 1; }

  /// `room` holds most_in(size of the text) spans.
  explicit Spans(std::span<PersonalSpan> room) : room_(room) {}

  /// What is found late (by a word behind it) begins at most a few dozen bytes before the last span, so few are moved.
  void add(PersonalSpan found) {
    size_t from = count_;  // spans [from, to) overlap `found`
    while (from > 0 && room_[from - 1].end > found.begin) --from;
    size_t to = from;
    while (to < count_ && room_[to].begin < found.end) {
      if (room_[to].end - room_[to].begin >= found.end - found.begin) return;
      ++to;
    }
    if (from == to) {
      if (count_ == room_.size()) return;
      for (size_t i = count_++; i > from; --i) room_[i] = room_[i - 1];
    } else {
      for (size_t i = to; i < count_; ++i) room_[from + 1 + i - to] = room_[i];
      count_ -= to - from - 1;
    }
    room_[from] = found;
  }

  [[nodiscard]] size_t count() const { return count_; }

 private:
  std::span<PersonalSpan> room_;
  size_t count_ = 0;
};

}  // namespace booking::compliance

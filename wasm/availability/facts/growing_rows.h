// Rows in the arena: of a number known beforehand, or only at the end.
#pragma once

#include <algorithm>
#include <cstdint>
#include <new>
#include <span>

#include "wasm/base/arena.h"

namespace booking::availability {

/// `n` default values; false when the arena is exhausted.
template <class T>
[[nodiscard]] bool take(Arena& arena, size_t n, std::span<T>& out) {
  T* values = arena.take<T>(n);
  if (values == nullptr) return false;
  for (size_t i = 0; i < n; ++i) new (&values[i]) T();
  out = {values, n};
  return true;
}

/// Rows that grow in the arena; what was outgrown is taken back with the arena.
template <class T>
class GrowingRows {
 public:
  /// Room for `n` more rows, to be written in place and then counted by `add`; nullptr when the arena is exhausted.
  [[nodiscard]] T* room(Arena& arena, size_t n) {
    return room_ - count_ >= n || grow(arena, count_ + n) ? rows_ + count_ : nullptr;
  }
  void add(size_t n) { count_ += n; }

  /// False when the arena is exhausted; the row is then lost.
  [[nodiscard]] bool push(Arena& arena, const T& row) {
    if (count_ == room_ && !grow(arena, 0)) return false;
    rows_[count_++] = row;
    return true;
  }
  template <class Unwanted>
  void remove_if(Unwanted unwanted) {
    count_ = static_cast<size_t>(std::remove_if(rows_, rows_ + count_, unwanted) - rows_);
  }
  void keep_first() { count_ = std::min<size_t>(count_, 1); }
  void put(size_t at, const T& row) { rows_[at] = row; }
  [[nodiscard]] bool insert(Arena& arena, size_t at, const T& row) {
    if (!push(arena, row)) return false;
    std::rotate(rows_ + at, rows_ + count_ - 1, rows_ + count_);
    return true;
  }
  [[nodiscard]] std::span<const T> rows() const { return {rows_, count_}; }
  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(count_); }

 private:
  [[nodiscard]] __attribute__((noinline)) bool grow(Arena& arena, size_t wanted) {
    const size_t room = std::max(wanted, room_ == 0 ? 64 : room_ * 2);
    T* wider = arena.take<T>(room);
    if (wider == nullptr) return false;
    std::copy_n(rows_, count_, wider);
    rows_ = wider;
    room_ = room;
    return true;
  }

  T* rows_ = nullptr;
  size_t count_ = 0;
  size_t room_ = 0;
};

}  // namespace booking::availability

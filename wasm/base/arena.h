// Memory for one call: handed out by moving a pointer, taken back all at once.
//
// The search needs scratch whose size is known only after the request is read, and the answer must outlive the call.
// Both come from here. There is no heap in a module: no free crosses the boundary, and nothing can leak.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BOOKING_ADDRESS_SANITIZER 1
#include <sanitizer/asan_interface.h>
#endif
#endif

namespace booking {

/// Not thread-safe. Under AddressSanitizer everything not handed out is poisoned, with a gap after each block.
class Arena {
 public:
  /// Tries to make `wanted` bytes from `begin` usable and returns how many are. May return less; never moves memory.
  using Grow = size_t (*)(std::byte* begin, size_t usable, size_t wanted);

  constexpr Arena() = default;

  /// Over fixed memory, or over memory that `grow` extends in place.
  explicit Arena(std::span<std::byte> memory, Grow grow = nullptr)
      : begin_(memory.data()), usable_(memory.size()), grow_(grow) {
    reset();
  }

  /// Room for `n` values of T, uninitialised and aligned to 16 bytes (a SIMD register). nullptr when there is no room.
  template <class T>
  [[nodiscard]] T* take(size_t n) {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
    static_assert(alignof(T) <= kAlignment);
    if (n > std::numeric_limits<uint32_t>::max() / sizeof(T)) return nullptr;
    return reinterpret_cast<T*>(take_bytes(n * sizeof(T)));
  }

  /// As `take`, with every byte zero.
  template <class T>
  [[nodiscard]] T* take_zeroed(size_t n) {
    T* const values = take<T>(n);
    if (values != nullptr) __builtin_memset(static_cast<void*>(values), 0, n * sizeof(T));
    return values;
  }

  /// Takes everything back. What was handed out may no longer be touched.
  void reset() {
    used_ = 0;
    poison(0, usable_);
  }

  /// Bytes handed out since the last reset, padding included.
  [[nodiscard]] size_t used() const { return used_; }

  static constexpr size_t kAlignment = 16;

 private:
  std::byte* take_bytes(size_t size) {
    const size_t padded = (size + kAlignment - 1) / kAlignment * kAlignment + kGap;
    if (usable_ - used_ < padded && !grow_to(used_ + padded)) return nullptr;
    std::byte* const block = begin_ + used_;
    used_ += padded;
    unpoison(block, size);
    return block;
  }

  bool grow_to(size_t wanted) {
    if (grow_ == nullptr) return false;
    const size_t before = usable_;
    usable_ = grow_(begin_, usable_, wanted);
    poison(before, usable_);
    return usable_ >= wanted;
  }

#ifdef BOOKING_ADDRESS_SANITIZER
  static constexpr size_t kGap = 16;
  void poison(size_t from, size_t to) const { __asan_poison_memory_region(begin_ + from, to - from); }
  static void unpoison(std::byte* block, size_t size) { __asan_unpoison_memory_region(block, size); }
#else
  static constexpr size_t kGap = 0;
  void poison(size_t, size_t) const {}
  static void unpoison(std::byte*, size_t) {}
#endif

  std::byte* begin_ = nullptr;
  size_t usable_ = 0;
  size_t used_ = 0;
  Grow grow_ = nullptr;
};

}  // namespace booking

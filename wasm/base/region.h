// One contiguous stretch of memory that grows in place and is never given back.
//
// In WebAssembly these are the pages past what the linker laid out; the module's maximum memory (64 MiB, set when
// linking) bounds them. Natively it is a reservation of the same size of which only touched pages cost anything.
#pragma once

#include <cstddef>
#include <cstdint>

namespace booking {

class Region {
 public:
  [[nodiscard]] std::byte* begin() const { return begin_; }
  [[nodiscard]] size_t size() const { return size_; }

  /// Tries to make at least `wanted` bytes usable; returns how many are.
  size_t grow(size_t wanted);

 private:
  // Fewer and larger steps: every growth makes the caller rebuild its views.
  static constexpr size_t kStep = size_t{1} << 20;

  std::byte* begin_ = nullptr;
  size_t size_ = 0;
};

#ifdef __wasm__

inline size_t Region::grow(size_t wanted) {
  if (wanted <= size_) return size_;
  constexpr size_t kPage = 65'536;
  const size_t more = wanted - size_;
  size_t pages = (more + kStep - 1) / kStep * (kStep / kPage);
  size_t before = __builtin_wasm_memory_grow(0, pages);
  if (before == SIZE_MAX) {  // near the maximum: the exact number of pages may still fit
    pages = (more + kPage - 1) / kPage;
    before = __builtin_wasm_memory_grow(0, pages);
    if (before == SIZE_MAX) return size_;
  }
  std::byte* const grown = reinterpret_cast<std::byte*>(before * kPage);
  if (begin_ == nullptr) begin_ = grown;
  if (grown != begin_ + size_) __builtin_trap();  // somebody else grew memory: a module has no heap
  size_ += pages * kPage;
  return size_;
}

#else

inline size_t Region::grow(size_t wanted) {
  constexpr size_t kMaximum = size_t{62} << 20;
  alignas(16) static std::byte memory[kMaximum];
  begin_ = memory;
  if (wanted <= size_ || wanted > kMaximum) return size_;
  size_ = wanted + (kStep - wanted % kStep) % kStep;
  return size_;
}

#endif

}  // namespace booking

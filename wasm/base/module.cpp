#include "wasm/base/module.h"

#include <algorithm>
#include <new>

#include "wasm/base/region.h"

namespace booking::module {
namespace {

constinit Region region;
constinit size_t reserved = 0;
constinit Arena arena;
constinit Answer last_answer{nullptr, 0};

size_t grow_arena(std::byte* begin, size_t usable, size_t wanted) {
  const auto before = static_cast<size_t>(begin - region.begin());
  const size_t size = region.grow(before + wanted);
  return std::max(usable, size - std::min(size, before));
}

size_t arena_begin() { return (reserved + Arena::kAlignment - 1) / Arena::kAlignment * Arena::kAlignment; }

}  // namespace

Arena& begin_operation() {
  last_answer = {nullptr, 0};
  region.grow(1);  // an arena needs a place to grow from, even if nobody has called reserve
  const size_t begin = std::min(arena_begin(), region.size());
  arena = Arena({region.begin() + begin, region.size() - begin}, grow_arena);
  return arena;
}

uint32_t end_operation(uint32_t status, std::span<const uint8_t> answer) {
  if (status == 0) last_answer = {answer.data(), static_cast<uint32_t>(answer.size())};
  return status;
}

}  // namespace booking::module

using booking::Arena;
using namespace booking::module;

extern "C" {

BOOKING_EXPORT(abi_version) uint32_t booking_abi_version() { return booking::module::kAbiVersion; }

BOOKING_EXPORT(reserve) uint8_t* booking_reserve(uint32_t bytes) {
  last_answer = {nullptr, 0};
  if (bytes > kMaxRequestBytes) return nullptr;
  // Never nothing, so that a pointer of 0 always means refused.
  const size_t wanted = std::max<size_t>(bytes, Arena::kAlignment);
  if (region.grow(wanted) < wanted) return nullptr;
  reserved = wanted;
#ifdef BOOKING_ADDRESS_SANITIZER
  __asan_poison_memory_region(region.begin(), region.size());
  __asan_unpoison_memory_region(region.begin(), bytes);
#endif
  return reinterpret_cast<uint8_t*>(region.begin());
}

BOOKING_EXPORT(answer) const Answer* booking_answer() { return &last_answer; }
}

#ifdef __wasm__
// A module has no heap. Library code that names it anyway (a virtual destructor, FlatBuffers' default allocator) must
// not pull an allocator in that would claim the region's pages as its own; reaching it is a bug, and traps.
void* operator new(size_t) { __builtin_trap(); }
void* operator new[](size_t) { __builtin_trap(); }
void operator delete(void*) noexcept {}
void operator delete[](void*) noexcept {}
void operator delete(void*, size_t) noexcept {}
void operator delete[](void*, size_t) noexcept {}
#endif

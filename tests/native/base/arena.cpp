#include "wasm/base/arena.h"

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>

using namespace booking;

namespace {

alignas(16) std::array<std::byte, 4096> memory;

bool aligned(const void* p) { return reinterpret_cast<uintptr_t>(p) % Arena::kAlignment == 0; }

}  // namespace

TEST_CASE("blocks do not overlap and each begins at a multiple of 16") {
  Arena arena(memory);
  uint8_t* const a = arena.take<uint8_t>(3);
  uint64_t* const b = arena.take<uint64_t>(4);
  uint16_t* const c = arena.take<uint16_t>(1);
  REQUIRE((a != nullptr && b != nullptr && c != nullptr));
  CHECK((aligned(a) && aligned(b) && aligned(c)));
  CHECK(static_cast<void*>(b) >= a + 3);
  CHECK(static_cast<void*>(c) >= b + 4);
}

TEST_CASE("a full arena gives nullptr, and after a reset everything again") {
  Arena arena(memory);
  CHECK(arena.take<std::byte>(memory.size() + 1) == nullptr);
  CHECK(arena.take<std::byte>(memory.size() - 64) != nullptr);
  CHECK(arena.take<uint64_t>(9) == nullptr);
  arena.reset();
  CHECK(arena.used() == 0);
  CHECK(arena.take<std::byte>(memory.size() - 64) != nullptr);
}

TEST_CASE("a count whose size overflows is refused, not wrapped around") {
  Arena arena(memory);
  CHECK(arena.take<uint64_t>(SIZE_MAX) == nullptr);
  CHECK(arena.take<uint64_t>(SIZE_MAX / 8 + 1) == nullptr);
  CHECK(arena.take<uint64_t>((size_t{1} << 29) + 1) == nullptr);
  CHECK(arena.take<uint8_t>(SIZE_MAX) == nullptr);
}

TEST_CASE("zeroed room is zero, also where something else lay before") {
  Arena arena(memory);
  uint32_t* const dirty = arena.take<uint32_t>(64);
  REQUIRE(dirty != nullptr);
  std::fill(dirty, dirty + 64, 0xffffffffu);
  arena.reset();
  const uint32_t* const clean = arena.take_zeroed<uint32_t>(64);
  REQUIRE(clean != nullptr);
  CHECK(std::all_of(clean, clean + 64, [](uint32_t value) { return value == 0; }));
}

TEST_CASE("an arena that can grow does, in place") {
  const auto grow = [](std::byte*, size_t, size_t wanted) { return wanted <= memory.size() ? wanted : 0; };
  Arena arena({memory.data(), 0}, grow);
  std::byte* const first = arena.take<std::byte>(16);
  CHECK(first == memory.data());
  CHECK(arena.take<std::byte>(1024) != nullptr);
  CHECK(first == memory.data());
}

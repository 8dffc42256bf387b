// A module that fails on purpose, for the tests of "a trap discards the instance". It speaks the ABI of every module.
#include <algorithm>
#include <cstdint>
#include <span>

#include "wasm/base/module.h"

namespace {

/// Answers with the request.
uint32_t echo(std::span<const uint8_t> request, booking::Arena& arena, std::span<const uint8_t>& answer) {
  uint8_t* const copy = arena.take<uint8_t>(request.size());
  if (copy == nullptr) return 6;
  std::copy(request.begin(), request.end(), copy);
  answer = {copy, request.size()};
  return 0;
}

uint32_t trap(std::span<const uint8_t>, booking::Arena&, std::span<const uint8_t>&) { __builtin_trap(); }

// Each frame is used after the call it makes, so no optimiser can turn the recursion into a loop.
// NOLINTNEXTLINE(misc-no-recursion): the point is to run out of stack
[[gnu::noinline]] uint32_t descend(uint32_t depth) {
  volatile uint32_t frame[256] = {depth};
  return depth == UINT32_MAX ? 0 : descend(depth + 1) + frame[depth % 256];
}

uint32_t overflow(std::span<const uint8_t> request, booking::Arena&, std::span<const uint8_t>&) {
  return descend(static_cast<uint32_t>(request.size()));
}

/// Takes memory until there is none. Status 6 (out of memory), never a trap.
uint32_t exhaust(std::span<const uint8_t>, booking::Arena& arena, std::span<const uint8_t>&) {
  while (arena.take<uint8_t>(65'536) != nullptr) {
  }
  return 6;
}

}  // namespace

BOOKING_OPERATION(debug_echo, echo)
BOOKING_OPERATION(debug_trap, trap)
BOOKING_OPERATION(debug_overflow, overflow)
BOOKING_OPERATION(debug_exhaust, exhaust)

// The raw C ABI of every module, so that TypeScript needs no glue code.
//
//   abi_version()    this file's version; the caller refuses a module that speaks another
//   reserve(bytes)   where to write the request: room for `bytes` (at most 16 MiB), or 0 when refused
//   <operation>(ptr, len)  reads the request, returns a Status (0 is Ok)
//   answer()         where the last operation's answer lies: {uint32 ptr, uint32 len}; len 0 unless it returned Ok
//
// The request and everything an operation takes share one region of memory: the request first, the arena after it. The
// region grows as needed, up to the module's maximum memory, and is used again by every call. An answer stays valid
// until the next `reserve` or operation. A request that is as long as the last one, or shorter, may be written without
// a new `reserve`.
//
// An operation is a function of its request alone:
//
//   wire::Status clock(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);
//   BOOKING_OPERATION(clock, booking::clock)
//
// In WebAssembly it is exported as `clock`. Natively tests call the same function by its symbol, `booking_clock` (the
// plain name belongs to the C library).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "wasm/base/arena.h"

#ifdef __wasm__
#define BOOKING_EXPORT(name) __attribute__((export_name(#name), used))
#else
#define BOOKING_EXPORT(name)
#endif

namespace booking::module {

inline constexpr uint32_t kAbiVersion = 1;
inline constexpr uint32_t kMaxRequestBytes = 16u << 20;

struct Answer {
  const uint8_t* ptr;
  uint32_t len;
};
#ifdef __wasm__
static_assert(sizeof(Answer) == 8, "TypeScript reads it as two uint32");
#endif

/// The arena for one operation, empty, behind the request. The last answer is gone.
Arena& begin_operation();

/// Keeps what `answer()` will give, nothing unless `status` is 0, and returns `status`.
uint32_t end_operation(uint32_t status, std::span<const uint8_t> answer);

template <class Operation>
uint32_t run(Operation operation, const uint8_t* ptr, uint32_t len) {
  std::span<const uint8_t> answer;
  Arena& arena = begin_operation();
  const auto status = operation(std::span<const uint8_t>(ptr, len), arena, answer);
  return end_operation(static_cast<uint32_t>(status), answer);
}

}  // namespace booking::module

extern "C" {
uint32_t booking_abi_version();
uint8_t* booking_reserve(uint32_t bytes);
const booking::module::Answer* booking_answer();
}

#define BOOKING_OPERATION(name, function)                                                     \
  extern "C" BOOKING_EXPORT(name) uint32_t booking_##name(const uint8_t* ptr, uint32_t len);  \
  extern "C" BOOKING_EXPORT(name) uint32_t booking_##name(const uint8_t* ptr, uint32_t len) { \
    return booking::module::run(function, ptr, len);                                          \
  }

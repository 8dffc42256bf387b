// Business minutes: those in which the salon is open. Every deadline here is counted in them, so a closed Sunday or a
// public holiday costs nobody their time.
#pragma once

#include <cstdint>
#include <span>

#include "assignment_generated.h"
#include "routing_generated.h"
#include "wasm/base/arena.h"

namespace booking::routing {

inline constexpr uint32_t kNever = 0xffffffff;

/// Times beyond what was given count as closed.
class OpenTimes {
 public:
  /// Errors: OutOfRange (a time is empty, or they are not in order and apart), OutOfMemory. `open` must outlive this.
  [[nodiscard]] wire::Status build(Arena& arena, std::span<const wire::Open> open);

  /// Business minutes that were before the instant, since the first of the times. O(log n).
  [[nodiscard]] uint32_t before(uint32_t instant) const;

  /// The earliest instant t, not before `from`, with before(t) - before(from) = `minutes`; kNever where there is none.
  [[nodiscard]] uint32_t after(uint32_t from, uint32_t minutes) const;

 private:
  std::span<const wire::Open> open_;
  uint32_t* sum_ = nullptr;  // minutes of the times before each; one more than there are times
};

}  // namespace booking::routing

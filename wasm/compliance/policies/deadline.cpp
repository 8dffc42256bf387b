#include "wasm/compliance/policies/deadline.h"

#include "wasm/base/holidays.h"

namespace booking::compliance {
namespace {

constexpr int kSunday = 6;

}  // namespace

LocalDate deadline(LocalDate received, int32_t days) {
  LocalDate last = next_day(received, days);
  while (weekday(last) == kSunday || is_public_holiday_za(last)) last = next_day(last);
  return last;
}

}  // namespace booking::compliance

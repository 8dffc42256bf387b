#include "wasm/routing/proactive/remind.h"

#include <algorithm>

namespace booking::routing::proactive {
namespace {

constexpr int64_t kDay = 1440;
constexpr int64_t kMorning = int64_t{8} * 60;
constexpr int64_t kNight = int64_t{20} * 60;
constexpr int64_t kEvening = int64_t{19} * 60;
constexpr int64_t kInTime = int64_t{2} * 60;  // before the start, of one that was moved to the morning
constexpr int64_t kApart = 60;                // between two reminders
constexpr int64_t kFarthest = 366 * kDay;

/// `wished` and what is told are minutes on the salon's clock since its 1970.
int64_t outside_night(int64_t wished, int64_t start) {
  const int64_t midnight = wished - wished % kDay;
  const int64_t minute = wished % kDay;
  if (minute >= kMorning && minute < kNight) return wished;
  const int64_t morning = midnight + (minute < kMorning ? kMorning : kDay + kMorning);
  if (morning + kInTime <= start) return morning;
  return midnight + (minute < kMorning ? kEvening - kDay : kEvening);
}

}  // namespace

Status remind(const Reminding& of, Arena& arena, std::span<uint32_t>& due) {
  if (of.before.size() > kMostReminders) return Status::TooLarge;
  const bool sound =
      of.offset > -kDay && of.offset < kDay && of.start > kFarthest + 2 * kDay && of.start < kNobody - 2 * kDay;
  if (!sound) return Status::OutOfRange;
  auto* const room = arena.take<uint32_t>(of.before.size());
  if (room == nullptr) return Status::OutOfMemory;
  size_t count = 0;
  for (const uint32_t before : of.before) {
    if (before == 0 || before > kFarthest || of.start - before <= of.booked) continue;
    const int64_t start = int64_t{of.start} + of.offset;
    const int64_t at = outside_night(start - before, start) - of.offset;
    if (at <= int64_t{of.booked}) continue;
    room[count++] = static_cast<uint32_t>(at);
  }
  std::sort(room, room + count);
  size_t kept = 0;
  for (size_t i = 0; i < count; ++i)
    if (kept == 0 || room[i] - room[kept - 1] >= kApart) room[kept++] = room[i];
  due = {room, kept};
  return Status::Ok;
}

}  // namespace booking::routing::proactive

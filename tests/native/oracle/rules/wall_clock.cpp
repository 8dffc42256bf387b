#include "wall_clock.h"

#include <cstdlib>
#include <ctime>
#include <map>

namespace oracle {

namespace {

constexpr int kFirstInstant = 14610 * 1440;  // 2010-01-01T00:00Z
constexpr int kLastInstant = 25933 * 1440;   // 2041-01-01T00:00Z

int ask_c_library(int instant) {
  const std::time_t seconds = static_cast<std::time_t>(instant) * 60;
  std::tm local{};
  localtime_r(&seconds, &local);
  return static_cast<int>(local.tm_gmtoff / 60);
}

}  // namespace

const WallClock& WallClock::of(const std::string& zone) {
  static std::map<std::string, WallClock> clocks;
  const auto known = clocks.find(zone);
  if (known != clocks.end()) return known->second;
  return clocks.emplace(zone, WallClock(zone)).first->second;
}

WallClock::WallClock(const std::string& zone) {
  setenv("TZ", zone.c_str(), 1);
  tzset();
  int begin = kFirstInstant;
  int offset = ask_c_library(begin);
  for (int hour = kFirstInstant + 60; hour < kLastInstant; hour += 60) {
    if (ask_c_library(hour) == offset) continue;
    int change = hour - 59;
    while (ask_c_library(change) == offset) ++change;
    periods_.push_back({begin, change, offset});
    begin = change;
    offset = ask_c_library(change);
  }
  periods_.push_back({begin, kLastInstant, offset});
}

int WallClock::offset_at(int instant) const {
  for (const Period& period : periods_) {
    if (instant < period.end) return period.offset;
  }
  return periods_.back().offset;
}

std::vector<int> WallClock::occurrences(int wall) const {
  std::vector<int> found;
  for (const Period& period : periods_) {
    const int instant = wall - period.offset;
    if (instant >= period.begin && instant < period.end) found.push_back(instant);
  }
  return found;
}

int WallClock::after_gap(int wall) const {
  for (size_t i = 1; i < periods_.size(); ++i) {
    const int change = periods_[i].begin;
    if (change + periods_[i - 1].offset <= wall && wall < change + periods_[i].offset) return change;
  }
  return wall - periods_.back().offset;
}

int WallClock::interval_start(int wall) const {
  const std::vector<int> all = occurrences(wall);
  return all.empty() ? after_gap(wall) : all.front();
}

int WallClock::interval_end(int wall) const {
  const std::vector<int> all = occurrences(wall);
  return all.empty() ? after_gap(wall) : all.back();
}

std::vector<int> WallClock::changes() const {
  std::vector<int> out;
  for (size_t i = 1; i < periods_.size(); ++i) out.push_back(periods_[i].begin);
  return out;
}

}  // namespace oracle

#include "wasm/compliance/policies/direct_marketing.h"

#include "wasm/base/holidays.h"

namespace booking::compliance {
namespace {

constexpr int kSaturday = 5;
constexpr int kSunday = 6;

struct Open {
  int32_t from;  // minutes of the day; both 0 on a day without any
  int32_t until;
};

Open open_hours(LocalDate date) {
  const int day = weekday(date);
  if (day == kSunday || is_public_holiday_za(date)) return {0, 0};
  return day == kSaturday ? Open{9 * 60, 13 * 60} : Open{8 * 60, 20 * 60};
}

/// From `now`, which is quiet. Christmas, Goodwill and a Sunday are the longest row of such days; a fortnight is beyond
/// any.
Instant end_of_quiet(Instant now, const Zone& zone) {
  const WallTime wall = wall_at(now, zone.offset_at(now));
  for (int32_t day = 0; day < 14; ++day) {
    const LocalDate date = next_day(date_of(wall), day);
    const Open open = open_hours(date);
    if (open.from == open.until || (day == 0 && minute_of_day(wall) >= open.until)) continue;
    return zone.interval_start(midnight(date) + Minutes{open.from});
  }
  return now + Minutes{14 * kMinutesPerDay};
}

MarketingReason standing(const MarketingFacts& facts) {
  if (facts.registry == Registry::Blocked) return MarketingReason::RegistryBlocked;
  if (facts.objected) return MarketingReason::Objected;
  if (facts.consent == MarketingConsent::Withdrawn) return MarketingReason::ConsentWithdrawn;
  if (facts.consent == MarketingConsent::Withheld) return MarketingReason::ConsentWithheld;
  MarketingReason ground = MarketingReason::Consented;
  if (facts.message == MarketingMessage::Request) {
    if (facts.consent == MarketingConsent::Given) return MarketingReason::AlreadyConsented;
    if (facts.asked_before) return MarketingReason::AskedBefore;
    ground = MarketingReason::MayAsk;
  } else if (facts.consent != MarketingConsent::Given) {
    if (!facts.bought) return MarketingReason::NoConsent;
    if (!facts.own_similar) return MarketingReason::NotSimilar;
    if (!facts.could_object) return MarketingReason::NoChanceToObject;
    ground = MarketingReason::Customer;
  }
  if (!facts.names_sender) return MarketingReason::SenderNotNamed;
  if (!facts.says_how_to_stop) return MarketingReason::NoWayToStop;
  if (facts.registry == Registry::NotAsked) return MarketingReason::RegistryNotAsked;
  return ground;
}

}  // namespace

bool is_quiet(WallTime wall) {
  const Open open = open_hours(date_of(wall));
  return minute_of_day(wall) < open.from || minute_of_day(wall) >= open.until;
}

MarketingDecision decide_marketing(const MarketingFacts& facts, Instant now, const Zone& zone) {
  const MarketingReason reason = standing(facts);
  if (!is_allowed(reason) || !is_quiet(wall_at(now, zone.offset_at(now)))) return {reason, now};
  return {MarketingReason::QuietHours, end_of_quiet(now, zone)};
}

}  // namespace booking::compliance

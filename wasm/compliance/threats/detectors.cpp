#include "wasm/compliance/threats/detectors.h"

#include <algorithm>

namespace booking::compliance {
namespace {

using wire::Action;
using wire::Detector;
using wire::EventKind;

// Thresholds. Chosen on the traces of seeds 1 to 40 of tests/native/compliance/traces.h, judged on others.

/// Credential stuffing: codes guessed wrong by one source, for several numbers, and hardly any right.
constexpr uint32_t kFailures = 8, kAccounts = 4, kFailuresPerSuccess = 4;
/// Token cracking: links that do not exist, many different ones, and hardly any that do.
constexpr uint32_t kMisses = 15, kReferences = 10, kMissesPerFind = 4;
/// Denial of inventory: times held and not booked.
constexpr uint32_t kHolds = 18, kHoldsPerBooking = 5;
/// Carding: a CUSUM whose log likelihood ratio says that 7 of 10 charges are declined rather than 1 of 10, in 1/256.
constexpr uint32_t kDecline = 498;   // ln(0.7 / 0.1) * 256
constexpr uint32_t kApproval = 281;  // -ln(0.3 / 0.9) * 256
constexpr uint32_t kDeclineLimit = 9 * kOne;
/// Scraping: days asked for within the half-life, and how many different ones.
constexpr uint32_t kDays = 1'500, kDates = 40;
/// Below this many days a source is counted in the sketch alone.
constexpr uint32_t kDaysRemarkable = 300;
/// Forged webhooks: signatures that are wrong. A provider's rotation of keys makes one or two.
constexpr uint32_t kForgeries = 5;

constexpr uint32_t kHour = 3'600;

/// A count grows no further, so that a multiple of it fits.
constexpr uint32_t kMostCount = 1u << 28;

/// What is done at the first strike and from the second on, and for how many seconds.
struct Answer {
  Action first;
  uint32_t first_seconds;
  Action again;
  uint32_t again_seconds;
};

constexpr Answer kAnswers[kDetectors] = {
    {Action::Block, kHour, Action::Incident, 24 * kHour},          // stuffing
    {Action::Block, kHour, Action::Incident, 24 * kHour},          // cracking
    {Action::Slow, kHour / 2, Action::Block, kHour},               // hoarding
    {Action::Incident, 24 * kHour, Action::Incident, 24 * kHour},  // carding
    {Action::Block, kHour / 6, Action::Block, kHour},              // scraping
    {Action::Incident, kHour, Action::Incident, 24 * kHour},       // forgery
};

/// To the nearest whole one: counts that were made within a minute have hardly decayed.
constexpr uint32_t whole(uint32_t count) { return (count + kOne / 2) >> kCountBits; }

int bits(uint64_t set) { return __builtin_popcountll(set); }

void mark(uint64_t& set, uint64_t object) { set |= uint64_t{1} << (mixed(object) % 64); }

void add(uint32_t& count) { count = std::min(count + kOne, kMostCount); }

Raised raise(Source& source, Detector detector, uint32_t at, uint32_t first, uint32_t second) {
  const auto index = static_cast<uint32_t>(detector);
  if (at < source.quiet_until[index]) return {};
  uint8_t& strikes = source.strikes[index];
  const Answer& answer = kAnswers[index];
  const Action action = strikes == 0 ? answer.first : answer.again;
  const uint32_t seconds = strikes == 0 ? answer.first_seconds : answer.again_seconds;
  if (strikes < 255) strikes++;
  source.quiet_until[index] = at + seconds;
  return {true, wire::Finding(source.key, at, seconds, first, second, detector, action)};
}

Raised looked(State& state, const wire::Event& event) {
  const int64_t span = int64_t{event.to()} - event.from() + 1;
  const auto days = static_cast<uint32_t>(std::clamp<int64_t>(span, 0, 64));
  const uint32_t asked = count_looks(state, event.source(), days, event.at());
  if (asked < kDaysRemarkable) return {};
  Source& source = slot_of(state, event.source(), event.at());
  for (uint32_t day = 0; day < days; day++) source.dates |= uint64_t{1} << ((event.from() + int64_t{day}) & 63);
  const auto dates = static_cast<uint32_t>(bits(source.dates));
  if (asked < kDays || dates < kDates) return {};
  return raise(source, Detector::Scraping, event.at(), asked, dates);
}

Raised guessed(Source& source, const wire::Event& event) {
  add(source.failed);
  mark(source.accounts, event.object());
  const auto accounts = static_cast<uint32_t>(bits(source.accounts));
  const bool remarkable = whole(source.failed) >= kFailures && accounts >= kAccounts &&
                          source.failed >= kFailuresPerSuccess * source.worked;
  if (!remarkable) return {};
  return raise(source, Detector::Stuffing, event.at(), whole(source.failed), accounts);
}

Raised missed(Source& source, const wire::Event& event) {
  add(source.missed);
  mark(source.references, event.object());
  const auto references = static_cast<uint32_t>(bits(source.references));
  const bool remarkable =
      whole(source.missed) >= kMisses && references >= kReferences && source.missed >= kMissesPerFind * source.found;
  if (!remarkable) return {};
  return raise(source, Detector::Cracking, event.at(), whole(source.missed), whole(source.found));
}

Raised held(Source& source, const wire::Event& event) {
  add(source.held);
  if (whole(source.held) < kHolds || source.held < kHoldsPerBooking * source.confirmed) return {};
  return raise(source, Detector::Hoarding, event.at(), whole(source.held), whole(source.confirmed));
}

Raised declined(Source& source, const wire::Event& event) {
  source.declines = std::min(source.declines + kDecline, kMostCount);
  if (source.declines < kDeclineLimit) return {};
  return raise(source, Detector::Carding, event.at(), source.declines * 100 / kOne, kDeclineLimit * 100 / kOne);
}

Raised forged(Source& source, const wire::Event& event) {
  add(source.forged);
  if (whole(source.forged) < kForgeries) return {};
  return raise(source, Detector::Forgery, event.at(), whole(source.forged), kForgeries);
}

}  // namespace

Raised observe(State& state, const wire::Event& event) {
  if (event.source() == 0) return {};
  if (event.kind() == EventKind::Looked) return looked(state, event);
  Source& source = slot_of(state, event.source(), event.at());
  switch (event.kind()) {
    case EventKind::CodeFailed:
      return guessed(source, event);
    case EventKind::CodeWorked:
      add(source.worked);
      return {};
    case EventKind::LookupMissed:
      return missed(source, event);
    case EventKind::LookupFound:
      add(source.found);
      return {};
    case EventKind::Held:
      return held(source, event);
    case EventKind::Confirmed:
      add(source.confirmed);
      return {};
    case EventKind::ChargeDeclined:
      return declined(source, event);
    case EventKind::ChargeApproved:
      source.declines = source.declines > kApproval ? source.declines - kApproval : 0;
      return {};
    case EventKind::SignatureForged:
      return forged(source, event);
    case EventKind::None:
    case EventKind::Looked:
      break;
  }
  return {};
}

}  // namespace booking::compliance

#include "wasm/routing/proactive/signs.h"

#include <algorithm>
#include <array>

namespace booking::routing::proactive {
namespace {

constexpr uint32_t kHour = 60;
constexpr uint32_t kDay = 24 * kHour;
constexpr uint32_t kNear = 3 * kDay;        // what is further off is looked at again
constexpr uint32_t kWeek = 7 * kDay;        // an absence or a deleted service is told sooner
constexpr uint32_t kTookLong = 4 * kHour;   // without a word that it arrived
constexpr uint32_t kAnotherWay = 30;        // minutes in which another channel is tried
constexpr uint32_t kForgotten = 2 * kHour;  // who failed and went on to something else
constexpr uint32_t kFewMinutes = 10;        // of lateness nobody speaks
constexpr uint32_t kChain = 16;             // visits of one person that are followed

uint32_t since(uint32_t then, uint32_t now) { return then < now ? now - then : 0; }

/// How many of the ascending bounds `value` is not below.
template <size_t n>
uint32_t step_of(uint32_t value, const std::array<uint32_t, n>& bounds) {
  return static_cast<uint32_t>(std::upper_bound(bounds.begin(), bounds.end(), value) - bounds.begin());
}

class Reader {
 public:
  Reader(const Facts& facts, std::span<Sign> room, std::span<uint32_t> last)
      : facts_(facts), room_(room), last_(last) {}

  /// `taken` lives as long as this; one mark for each visit.
  [[nodiscard]] std::span<Sign> read(std::span<uint8_t> taken) {
    unreached(taken);
    power_cuts(taken);
    late();
    stuck();
    unpaid();
    absent(taken);
    gone();
    lost_offers();
    return room_.first(count_);
  }

 private:
  [[nodiscard]] bool comes_within(const wire::Visit& visit, uint32_t minutes) const {
    return visit.start() > facts_.now && visit.start() - facts_.now <= minutes;
  }

  void add(wire::Kind kind, uint32_t subject, uint32_t bucket, uint32_t first, uint32_t second) {
    if (count_ < room_.size()) room_[count_++] = {subject, first, second, kind, static_cast<uint8_t>(bucket)};
  }

  /// The last word about each visit decides, whatever order they come in; of words at one instant the one that came
  /// furthest.
  void unreached(std::span<uint8_t> arrived) {
    std::fill(arrived.begin(), arrived.end(), uint8_t{0});
    std::fill(last_.begin(), last_.end(), kNobody);
    for (uint32_t i = 0; i < facts_.letters.size(); ++i) {
      const wire::Letter& letter = facts_.letters[i];
      if (letter.fate() == wire::Fate::Owed) continue;
      if (letter.fate() == wire::Fate::Arrived) arrived[letter.visit()] = 1;
      uint32_t& last = last_[letter.visit()];
      if (last == kNobody || is_later(letter, facts_.letters[last])) last = i;
    }
    for (uint32_t i = 0; i < facts_.visits.size(); ++i) {
      const wire::Visit& visit = facts_.visits[i];
      if (last_[i] == kNobody || visit.confirmed() != 0 || !comes_within(visit, kNear)) continue;
      const wire::Letter& letter = facts_.letters[last_[i]];
      const uint32_t age = since(letter.at(), facts_.now);
      uint32_t state = 4;
      if (letter.fate() == wire::Fate::Lost && age >= kAnotherWay) state = arrived[i] != 0 ? 1 : 0;
      if (letter.fate() == wire::Fate::Waiting && age >= kTookLong && comes_within(visit, 12 * kHour)) state = 2;
      if (letter.fate() == wire::Fate::Retrying && age >= kHour) state = 3;
      if (state == 4) continue;
      const uint32_t ahead = since(visit.booked(), visit.start());
      const uint32_t booked = ahead >= 3 * kDay ? 0 : ahead >= kDay ? 1 : 2;
      add(wire::Kind::Unreached, i, state * 3 + booked, letter.at(), static_cast<uint32_t>(letter.fate()));
    }
  }

  static bool is_later(const wire::Letter& one, const wire::Letter& other) {
    if (one.at() != other.at()) return one.at() > other.at();
    return one.fate() == wire::Fate::Arrived && other.fate() != wire::Fate::Arrived;
  }

  void power_cuts(std::span<uint8_t> taken) {
    std::fill(taken.begin(), taken.end(), uint8_t{0});
    if (facts_.backup) return;
    for (const wire::Part& part : facts_.parts) {
      const wire::Visit& visit = facts_.visits[part.visit()];
      if (part.power() == 0 || taken[part.visit()] != 0 || !comes_within(visit, kNear)) continue;
      const auto hit = std::find_if(facts_.outages.begin(), facts_.outages.end(), [&](const wire::Outage& outage) {
        return outage.start() < part.end() && outage.end() > part.start();
      });
      if (hit == facts_.outages.end()) continue;
      taken[part.visit()] = 1;
      const uint32_t hours = since(facts_.now, visit.start()) / kHour;
      const uint32_t fresh = hit->since() != 0 && since(hit->since(), facts_.now) < 2 * kHour ? 6 : 0;
      add(wire::Kind::PowerCut, part.visit(), std::min(step_of(hours, std::array{6U, 12U, 24U, 36U, 48U}), 5U) + fresh,
          hit->start(), hit->end());
    }
  }

  /// A person's delay goes on to whoever comes next, less the gaps between.
  void late() {
    for (uint32_t i = 0; i < facts_.visits.size(); ++i) {
      const wire::Visit& visit = facts_.visits[i];
      if (visit.person() == kNobody || !comes_within(visit, 3 * kHour)) continue;
      const wire::Begun* last = nullptr;
      uint32_t marked = 0;
      for (const wire::Begun& begun : facts_.begun) {
        if (begun.person() != visit.person() || begun.planned() >= visit.start()) continue;
        if (begun.began() >= begun.planned() + kFewMinutes && since(begun.planned(), facts_.now) < 8 * kHour) ++marked;
        if (last == nullptr || begun.planned() > last->planned()) last = &begun;
      }
      if (last == nullptr || last->began() < last->planned() + kFewMinutes) continue;
      const uint32_t free_at = free_after(*last, visit);
      if (free_at < visit.start() + kFewMinutes) continue;
      const uint32_t delay = free_at - visit.start();
      add(wire::Kind::RunningLate, i, step_of(delay, std::array{15U, 20U, 30U, 45U}) + (marked < 2 ? 0 : 5), delay,
          marked);
    }
  }

  /// When the person is through with what comes before the visit, the one that began late first.
  [[nodiscard]] uint32_t free_after(const wire::Begun& last, const wire::Visit& visit) const {
    uint32_t at = last.began();
    uint32_t between = 0;
    uint32_t from = last.planned();
    for (;;) {
      if (between > kChain) return 0;
      const wire::Visit* next = nullptr;
      for (const wire::Visit& one : facts_.visits)
        if (one.person() == visit.person() && one.start() >= from && one.start() < visit.start() &&
            (next == nullptr || one.start() < next->start()))
          next = &one;
      if (next == nullptr) return at;
      at = std::max(at, next->start()) + (next->end() - next->start());
      from = next->start() + 1;
      ++between;
    }
  }

  /// What comes twice is one: of one client, step and instant the first row counts. Nobody is never stuck: failures of
  /// people who are not known are not one person's.
  void stuck() {
    for (uint32_t i = 0; i < facts_.failures.size(); ++i) {
      const wire::Failure& one = facts_.failures[i];
      const auto before = facts_.failures.first(i);
      const auto is_same = [&](const wire::Failure& other) {
        return other.client() == one.client() && other.step() == one.step();
      };
      if (one.client() == kNobody || std::any_of(before.begin(), before.end(), is_same)) continue;
      uint32_t times = 0;
      uint32_t last = 0;
      bool passed = false;
      for (uint32_t k = 0; k < facts_.failures.size(); ++k) {
        const wire::Failure& other = facts_.failures[k];
        if (!is_same(other)) continue;
        if (!is_repeated(k)) ++times;
        last = std::max(last, other.at());
        passed = passed || other.passed() != 0;
      }
      const uint32_t quiet = since(last, facts_.now);
      if (passed || times < 2 || quiet > kForgotten) continue;
      add(wire::Kind::Stuck, one.client(), std::min(times - 2, 2U) * 3 + step_of(quiet, std::array{7U, 20U}),
          one.step(), times);
    }
  }

  [[nodiscard]] bool is_repeated(uint32_t k) const {
    const wire::Failure& one = facts_.failures[k];
    const auto before = facts_.failures.first(k);
    return std::any_of(before.begin(), before.end(), [&](const wire::Failure& other) {
      return other.client() == one.client() && other.step() == one.step() && other.at() == one.at();
    });
  }

  void unpaid() {
    for (uint32_t i = 0; i < facts_.payments.size(); ++i) {
      const wire::Payment& payment = facts_.payments[i];
      const uint32_t age = since(payment.at(), facts_.now);
      if (payment.paid() != 0 || payment.tries() == 0 || age > kDay) continue;
      const uint32_t tries = std::min<uint32_t>(payment.tries(), 3) - 1;
      add(wire::Kind::Unpaid, i, tries * 3 + step_of(age, std::array{15U, 60U}), payment.at(), payment.tries());
    }
  }

  void absent(std::span<uint8_t> taken) {
    std::fill(taken.begin(), taken.end(), uint8_t{0});
    for (const wire::Part& part : facts_.parts) {
      const wire::Visit& visit = facts_.visits[part.visit()];
      if (part.person() == kNobody || taken[part.visit()] != 0 || !comes_within(visit, kWeek)) continue;
      const auto off = std::find_if(facts_.absences.begin(), facts_.absences.end(), [&](const wire::Absence& absence) {
        return absence.person() == part.person() && absence.start() < part.end() && absence.end() > part.start();
      });
      if (off == facts_.absences.end()) continue;
      taken[part.visit()] = 1;
      const uint32_t hours = since(facts_.now, visit.start()) / kHour;
      const uint32_t known = since(off->since(), facts_.now) / kHour;
      add(wire::Kind::Absent, part.visit(),
          step_of(hours, std::array{12U, 24U, 48U}) * 3 + step_of(known, std::array{1U, 4U}), off->start(), off->end());
    }
  }

  void gone() {
    for (uint32_t i = 0; i < facts_.visits.size(); ++i) {
      const wire::Visit& visit = facts_.visits[i];
      if (visit.gone() == 0 || !comes_within(visit, kWeek)) continue;
      const uint32_t hours = since(facts_.now, visit.start()) / kHour;
      const uint32_t known = since(visit.gone_since(), facts_.now) / kHour;
      add(wire::Kind::ServiceGone, i, step_of(known, std::array{1U, 4U}) * 3 + step_of(hours, std::array{24U, 72U}),
          visit.gone_since(), 0);
    }
  }

  void lost_offers() {
    for (uint32_t i = 0; i < facts_.offers.size(); ++i) {
      const wire::Offer& offer = facts_.offers[i];
      if (offer.expires() <= facts_.now) continue;
      const uint32_t age = since(offer.made(), facts_.now);
      const bool waits = offer.fate() == wire::Fate::Waiting || offer.fate() == wire::Fate::Retrying;
      const bool undelivered = offer.fate() == wire::Fate::Lost || (waits && age >= kFewMinutes);
      if (!undelivered) continue;
      add(wire::Kind::OfferLost, i, (waits ? 3 : 0) + step_of(since(facts_.now, offer.expires()), std::array{10U, 20U}),
          offer.made(), static_cast<uint32_t>(offer.fate()));
    }
  }

  const Facts& facts_;
  std::span<Sign> room_;
  std::span<uint32_t> last_;  // of each visit the last word
  size_t count_ = 0;
};

bool hold_together(const Facts& facts) {
  const auto known = [&](uint32_t visit) { return visit < facts.visits.size(); };
  const auto whole = [](const auto& row) { return row.start() < row.end(); };
  return std::all_of(facts.visits.begin(), facts.visits.end(), whole) &&
         std::all_of(facts.outages.begin(), facts.outages.end(), whole) &&
         std::all_of(facts.absences.begin(), facts.absences.end(), whole) &&
         std::all_of(facts.parts.begin(), facts.parts.end(),
                     [&](const wire::Part& part) { return known(part.visit()) && whole(part); }) &&
         std::all_of(facts.letters.begin(), facts.letters.end(),
                     [&](const wire::Letter& letter) { return known(letter.visit()); });
}

}  // namespace

Status signs_of(const Facts& facts, Arena& arena, std::span<Sign>& out) {
  if (!hold_together(facts)) return Status::OutOfRange;
  const size_t visits = facts.visits.size();
  // Of a visit at most one for each kind that is about visits; of anything else one for each row.
  const size_t most = 5 * visits + facts.failures.size() + facts.payments.size() + facts.offers.size();
  auto* const room = arena.take<Sign>(most);
  auto* const marks = arena.take<uint8_t>(visits);
  auto* const last = arena.take<uint32_t>(visits);
  if (room == nullptr || marks == nullptr || last == nullptr) return Status::OutOfMemory;
  out = Reader(facts, {room, most}, {last, visits}).read({marks, visits});
  return Status::Ok;
}

}  // namespace booking::routing::proactive

#include "wasm/cli/histories/week.h"

#include <algorithm>

#include "wasm/cli/histories/chance.h"

namespace booking::histories {
namespace {

constexpr uint32_t kPeople = 6;
constexpr uint32_t kServices = 8;
constexpr uint32_t kDay = 1440;
constexpr uint32_t kOpens = 8 * 60;
constexpr uint32_t kShuts = 17 * 60;

class Maker {
 public:
  explicit Maker(uint64_t seed) : chance_(seed), salon_(chance_.between(950, 1020)) {}

  Week made() {
    week_.backup = chance_.of_thousand(200);
    for (uint32_t day = 0; day < kDays; ++day)
      for (uint32_t person = 0; person < kPeople; ++person) rota(day, person);
    absences();
    outages();
    for (uint32_t i = 0; i < week_.visits.size(); ++i) words(i);
    for (uint32_t person = 0; person < kPeople; ++person)
      for (uint32_t day = 0; day < kDays; ++day) lateness(day, person);
    failures();
    payments();
    services();
    offers();
    for (size_t i = 0; i < week_.visits.size(); ++i) week_.unforeseeable += chance_.of_thousand(50) ? 1 : 0;
    return std::move(week_);
  }

 private:
  void ticket(wire::Kind kind, uint32_t subject, uint32_t at, uint32_t share) {
    if (chance_.of_thousand(std::min(share * salon_ / 1000, 990U))) week_.tickets.push_back({kind, subject, at});
  }

  void rota(uint32_t day, uint32_t person) {
    uint32_t at = kBegin + day * kDay + kOpens;
    while (at + 45 <= kBegin + day * kDay + kShuts) {
      constexpr uint32_t kLengths[] = {45, 60, 90, 120};
      const uint32_t minutes = kLengths[chance_.between(0, 3)];
      if (chance_.of_thousand(750)) {
        const uint32_t kind = chance_.between(0, 9);
        const uint32_t ahead = kind < 2   ? chance_.between(120, 1200)
                               : kind < 5 ? chance_.between(kDay, 3 * kDay)
                                          : chance_.between(3 * kDay, 14 * kDay);
        const auto client = static_cast<uint32_t>(week_.visits.size());
        const uint32_t confirmed = chance_.of_thousand(150) ? at - std::min(ahead, chance_.between(60, kDay)) : kNever;
        week_.visits.push_back({at, at + minutes, at - ahead, client, person, chance_.between(0, kServices - 1), kNever,
                                kNever, kNever, confirmed, chance_.of_thousand(400)});
      }
      at += minutes + 15 * (chance_.of_thousand(500) ? 0 : chance_.between(1, 2));
    }
  }

  void word(uint32_t visit, uint32_t at, bool dead, bool off, bool other) {
    TrueLetter letter{visit, at, 0, kNever, kNever};
    if (dead) {
      letter.lost_at = at + chance_.between(1, 10);
    } else if (chance_.of_thousand(40)) {
      letter.retried_until = at + chance_.between(5, 120);
      letter.arrived_at = letter.retried_until;
    } else {
      letter.arrived_at = at + (off ? chance_.between(30, 1500) : chance_.between(0, 5));
    }
    week_.letters.push_back(letter);
    if (dead && other) week_.letters.push_back({visit, at + 15, 0, kNever, at + 16});
  }

  void words(uint32_t i) {
    const TrueVisit& visit = week_.visits[i];
    const bool dead = chance_.of_thousand(20);
    const bool died = !dead && chance_.of_thousand(10);
    const bool off = chance_.of_thousand(125);
    const bool other = chance_.of_thousand(350);
    if (dead) week_.visits[i].confirmed_at = kNever;  // they confirm by what they were sent
    word(i, visit.booked, dead, off, other);
    if (visit.start - visit.booked > kDay) word(i, visit.start - kDay, dead || died, off, other);
    if (visit.confirmed_at != kNever || visit.moved_at != kNever) return;
    bool any = false;
    bool last = false;
    for (const TrueLetter& letter : week_.letters)
      if (letter.visit == i) any |= last = letter.arrived_at < visit.start - 60;
    const uint32_t ahead = visit.start - visit.booked;
    const uint32_t share = last ? 0 : any ? 300 : ahead >= 3 * kDay ? 930 : ahead >= kDay ? 900 : 400;
    ticket(wire::Kind::Unreached, i, visit.start - chance_.between(0, 60), share);
  }

  void outages() {
    for (uint32_t n = chance_.of_thousand(700) ? chance_.between(1, 4) : 0; n > 0; --n) {
      const uint32_t start = kBegin + chance_.between(1, kDays - 1) * kDay + 120 * chance_.between(3, 8);
      TrueOutage outage{start, start + 150, start - chance_.between(4 * 60, 72 * 60), kNever};
      if (chance_.of_thousand(200)) outage.called_off_at = chance_.between(outage.announced, start);
      week_.outages.push_back(outage);
      if (chance_.of_thousand(200)) week_.outages.push_back(outage);
      if (week_.backup) continue;
      for (uint32_t i = 0; i < week_.visits.size(); ++i) {
        TrueVisit& visit = week_.visits[i];
        if (!visit.power || visit.start >= outage.end || visit.end <= outage.start || visit.moved_at != kNever)
          continue;
        if (visit.booked >= outage.announced) {
          visit.moved_at = visit.booked;  // no such time was offered any more
          continue;
        }
        const bool on = outage.called_off_at == kNever;
        ticket(wire::Kind::PowerCut, i, on ? visit.start : outage.called_off_at - 1, on ? 970 : 50);
      }
    }
  }

  void lateness(uint32_t day, uint32_t person) {
    uint32_t free_at = 0;
    for (uint32_t i = 0; i < week_.visits.size(); ++i) {
      TrueVisit& visit = week_.visits[i];
      if (visit.person != person || (visit.start - kBegin) / kDay != day || visit.moved_at != kNever) continue;
      const uint32_t began = std::max(visit.start + chance_.between(0, 4), free_at);
      const uint32_t minutes = visit.end - visit.start;
      free_at = began + (chance_.of_thousand(200) ? minutes * chance_.between(110, 150) / 100
                                                  : minutes * chance_.between(95, 103) / 100);
      visit.marked_at = began + (chance_.of_thousand(40) ? chance_.between(20, 40) : 0);
      visit.began = visit.marked_at;
      const uint32_t late = began - visit.start;
      if (late >= 10) ticket(wire::Kind::RunningLate, i, visit.start + 10, late >= 20 ? 980 : late >= 15 ? 930 : 400);
    }
  }

  void failures() {
    for (uint32_t n = 30; n > 0; --n) {
      const uint32_t client = 10'000 + n;
      const uint32_t step = chance_.between(1, 5);
      uint32_t at = kBegin + chance_.between(0, kDays * kDay);
      uint32_t times = 0;
      uint32_t passed = kNever;
      for (;;) {
        ++times;
        week_.failures.push_back({client, step, at, kNever});
        if (chance_.of_thousand(150)) week_.failures.push_back({client, step, at, kNever});
        if (!chance_.of_thousand(700)) break;
        at += chance_.between(1, 6);
        if (chance_.of_thousand(400)) {
          passed = at;
          break;
        }
      }
      for (TrueFailure& failure : week_.failures)
        if (failure.client == client) failure.passed_at = passed;
      if (passed != kNever) continue;
      constexpr uint32_t kShares[] = {0, 150, 880, 940, 970};
      ticket(wire::Kind::Stuck, client, at + chance_.between(8, 240), kShares[std::min(times, 4U)]);
    }
  }

  void payments() {
    for (uint32_t n = 0; n < 20; ++n) {
      TruePayment payment{n, kBegin + chance_.between(0, kDays * kDay), kNever, {}};
      uint32_t at = payment.at;
      payment.tries.push_back(at);
      while (payment.tries.size() < 4 && chance_.of_thousand(750)) {
        at += chance_.of_thousand(850) ? chance_.between(1, 9) : chance_.between(10, 60);
        if (chance_.of_thousand(650)) {
          payment.paid_at = at;
          break;
        }
        payment.tries.push_back(at);
      }
      if (payment.paid_at == kNever)
        ticket(wire::Kind::Unpaid, n, at + chance_.between(35, kDay), payment.tries.size() > 1 ? 960 : 860);
      week_.payments.push_back(payment);
    }
  }

  void absences() {
    for (uint32_t n = chance_.between(0, 2); n > 0; --n) {
      const uint32_t start = kBegin + chance_.between(1, kDays - 1) * kDay;
      TrueAbsence absence{chance_.between(0, kPeople - 1), start, start + kDay * chance_.between(1, 2), 0, kNever};
      absence.entered = start + kOpens - chance_.between(30, 40 * 60);
      if (chance_.of_thousand(80)) absence.withdrawn_at = absence.entered + chance_.between(30, 600);
      week_.absences.push_back(absence);
      if (absence.withdrawn_at != kNever) continue;
      for (uint32_t i = 0; i < week_.visits.size(); ++i) {
        TrueVisit& visit = week_.visits[i];
        if (visit.person != absence.person || visit.start < start || visit.start >= absence.end) continue;
        if (visit.booked >= absence.entered) {
          visit.moved_at = visit.booked;  // no such time was offered any more
          continue;
        }
        if (chance_.of_thousand(400)) {
          visit.moved_at = std::min(visit.moved_at, std::max(absence.entered, visit.booked) + chance_.between(10, 240));
          if (visit.moved_at < visit.start) continue;
          visit.moved_at = kNever;
        }
        ticket(wire::Kind::Absent, i, visit.start, 980);
      }
    }
  }

  void services() {
    if (!chance_.of_thousand(400)) return;
    GoneService gone{chance_.between(0, kServices - 1), kBegin + chance_.between(kDay, 5 * kDay), kNever};
    if (chance_.of_thousand(330)) gone.back_at = gone.at + chance_.between(5, 240);
    week_.gone.push_back(gone);
    if (gone.back_at != kNever) return;
    for (uint32_t i = 0; i < week_.visits.size(); ++i) {
      const TrueVisit& visit = week_.visits[i];
      if (visit.service == gone.service && visit.start > gone.at && visit.booked < gone.at && visit.moved_at > gone.at)
        ticket(wire::Kind::ServiceGone, i, std::min(visit.start, visit.moved_at), 940);
    }
  }

  void offers() {
    for (uint32_t n = 0; n < 20; ++n) {
      const uint32_t made = kBegin + chance_.between(0, kDays - 1) * kDay + chance_.between(kOpens, kShuts);
      TrueOffer offer{n, made, made + 30, kNever, kNever};
      const bool dead = chance_.of_thousand(80);
      const bool off = chance_.of_thousand(200);
      if (dead) offer.lost_at = made + chance_.between(1, 3);
      else offer.arrived_at = made + (off ? chance_.between(10, 300) : chance_.between(0, 3));
      week_.offers.push_back(offer);
      if (dead || offer.arrived_at >= offer.expires)
        ticket(wire::Kind::OfferLost, n, offer.expires + chance_.between(5, 600), dead ? 930 : 700);
    }
  }

  Chance chance_;
  uint32_t salon_;  // thousandths: how much of what goes wrong here becomes a ticket
  Week week_;
};

}  // namespace

Week week_of(uint64_t seed) { return Maker(seed).made(); }

}  // namespace booking::histories

#include <algorithm>

#include "wasm/cli/histories/week.h"

namespace booking::histories {
namespace {

uint32_t gone_since(const Week& week, const TrueVisit& visit, uint32_t now) {
  for (const GoneService& gone : week.gone)
    if (gone.service == visit.service && gone.at <= now && now < gone.back_at && visit.booked < gone.at) return gone.at;
  return 0;
}

wire::Fate fate_of(uint32_t lost_at, uint32_t arrived_at, uint32_t retried_until, uint32_t now) {
  if (arrived_at <= now) return wire::Fate::Arrived;
  if (lost_at <= now) return wire::Fate::Lost;
  return now < retried_until ? wire::Fate::Retrying : wire::Fate::Waiting;
}

}  // namespace

Known known_at(const Week& week, uint32_t now) {
  Known known;
  std::vector<uint32_t> row_of(week.visits.size(), kNever);
  for (uint32_t i = 0; i < week.visits.size(); ++i) {
    const TrueVisit& visit = week.visits[i];
    if (visit.booked > now || visit.moved_at <= now) continue;
    if (visit.marked_at <= now && now < visit.start + 720)
      known.begun.emplace_back(visit.person, visit.start, visit.began);
    // What is over or far off is not asked of D1 either.
    if (visit.end + 720 < now || visit.start > now + 7 * 1440) continue;
    row_of[i] = static_cast<uint32_t>(known.visits.size());
    const uint32_t since = gone_since(week, visit, now);
    known.visits.emplace_back(visit.start, visit.end, visit.booked, visit.client, visit.person, since,
                              static_cast<uint8_t>(visit.confirmed_at <= now), static_cast<uint8_t>(since != 0), 1);
    known.visit_of.push_back(i);
    known.parts.emplace_back(row_of[i], visit.person, visit.start, visit.end, static_cast<uint8_t>(visit.power));
  }
  for (const TrueLetter& letter : week.letters)
    if (letter.at <= now && row_of[letter.visit] != kNever)
      known.letters.emplace_back(row_of[letter.visit], letter.at,
                                 fate_of(letter.lost_at, letter.arrived_at, letter.retried_until, now));
  for (const TrueOutage& outage : week.outages)
    if (outage.announced <= now && now < outage.called_off_at && outage.end > now)
      known.outages.emplace_back(outage.start, outage.end, outage.announced);
  for (const TrueAbsence& absence : week.absences)
    if (absence.entered <= now && now < absence.withdrawn_at && absence.end > now)
      known.absences.emplace_back(absence.person, absence.start, absence.end, absence.entered);
  for (const TrueFailure& failure : week.failures)
    if (failure.at <= now && now - failure.at < 1440)
      known.failures.emplace_back(failure.client, failure.step, failure.at,
                                  static_cast<uint8_t>(failure.passed_at <= now));
  for (uint32_t i = 0; i < week.payments.size(); ++i) {
    const TruePayment& payment = week.payments[i];
    const auto tried = std::upper_bound(payment.tries.begin(), payment.tries.end(), now) - payment.tries.begin();
    if (tried == 0 || now - payment.at > 2 * 1440) continue;
    known.payments.emplace_back(payment.client, payment.tries[static_cast<size_t>(tried) - 1],
                                static_cast<uint16_t>(tried), static_cast<uint8_t>(payment.paid_at <= now));
    known.payment_of.push_back(i);
  }
  for (uint32_t i = 0; i < week.offers.size(); ++i) {
    const TrueOffer& offer = week.offers[i];
    if (offer.made > now || offer.expires <= now) continue;
    known.offers.emplace_back(offer.client, offer.made, offer.expires,
                              fate_of(offer.lost_at, offer.arrived_at, 0, now));
    known.offer_of.push_back(i);
  }
  return known;
}

routing::proactive::Facts Known::facts(uint32_t now, bool backup) const {
  return {now, backup, visits, parts, letters, outages, absences, begun, failures, payments, offers};
}

uint32_t Known::subject_of(wire::Kind kind, uint32_t row) const {
  if (kind == wire::Kind::Stuck) return row;
  if (kind == wire::Kind::Unpaid) return payment_of[row];
  return kind == wire::Kind::OfferLost ? offer_of[row] : visit_of[row];
}

}  // namespace booking::histories

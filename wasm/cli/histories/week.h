// A salon's week that is made up, with everything that happened in it and what of that really became a ticket: a client
// wrote, called or did not come, or somebody of the team had to speak to them. What is known at an instant is what a
// salon would know then; how it ends is not in it.
//
// The model, all by chance. Six people, nine days, eight to five, visits of 45 to 120 minutes. Of the clients one in
// fifty has an address that reaches nobody (a third of those another one that does), one in eight a telephone that is
// off for hours; some words fail for a while and arrive. Outages are announced 4 to 72 hours ahead, one in five is
// called off, one in five is listed twice. A fifth of the visits takes longer than planned, and one mark in 25 is set
// long after the visit began. Clients who fail try again and mostly get through. Payments that fail are mostly made a
// few minutes later. Somebody ill is entered half an hour to 40 hours before, one in twelve comes all the same, and of
// their visits the team moves two in five by itself. A third of the services that are deleted come back within hours.
// Who is left with any of it becomes a ticket in 40 to 98 of 100 cases, depending on what it is; the salons differ in
// that by up to a twentieth. One visit in twenty becomes a ticket for reasons that nobody could see.
#pragma once

#include <vector>

#include "wasm/routing/proactive/facts.h"

namespace booking::histories {

namespace wire = booking::proactive::wire;

inline constexpr uint32_t kNever = 0xffffffff;
inline constexpr uint32_t kBegin = 20'000 * 1440;  // the first midnight
inline constexpr uint32_t kDays = 9;

struct TrueLetter {
  uint32_t visit, at, retried_until, lost_at, arrived_at;
};
struct TrueVisit {
  uint32_t start, end, booked, client, person, service, began, marked_at, moved_at, confirmed_at;
  bool power;
};
struct TrueOutage {
  uint32_t start, end, announced, called_off_at;
};
struct TrueAbsence {
  uint32_t person, start, end, entered, withdrawn_at;
};
struct TrueFailure {
  uint32_t client, step, at, passed_at;
};
struct TruePayment {
  uint32_t client, at, paid_at;
  std::vector<uint32_t> tries;
};
struct TrueOffer {
  uint32_t client, made, expires, lost_at, arrived_at;
};
struct GoneService {
  uint32_t service, at, back_at;
};

/// `subject`: of visits, payments and offers the index in the week, of Stuck the client.
struct Ticket {
  wire::Kind kind;
  uint32_t subject;
  uint32_t at;
};

struct Week {
  bool backup = false;
  std::vector<TrueVisit> visits;
  std::vector<TrueLetter> letters;
  std::vector<TrueOutage> outages;
  std::vector<TrueAbsence> absences;
  std::vector<TrueFailure> failures;
  std::vector<TruePayment> payments;
  std::vector<TrueOffer> offers;
  std::vector<GoneService> gone;
  std::vector<Ticket> tickets;
  uint32_t unforeseeable = 0;
};

[[nodiscard]] Week week_of(uint64_t seed);

/// What is known at an instant, and which of the week each row is.
struct Known {
  std::vector<wire::Visit> visits;
  std::vector<wire::Part> parts;
  std::vector<wire::Letter> letters;
  std::vector<wire::Outage> outages;
  std::vector<wire::Absence> absences;
  std::vector<wire::Begun> begun;
  std::vector<wire::Failure> failures;
  std::vector<wire::Payment> payments;
  std::vector<wire::Offer> offers;
  std::vector<uint32_t> visit_of, payment_of, offer_of;

  [[nodiscard]] routing::proactive::Facts facts(uint32_t now, bool backup) const;
  /// Of the week, of a row of the facts.
  [[nodiscard]] uint32_t subject_of(wire::Kind kind, uint32_t row) const;
};

[[nodiscard]] Known known_at(const Week& week, uint32_t now);

}  // namespace booking::histories

// One request, prepared: who could do what, in how many quanta, and everything that stands in the way, in the numbers
// the search works with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "wasm/availability/facts/rota.h"
#include "wasm/availability/facts/salon.h"
#include "wasm/availability/limits.h"
#include "wasm/availability/planes/masks.h"

namespace booking::availability {

inline constexpr uint32_t kAny = 0xffffffff;

/// A person who may do at least one of the wished services. Numbered in document order: bit p % 32 of group p / 32.
struct Participant {
  uint32_t person;  // index into Salon::people
  Rota rota;
  int32_t shortest;     // quanta of the shortest service they do; a shorter free stretch is a gap
  int64_t price_sum;    // cents of all the services they do …
  int64_t minutes_sum;  // … and minutes: their quotient is the mean price per minute
};

/// A kind of resource that a wished service needs, as a pool of units.
struct Pool {
  uint32_t resource;  // index into Salon::resources
  uint32_t units;
  uint32_t first_unit;
  uint32_t plane;  // first of groups_for(units) planes, see Planes
};

/// One phase of a wish, in quanta from the wish's start.
struct PhaseSpan {
  int32_t offset;
  int32_t length;
  bool staff;
  bool power;
  std::span<const uint16_t> resources;
};

/// How one group of people does a wish: those whose minutes are the same in every phase.
struct Way {
  std::span<const PhaseSpan> phases;
  int32_t total;        // quanta
  int32_t first_staff;  // quanta from the start to the first staff phase; -1: no phase needs a person
  int32_t last_staff;   // quanta from the start to the end of the last staff phase
  Mask* who;            // one word per group of participants
};

/// People at one price, cheapest first.
struct PriceClass {
  int32_t price;
  Mask* who;
};

struct WishPlan {
  uint32_t service;
  int32_t buffer_before;  // quanta
  int32_t buffer_after;
  std::span<Way> ways;
  std::span<PriceClass> classes;
  int32_t* price;  // per participant; -1: does not do it
  uint16_t* way;   // per participant; index into ways
};

/// What keeps a plane's units busy. Plane numbers: see Planes.
struct Block {
  int32_t start;  // minutes since the epoch, whole quanta
  int32_t end;
  uint32_t plane;
  Mask bits;
  bool absent;  // not merely busy: not working (time off)
};

/// Where the planes stand: people, then each pool's units, then power.
struct Planes {
  uint32_t people = 0;  // groups of participants, planes [0, people)
  uint32_t power = 0;   // the one power plane
  uint32_t count = 0;
};

struct Query {
  Salon salon;
  int32_t now = 0;
  int32_t today = 0;  // local date of now
  int32_t from = 0;   // local dates searched, both included, cut to [today, today + horizon] unless explaining
  int32_t to = -1;
  int32_t party = 1;
  int32_t only_start = 0;
  uint8_t waived = 0;  // wire::Waived
  bool first_only = false;
  wire::Detail detail = wire::Detail::Starts;
  bool is_class = false;
  bool uniform = false;  // no clock changes on any date that matters
  std::span<const wire::Wish> wishes;
  std::span<const wire::Busy> busy;
  std::span<const wire::Busy> imported;

  Rota trading;  // the salon's own hours
  Rota opening;  // those that count for the visit: `trading`, unless hours are waived
  std::span<Participant> participants;
  std::span<Pool> pools;
  std::span<WishPlan> plans;
  std::span<const Block> blocks;  // in buckets of some days, see bucket_end
  Planes planes;
  int32_t bucket_origin = 0;  // minute where bucket 0 begins
  int32_t bucket_minutes = kDayMinutes;
  std::span<uint32_t> bucket_end;  // blocks of bucket b are [bucket_end[b-1], bucket_end[b])
  int32_t margin_before = 0;       // quanta that buffers reach before a visit
  int32_t margin_after = 0;

  [[nodiscard]] bool waives(wire::Waived rule) const { return (waived & static_cast<uint8_t>(rule)) != 0; }
  [[nodiscard]] bool wants_placement() const {
    return detail == wire::Detail::Placement || detail == wire::Detail::Explain;
  }
  [[nodiscard]] bool wants_rejects() const { return detail == wire::Detail::Explain; }
  [[nodiscard]] const Pool& pool(uint32_t resource) const;
  /// The dates whose hours are known: two more on either side, since buffers and clock changes reach across midnight.
  [[nodiscard]] LocalDate first_date() const { return {from - 2}; }
  [[nodiscard]] int32_t dates() const { return to - from + 5; }
  /// Whether a start on `date` was asked for and is within the horizon.
  [[nodiscard]] bool is_asked(LocalDate date) const {
    return date.days >= from && date.days <= std::min(to, last_date());
  }
  [[nodiscard]] int32_t earliest() const { return waives(wire::Waived::Notice) ? 0 : now + salon.notice_minutes; }
  [[nodiscard]] int32_t last_date() const {
    return waives(wire::Waived::Notice) ? kLastDate : today + salon.horizon_days;
  }
  /// Local dates that one window of planes may hold: where quanta are coarse, days are so short that several at once
  /// cost less than each by itself.
  [[nodiscard]] int32_t days_at_once() const {
    if (salon.quantum < kSeveralDays || !uniform) return 1;
    return (kSeveralQuanta - margin_before - margin_after) * salon.quantum / kDayMinutes;
  }
  static constexpr int32_t kSeveralDays = 30;     // minutes; the quantum from which on it pays
  static constexpr int32_t kSeveralQuanta = 768;  // of one window
};

/// The staff segments a session of a class reserves, as offsets in quanta from its start; at most kMaxPhases.
struct Reservation {
  uint32_t count = 0;
  int32_t from[kMaxPhases];
  int32_t to[kMaxPhases];
};
[[nodiscard]] Reservation reservation_of(const Salon& salon, uint32_t service, uint32_t person);

/// Errors: any Status. `request` must have been verified.
[[nodiscard]] Status prepare(Arena& arena, const wire::AvailabilityRequest& request, Query& out);

}  // namespace booking::availability

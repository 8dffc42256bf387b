// The rows of the answer while they are being found.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "wasm/availability/facts/growing_rows.h"
#include "wasm/availability/facts/query.h"
#include "wasm/availability/visits/packing.h"

namespace booking::availability {

struct Answer {
  GrowingRows<wire::Start> starts;
  GrowingRows<wire::Placed> placed;
  GrowingRows<wire::Segment> segments;
  GrowingRows<wire::Reject> rejects;
};

/// Writes what a visit occupies: every phase to `placed`, every busy stretch (buffers included) to `segments`.
class Placement {
 public:
  [[nodiscard]] Status reserve(Arena& arena, const Query& query, const Ability& ability) {
    query_ = &query;
    ability_ = &ability;
    return packing_.reserve(arena, most_needs(query, ability));
  }
  /// Errors: OutOfMemory; OutOfRange if the visit does not fit the day, which would be a fault of the search.
  [[nodiscard]] Status write(Arena& arena, Day& day, const Visit& visit, Answer& answer) {
    return write_guests(arena, day, visit, query_->party, answer);
  }
  /// As if guest 0 came alone: a class has its person and rooms once, however large the party.
  [[nodiscard]] Status write_guest_alone(Arena& arena, Day& day, const Visit& visit, Answer& answer) {
    return write_guests(arena, day, visit, 1, answer);
  }

 private:
  [[nodiscard]] Status write_guests(Arena& arena, Day& day, const Visit& visit, int32_t guests, Answer& answer);
  [[nodiscard]] Status write_guest(Arena& arena, Day& day, const Visit& visit, int32_t guest, size_t& need,
                                   Answer& answer);
  [[nodiscard]] bool write_person(Arena& arena, Day& day, const Visit& visit, int32_t guest, size_t w, int32_t at,
                                  Answer& answer) const;

  const Query* query_ = nullptr;
  const Ability* ability_ = nullptr;
  Packing packing_;
};

/// Quanta from the visit's start to the end of its last guest.
[[nodiscard]] int32_t longest_guest(const Query& query, const Visit& visit);
[[nodiscard]] inline int32_t length_of(const Query& query, const Visit& visit) {
  if (query.party > 1 || query.plans.size() > 1) return longest_guest(query, visit);
  return query.plans[0].ways[query.plans[0].way[visit.person[0][0]]].total;
}

}  // namespace booking::availability

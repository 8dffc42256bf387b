// Every choice of people, in document order, pruned by what the cheapest completion would cost: for parties, and for
// visits in which one person's buffers may meet.
#pragma once

#include <algorithm>

#include "wasm/availability/visits/chain.h"
#include "wasm/availability/visits/packing.h"

namespace booking::availability {

class Exhaustive {
 public:
  [[nodiscard]] Status reserve(Arena& arena, const Query& query, const Ability& ability);

  /// Whether a party's guests need units of their own; `explain` asks without.
  void count_pools(bool count) { pools_count_ = count; }

  /// The best visit at quantum `t`; cost kNever when there is none. `chain` computed for this opening.
  /// Errors: TooComplex, when the call's step budget ends before anything was found.
  [[nodiscard]] Status best(Day& day, const Ability& ability, const Chain& chain, int32_t t, Visit& visit);

 private:
  struct Busy {
    uint32_t person;
    int32_t from;
    int32_t to;
  };
  [[nodiscard]] bool is_free(uint32_t person, int32_t from, int32_t to) const;
  [[nodiscard]] bool occupy(uint32_t person, int32_t from, int32_t to);
  void place(int32_t guest, size_t wish, int32_t t, int32_t before, Cost spent, bool above);
  void try_person(int32_t guest, size_t wish, int32_t t, int32_t before, Cost spent, bool above, uint32_t p);
  void finish_guest(int32_t guest, Cost spent);
  void pick_cheapest(int32_t t);
  [[nodiscard]] uint64_t limit() const {
    return best_->cost != kNever ? kBestSteps : kFeasibleSteps - std::min(kFeasibleSteps, all_steps_);
  }
  [[nodiscard]] bool enough_for_party(int32_t t) const;
  [[nodiscard]] bool enough_people(size_t wish, int32_t t) const;
  [[nodiscard]] bool enough_units(size_t wish, int32_t t) const;

  const Query* query_ = nullptr;
  Day* day_ = nullptr;
  const Ability* ability_ = nullptr;
  const Chain* chain_ = nullptr;
  Visit* best_ = nullptr;
  Visit now_;
  Packing packing_;
  bool pools_count_ = true;
  struct Candidate {
    Cost cost;
    uint32_t person;
  };
  Candidate* candidates_ = nullptr;
  Busy* busy_ = nullptr;
  size_t busy_count_ = 0;
  uint64_t steps_ = 0;      // of this start
  uint64_t all_steps_ = 0;  // of this call
};

}  // namespace booking::availability

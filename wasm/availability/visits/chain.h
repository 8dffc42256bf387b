// Several services one after another for one guest.
//
// Works backwards through the services of one opening: `do_[w][t][p]` is the least cost of doing wish w with person p
// from quantum t and all the later wishes after it. One pass serves every start of the opening. What it leaves out is
// that one person's buffers may meet when they do two services that are not adjacent (A, B, A); a visit in which they
// do is handed to the exhaustive search, for which these costs are the lower bound.
#pragma once

#include "wasm/availability/planes/gaps.h"

namespace booking::availability {

class Chain {
 public:
  [[nodiscard]] Status reserve(Arena& arena, const Query& query, int32_t capacity);

  /// `ability` without buffers in `can`; `gaps` computed for this opening.
  void compute(Day& day, const Ability& ability, Gaps& gaps, const Opening& opening);

  /// The least cost from the candidate `t`, kNever when there is none. A lower bound if buffers of one person may meet.
  [[nodiscard]] Cost bound(int32_t t) const { return entry(0, t).best; }

  /// The first visit in document order among those that cost `bound(t)`.
  void rebuild(int32_t t, Visit& visit);

  /// Least cost of wishes w.. when `p` does wish w from `t`, without the price of entering (before-buffer, gap before).
  [[nodiscard]] Cost doing(size_t w, int32_t t, uint32_t p) const { return do_[index(w, t) * people_ + p]; }

  /// What it costs `p` to begin wish w at t after somebody else: a gap or none; kNever when the before-buffer is taken.
  [[nodiscard]] Cost entering(size_t w, int32_t t, uint32_t p) const;
  /// What it costs `p`, who did wish w from t, when somebody else or nobody goes on; kNever when the after-buffer is
  /// taken.
  [[nodiscard]] Cost leaving(size_t w, int32_t t, uint32_t p) const;
  /// What it costs when `p`, who did wish w from t, goes on with the next.
  [[nodiscard]] Cost joining(size_t w, int32_t t, uint32_t p) const;
  /// The price of wish w and its gaps between phases.
  [[nodiscard]] Cost alone(size_t w, int32_t t, uint32_t p) const;

  [[nodiscard]] bool able(size_t w, int32_t t, uint32_t p) const;
  [[nodiscard]] const Way& way(size_t w, uint32_t p) const { return query_->plans[w].ways[query_->plans[w].way[p]]; }

 private:
  /// The cheapest way into a wish at t, who takes it, and the cheapest by somebody else.
  struct Entry {
    Cost best;
    Cost second;
    uint32_t who;
  };
  [[nodiscard]] size_t index(size_t w, int32_t t) const {
    return w * static_cast<size_t>(rows_) + static_cast<size_t>(t - opening_.open);
  }
  [[nodiscard]] const Entry& entry(size_t w, int32_t t) const { return entries_[index(w, t)]; }
  void mark_reached(Day& day);
  void compute_from(size_t w, int32_t t);
  [[nodiscard]] Cost after_doing(size_t w, int32_t t, uint32_t p) const;

  const Query* query_ = nullptr;
  const Ability* ability_ = nullptr;
  Gaps* gaps_ = nullptr;
  Opening opening_{0, 0};
  int32_t rows_ = 0;  // quanta of the opening, its end included
  size_t people_ = 0;
  Cost* do_ = nullptr;
  Entry* entries_ = nullptr;
  uint8_t* reached_ = nullptr;  // per wish and quantum: whether some candidate start leads here
};

[[nodiscard]] constexpr Cost plus(Cost a, Cost b) { return a == kNever || b == kNever ? kNever : a + b; }

}  // namespace booking::availability

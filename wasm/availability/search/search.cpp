#include "wasm/availability/search/search.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "wasm/availability/search/explain.h"

namespace booking::availability {

Status Searcher::reserve(Arena& arena, const Query& query, Day& day) {
  query_ = &query;
  day_ = &day;
  alone_ = query.plans.size() == 1 && query.party == 1;
  buffers_ = query.margin_before > 0 || query.margin_after > 0;
  if (const auto status = ability_.reserve(arena, query, day.capacity()); status != Status::Ok) return status;
  if (const auto status = gaps_.reserve(arena, query, day.capacity()); status != Status::Ok) return status;
  if (alone_) return solo_.reserve(arena, query, day.capacity());
  if (const auto status = chain_.reserve(arena, query, day.capacity()); status != Status::Ok) return status;
  return exhaustive_.reserve(arena, query, ability_);
}

void Searcher::begin_day(const Stage& stage) {
  ability_.compute(*day_, stage, alone_);
  if (!buffers_) prepare(day_->openings());
  hours_only_ = stage.people_phases == 0 || stage.hours_alone;
  exhaustive_.count_pools(stage.pool_phases == Stage::kEvery);
}

void Searcher::begin_opening(const Opening& opening) {
  opening_ = opening;
  if (buffers_) prepare({&opening, 1});
  if (!alone_) chain_.compute(*day_, ability_, gaps_, opening);
}

void Searcher::prepare(std::span<const Opening> openings) {
  gaps_.compute(*day_, openings);
  if (alone_) solo_.compute(ability_, gaps_, openings);
}

bool Searcher::buffers_meet(const Visit& visit) const {
  const uint16_t* person = visit.person[0];
  int32_t ends[kMaxWishes];  // where each wish's person is free again, after-buffer included
  int32_t at = visit.start;
  for (size_t w = 0; w < query_->plans.size(); ++w) {
    const WishPlan& plan = query_->plans[w];
    const Way& way = chain_.way(w, person[w]);
    const bool joined = w > 0 && person[w - 1] == person[w];
    const bool joins = w + 1 < query_->plans.size() && person[w + 1] == person[w];
    ends[w] = way.first_staff < 0 ? at : at + way.last_staff + (joins ? 0 : plan.buffer_after);
    const int32_t begins = at + way.first_staff - (joined ? 0 : plan.buffer_before);
    for (size_t earlier = 0; way.first_staff >= 0 && earlier < w; ++earlier)
      if (person[earlier] == person[w] && chain_.way(earlier, person[earlier]).first_staff >= 0 &&
          ends[earlier] > begins)
        return true;
    at += way.total;
  }
  return false;
}

Status Searcher::find(int32_t t, Visit& visit) {
  if (alone_) {
    if (!solo_.anybody(t)) {
      visit.cost = kNever;
      return Status::Ok;
    }
    solo_.best(t, opening_.close, visit);
    return Status::Ok;
  }
  visit.start = t;
  visit.cost = chain_.bound(t);
  if (visit.cost == kNever || hours_only_) return Status::Ok;
  if (query_->party == 1) {
    chain_.rebuild(t, visit);
    if (!buffers_ || query_->plans.size() < 3 || !buffers_meet(visit)) return Status::Ok;
  }
  return exhaustive_.best(*day_, ability_, chain_, t, visit);
}

namespace {

class DaySearch {
 public:
  DaySearch(Arena& arena, const Query& query, Answer& answer) : arena_(arena), query_(query), answer_(answer) {}

  [[nodiscard]] Status run() {
    const bool explain = query_.wants_rejects();
    if (const auto status = day_.reserve(arena_, query_, explain); status != Status::Ok) return status;
    if (const auto status = searcher_.reserve(arena_, query_, day_); status != Status::Ok) return status;
    if (const auto status = placement_.reserve(arena_, query_, searcher_.ability()); status != Status::Ok)
      return status;
    std::optional<Explanation> explanation;
    if (explain) explanation.emplace(arena_, query_, day_, searcher_, answer_);
    bool found = false;
    const bool several = !explain && query_.wishes.size() == 1 && query_.party == 1 && query_.margin_before == 0 &&
                         query_.margin_after == 0;
    for (int32_t date = query_.from - 1; date <= query_.to; date = day_.last_date().days + 1) {
      const LocalDate last{several && date >= query_.from ? std::min(query_.to, query_.last_date()) : date};
      const bool open = day_.open(LocalDate{date}, last);
      const bool late_enough = open && day_.instant(day_.openings().back().close) > query_.earliest();
      if (date < query_.from && day_.uniform()) continue;  // its hours cannot reach into a date that was asked for
      if (open && (late_enough || explain)) day_.fill();
      if (late_enough && date <= query_.last_date())
        if (const auto status = search_day(); status != Status::Ok) return status;
      if (explain)
        if (const auto status = explanation->explain_day(open); status != Status::Ok) return status;
      if (!query_.first_only || answer_.starts.size() == 0) continue;
      if (day_.uniform() || found) break;
      found = true;  // where clocks change, the next date's hours may hold the same start with a better visit
    }
    if (query_.first_only) answer_.starts.keep_first();
    if (explain) explanation->drop_offered();
    return Status::Ok;
  }

 private:
  [[nodiscard]] Status search_day() {
    searcher_.begin_day();
    const int32_t step = query_.salon.step_minutes / query_.salon.quantum;
    const int32_t earliest = first_quantum_not_before(query_.earliest());
    const bool plain = searcher_.alone() && query_.uniform && query_.only_start == 0 && !query_.first_only &&
                       !query_.wants_placement();
    const auto most = static_cast<size_t>(day_.quanta() / step) + day_.openings().size();
    if (plain && answer_.starts.room(arena_, most) == nullptr) return Status::OutOfMemory;
    for (const Opening& opening : day_.openings()) {
      int32_t t = std::max(opening.open, earliest);
      if (query_.only_start != 0) t = std::max(t, day_.quantum(query_.only_start));
      if (t >= opening.close) continue;
      searcher_.begin_opening(opening);
      if (plain) {
        give_each(day_.next_candidate(t, opening.close), opening.close, step);
        continue;
      }
      for (t = day_.next_candidate(t, opening.close); t < opening.close;
           t = day_.uniform() ? t + step : day_.next_candidate(t + 1, opening.close)) {
        if (query_.only_start != 0 && day_.instant(t) != query_.only_start) break;
        if (const auto status = searcher_.find(t, visit_); status != Status::Ok) return status;
        if (visit_.cost == kNever) continue;
        if (const auto status = give(); status != Status::Ok) return status;
        if (query_.first_only && day_.uniform()) return Status::Ok;
      }
    }
    return Status::Ok;
  }

  [[nodiscard]] int32_t first_quantum_not_before(int32_t instant) const {
    return -floor_div(-(instant - day_.instant(0)), query_.salon.quantum);
  }

  /// The common question, in one go: one service, one guest, no clock changes, and nothing but the starts is wanted.
  /// There is room for all of the window's candidates.
  void give_each(int32_t t, int32_t close, int32_t step) {
    wire::Start* const first = answer_.starts.room(arena_, 0);
    wire::Start* next = first;
    const int32_t quantum = query_.salon.quantum;
    const int32_t origin = day_.instant(0);
    const auto offset = static_cast<int16_t>(day_.offset_at(origin));
    const WishPlan plan = query_.plans[0];
    searcher_.solo().each(t, close, step, [&](int32_t at, int32_t price, uint32_t gaps, uint16_t person) {
      const int32_t start = origin + at * quantum;
      const int32_t end = start + plan.ways[plan.way[person]].total * quantum;
      const int32_t score = gaps == 0 ? 0 : score_of(at, person);
      *next++ =
          wire::Start(static_cast<uint32_t>(start), static_cast<uint32_t>(end), price, score, offset, offset, {}, {});
    });
    answer_.starts.add(static_cast<size_t>(next - first));
  }

  [[nodiscard]] int32_t score_of(int32_t t, uint16_t person) {
    visit_.start = t;
    visit_.person[0][0] = person;
    return searcher_.gaps().score(searcher_.ability(), visit_);
  }

  [[nodiscard]] Status give() {
    const uint32_t placed = answer_.placed.size();
    const uint32_t segments = answer_.segments.size();
    if (query_.wants_placement())
      if (const auto status = placement_.write(arena_, day_, visit_, answer_); status != Status::Ok) return status;
    const int32_t start = day_.instant(visit_.start);
    const int32_t end = start + length_of(query_, visit_) * query_.salon.quantum;
    const auto price = std::min<int64_t>(price_of(visit_.cost), std::numeric_limits<int32_t>::max());
    const int32_t score = gaps_of(visit_.cost) == 0 ? 0 : searcher_.gaps().score(searcher_.ability(), visit_);
    const wire::Start row(static_cast<uint32_t>(start), static_cast<uint32_t>(end), static_cast<int32_t>(price), score,
                          static_cast<int16_t>(day_.offset_at(start)), static_cast<int16_t>(day_.offset_at(end)),
                          wire::Slice(placed, answer_.placed.size() - placed),
                          wire::Slice(segments, answer_.segments.size() - segments));
    return keep(row) ? Status::Ok : Status::OutOfMemory;
  }

  /// Nearly always a push. Where a clock change makes the hours of two dates overlap, a start may be found out of turn
  /// or twice: then the better visit counts.
  [[nodiscard]] bool keep(const wire::Start& row) {
    if (query_.uniform) return answer_.starts.push(arena_, row);
    const auto starts = answer_.starts.rows();
    size_t at = starts.size();
    if (at == 0 || starts[at - 1].start() < row.start())
      return answer_.starts.push(arena_, row) && costs_.push(arena_, visit_.cost);
    while (at > 0 && starts[at - 1].start() > row.start()) --at;
    if (at > 0 && starts[at - 1].start() == row.start()) {
      if (visit_.cost < costs_.rows()[at - 1]) {
        answer_.starts.put(at - 1, row);
        costs_.put(at - 1, visit_.cost);
      }
      return true;
    }
    return answer_.starts.insert(arena_, at, row) && costs_.insert(arena_, at, visit_.cost);
  }

  Arena& arena_;
  const Query& query_;
  Answer& answer_;
  Day day_;
  Searcher searcher_;
  Placement placement_;
  Visit visit_;
  GrowingRows<Cost> costs_;  // of answer_.starts
};

}  // namespace

Status search_days(Arena& arena, const Query& query, Answer& answer) { return DaySearch(arena, query, answer).run(); }

}  // namespace booking::availability

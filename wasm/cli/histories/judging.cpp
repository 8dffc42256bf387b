#include "wasm/cli/histories/judging.h"

#include <map>
#include <set>
#include <tuple>

#include "wasm/cli/histories/week.h"

namespace booking::histories {
namespace {

constexpr uint32_t kEvery = 10;  // minutes between two looks
constexpr uint16_t kNone = 1000;

using Subject = std::pair<uint8_t, uint32_t>;

std::map<Subject, uint32_t> tickets_of(const Week& week) {
  std::map<Subject, uint32_t> at;
  for (const Ticket& ticket : week.tickets) {
    const auto [place, fresh] = at.try_emplace({static_cast<uint8_t>(ticket.kind), ticket.subject}, ticket.at);
    if (!fresh) place->second = std::max(place->second, ticket.at);
  }
  return at;
}

/// Calls `see(now, sign, subject)` for every sign of every look.
template <class See>
void replay(const Week& week, const See& see) {
  std::vector<std::byte> memory(1 << 20);
  for (uint32_t now = kBegin; now < kBegin + kDays * 1440; now += kEvery) {
    const Known known = known_at(week, now);
    Arena arena(memory);
    std::span<routing::proactive::Sign> signs;
    if (signs_of(known.facts(now, week.backup), arena, signs) != routing::proactive::Status::Ok) continue;
    for (const auto& sign : signs)
      see(now, sign, Subject{static_cast<uint8_t>(sign.kind), known.subject_of(sign.kind, sign.subject)});
  }
}

void add(Counts& to, const Counts& more) {
  to.found += more.found;
  to.right += more.right;
  to.tickets += more.tickets;
  to.foreseen += more.foreseen;
  to.ahead += more.ahead;
}

bool is_worth(const Counts& counts, uint32_t percent) { return counts.right * 100 >= counts.found * percent; }

}  // namespace

Replayed replayed(Seeds seeds) {
  Replayed told;
  uint32_t subjects = 0;
  for (uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    const Week week = week_of(seed);
    const auto tickets = tickets_of(week);
    std::set<std::pair<Subject, uint8_t>> passed;
    std::map<Subject, uint32_t> names;
    replay(week, [&](uint32_t now, const routing::proactive::Sign& sign, Subject subject) {
      if (!passed.emplace(subject, sign.bucket).second) return;
      const auto ticket = tickets.find(subject);
      const uint32_t name = names.try_emplace(subject, subjects + static_cast<uint32_t>(names.size())).first->second;
      told.passed.push_back({subject.first, sign.bucket, name, now, ticket == tickets.end() ? kNever : ticket->second});
    });
    subjects += static_cast<uint32_t>(names.size());
    for (const auto& [subject, at] : tickets) ++told.tickets[subject.first];
    told.unforeseeable += week.unforeseeable;
  }
  return told;
}

Table fitted(const Replayed& weeks) {
  std::array<std::array<std::pair<uint32_t, uint32_t>, kBuckets>, kKinds> seen{};
  for (const Passed& one : weeks.passed) {
    auto& [all, right] = seen[one.kind][one.bucket];
    ++all;
    right += one.ticket != kNever && one.ticket > one.at ? 1 : 0;
  }
  Table table{};
  for (size_t kind = 0; kind < kKinds; ++kind)
    for (size_t bucket = 0; bucket < kBuckets; ++bucket) {
      const auto [all, right] = seen[kind][bucket];
      if (all >= kTooRare) table[kind][bucket] = static_cast<uint16_t>(right * 1000 / all);
    }
  return table;
}

Judged judged(const Replayed& weeks, const Table& table, const Thresholds& sure_from) {
  Judged told;
  std::set<uint32_t> found;
  for (const Passed& one : weeks.passed) {
    if (table[one.kind][one.bucket] < sure_from[one.kind] || !found.insert(one.subject).second) continue;
    Counts& counts = told.kinds[one.kind];
    ++counts.found;
    if (one.ticket == kNever || one.ticket <= one.at) continue;
    ++counts.right;
    ++counts.foreseen;
    counts.ahead += one.ticket - one.at;
  }
  for (size_t kind = 0; kind < kKinds; ++kind) told.kinds[kind].tickets = weeks.tickets[kind];
  for (const Counts& counts : told.kinds) add(told.all, counts);
  told.unforeseeable = weeks.unforeseeable;
  return told;
}

Thresholds thresholds(const Replayed& weeks, const Table& table) {
  Thresholds chosen;
  chosen.fill(kNone);
  for (uint16_t sure_from = 970; sure_from >= 500; sure_from = static_cast<uint16_t>(sure_from - 10)) {
    Thresholds all;
    all.fill(sure_from);
    const Judged told = judged(weeks, table, all);
    for (size_t kind = 0; kind < kKinds; ++kind)
      if (told.kinds[kind].found >= kTooRare && is_worth(told.kinds[kind], 86)) chosen[kind] = sure_from;
  }
  return chosen;
}

}  // namespace booking::histories

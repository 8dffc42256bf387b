#include "wasm/cli/histories/judging.h"

#include <map>
#include <set>
#include <tuple>

#include "wasm/cli/histories/week.h"

namespace booking::histories {
namespace {

constexpr uint32_t kEvery = 10;  // minutes between two looks
constexpr uint16_t kMostThreshold = 980;

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
    for (const auto& sign : signs) see(now, sign, Subject{static_cast<uint8_t>(sign.kind), known.subject_of(sign.kind, sign.subject)});
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

Table fitted(Seeds seeds) {
  std::array<std::array<std::pair<uint32_t, uint32_t>, kBuckets>, kKinds> seen{};
  for (uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    const Week week = week_of(seed);
    const auto tickets = tickets_of(week);
    std::set<std::pair<Subject, uint8_t>> passed;
    replay(week, [&](uint32_t now, const routing::proactive::Sign& sign, Subject subject) {
      if (!passed.emplace(subject, sign.bucket).second) return;
      auto& [all, right] = seen[subject.first][sign.bucket];
      const auto ticket = tickets.find(subject);
      ++all;
      right += ticket != tickets.end() && ticket->second > now ? 1 : 0;
    });
  }
  Table table{};
  for (size_t kind = 0; kind < kKinds; ++kind)
    for (size_t bucket = 0; bucket < kBuckets; ++bucket) {
      const auto [all, right] = seen[kind][bucket];
      if (all >= kTooRare) table[kind][bucket] = static_cast<uint16_t>(right * 1000 / all);
    }
  return table;
}

Judged judged(Seeds seeds, const Table& table, uint16_t sure_from) {
  Judged told;
  for (uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    const Week week = week_of(seed);
    const auto tickets = tickets_of(week);
    std::map<Subject, uint32_t> found;
    replay(week, [&](uint32_t now, const routing::proactive::Sign& sign, Subject subject) {
      if (table[subject.first][sign.bucket] >= sure_from) found.try_emplace(subject, now);
    });
    for (const auto& [subject, at] : tickets) ++told.kinds[subject.first].tickets;
    for (const auto& [subject, at] : found) {
      Counts& counts = told.kinds[subject.first];
      const auto ticket = tickets.find(subject);
      ++counts.found;
      if (ticket == tickets.end() || ticket->second <= at) continue;
      ++counts.right;
      ++counts.foreseen;
      counts.ahead += ticket->second - at;
    }
    told.unforeseeable += week.unforeseeable;
  }
  for (const Counts& counts : told.kinds) add(told.all, counts);
  return told;
}

uint16_t threshold(Seeds seeds, const Table& table) {
  for (uint16_t sure_from = 500; sure_from < kMostThreshold; sure_from = static_cast<uint16_t>(sure_from + 10)) {
    const Judged told = judged(seeds, table, sure_from);
    bool all = is_worth(told.all, 88);
    for (const Counts& counts : told.kinds) all = all && is_worth(counts, 86);
    if (all) return sure_from;
  }
  return kMostThreshold;
}

}  // namespace booking::histories

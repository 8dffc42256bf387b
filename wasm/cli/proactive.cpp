// corectl proactive fit: the table of wasm/routing/proactive/confidence.h, made of replayed weeks. judge: what it is
// worth on others.
#include <cstdio>

#include "wasm/cli/commands.h"
#include "wasm/cli/histories/judging.h"
#include "wasm/routing/proactive/foresee.h"

namespace booking::cli {
namespace {

using namespace histories;

histories::Table shipped() {
  histories::Table table{};
  for (size_t kind = 0; kind < kKinds; ++kind)
    for (uint8_t bucket = 0; bucket < kBuckets; ++bucket)
      table[kind][bucket] =
          routing::proactive::confidence_of(static_cast<booking::proactive::wire::Kind>(kind), bucket);
  return table;
}

histories::Thresholds shipped_thresholds() {
  histories::Thresholds sure_from{};
  for (size_t kind = 0; kind < kKinds; ++kind)
    sure_from[kind] = routing::proactive::sure_from(static_cast<booking::proactive::wire::Kind>(kind));
  return sure_from;
}

double percent(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void print(const char* name, const Counts& counts) {
  const double ahead = counts.right == 0 ? 0.0 : static_cast<double>(counts.ahead) / counts.right / 60.0;
  std::printf("%-14s %7u %7u %9.1f %% %9u %7.1f %% %7.1f h\n", name, counts.found, counts.right,
              percent(counts.right, counts.found), counts.tickets, percent(counts.foreseen, counts.tickets), ahead);
}

}  // namespace

int proactive_fit(Arguments) {
  const Replayed weeks = replayed(kToFit);
  const histories::Table table = fitted(weeks);
  std::printf("inline constexpr std::array<uint16_t, 8> kSureFrom{");
  for (size_t kind = 0; const uint16_t sure_from : thresholds(weeks, table))
    std::printf(kind++ == 0 ? "%u" : ", %u", sure_from);
  std::printf("};\n\n");
  std::printf("inline constexpr std::array<std::array<uint16_t, 12>, 8> kConfidence{{\n");
  for (const auto& row : table) {
    std::printf("    {{");
    for (size_t i = 0; i < row.size(); ++i) std::printf(i == 0 ? "%u" : ", %u", row[i]);
    std::printf("}},\n");
  }
  std::printf("}};\n");
  return kHolds;
}

int proactive_judge(Arguments) {
  constexpr const char* kNames[] = {"unreached", "power cut", "running late", "stuck",
                                    "unpaid",    "absent",    "service gone", "offer lost"};
  const Judged told = judged(replayed(kToJudge), shipped(), shipped_thresholds());
  std::printf("%-14s %7s %7s %11s %9s %9s %9s\n", "", "found", "right", "precision", "tickets", "recall", "ahead");
  for (size_t kind = 0; kind < kKinds; ++kind) print(kNames[kind], told.kinds[kind]);
  print("all", told.all);
  const uint64_t tickets = uint64_t{told.all.tickets} + told.unforeseeable;
  std::printf("of all tickets, those nobody could foresee among them: %.1f %%\n", percent(told.all.foreseen, tickets));
  return told.all.right * 100 >= told.all.found * 85 ? kHolds : kDoesNotHold;
}

}  // namespace booking::cli

// How long clients wait under ours, in turn, and by load, on the same weeks (tests/native/assignment/simulation.h); a
// line for each number, for people.bench.ts.
#include <cstdio>
#include <initializer_list>

#include "tests/native/assignment/simulation.h"

namespace {

constexpr int kWeeks = 20;
constexpr uint64_t kFirstSeed = 1'000;  // not those of the test

struct Named {
  const char* name;
  simulation::Way way;
};

void print(int per_hour, int unable_percent) {
  constexpr Named kWays[] = {{"ours", simulation::Way::Ours},
                             {"round robin", simulation::Way::RoundRobin},
                             {"least loaded", simulation::Way::LeastLoaded}};
  for (const auto& [name, way] : kWays) {
    const simulation::Told told = simulation::play_all({kFirstSeed, per_hour, unable_percent}, kWeeks, way);
    const double all = told.clients;
    char what[96];
    std::snprintf(what, sizeof what, "%d an hour, unable takes %d %%, %s", per_hour, unable_percent, name);
    std::printf("%s: first answer, half within %d min\n", what, told.first_half);
    std::printf("%s: first answer, nine in ten within %d min\n", what, told.first_most);
    std::printf("%s: of %d clients, first answer late %.1f %%\n", what, told.clients, 100 * told.first_late / all);
    std::printf("%s: of %d clients, any deadline missed %.1f %%\n", what, told.clients, 100 * told.late / all);
  }
}

}  // namespace

int main() {
  for (const int per_hour : {10, 20, 30}) print(per_hour, 200);
  print(20, 100);
  return 0;
}

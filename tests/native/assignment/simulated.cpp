// Ours against round robin and whoever has the least, on the same weeks.
#include <catch2/catch.hpp>

#include "simulation.h"

using namespace simulation;

TEST_CASE("in the same weeks nobody's deadline is missed more often by ours than in turn or by load") {
  for (const int per_hour : {10, 20, 30}) {
    INFO(per_hour << " clients an hour");
    const Week week{1, per_hour, 200};
    const Told ours = play_all(week, 5, Way::Ours);
    const Told turn = play_all(week, 5, Way::RoundRobin);
    const Told least = play_all(week, 5, Way::LeastLoaded);
    REQUIRE(ours.clients == turn.clients);
    REQUIRE(ours.clients == least.clients);
    CHECK(ours.late <= turn.late);
    CHECK(ours.late <= least.late);
  }
}

TEST_CASE("a week is the same however often it is played") {
  const Week week{42, 20, 200};
  const Told once = play(week, Way::Ours);
  const Told again = play(week, Way::Ours);
  REQUIRE(once.clients > 500);
  REQUIRE(once.first_most == again.first_most);
  REQUIRE(once.late == again.late);
}

#include "wasm/compliance/policies/deadline.h"

#include <catch2/catch.hpp>

using namespace booking;
using booking::compliance::deadline;

namespace {

CivilDate due(CivilDate received, int32_t days) { return civil_from_date(deadline(date_from_civil(received), days)); }

}  // namespace

TEST_CASE("thirty days are counted without the first and with the last") {
  CHECK(due({2026, 6, 1}, 30) == CivilDate{2026, 7, 1});
  CHECK(due({2026, 6, 1}, 0) == CivilDate{2026, 6, 1});
}

TEST_CASE("a last day on a Sunday moves to Monday, one on a Saturday stays") {
  CHECK(due({2026, 7, 4}, 1) == CivilDate{2026, 7, 6});
  CHECK(due({2026, 7, 3}, 1) == CivilDate{2026, 7, 4});
}

TEST_CASE("a last day on a public holiday moves past all that follow it") {
  CHECK(due({2026, 11, 25}, 30) == CivilDate{2026, 12, 28});  // Christmas, Goodwill, Sunday
  CHECK(due({2026, 8, 8}, 1) == CivilDate{2026, 8, 11});      // Sunday 9 August makes the Monday one too
  CHECK(due({2026, 4, 2}, 1) == CivilDate{2026, 4, 4});       // Good Friday; Saturday counts
}

// How well the finder does on the texts beside this file. Bounds of the held-out half are what it did when the finder
// was done, less a little: they keep it from getting worse unseen.
#include <catch2/catch.hpp>
#include <cstdio>

#include "marked_texts.h"

namespace {

personal::Tallies tallied(const char* file) {
  personal::Tallies tallies;
  for (const personal::MarkedText& each : personal::marked_texts(file)) {
    personal::tally(tallies, each.text, each.marks, personal::found_in(each.text));
  }
  return tallies;
}

}  // namespace

TEST_CASE("in the texts it was developed with the finder finds everything and nothing else") {
  const personal::Tallies tallies = tallied("development.txt");
  INFO(tallies.faults);
  CHECK(tallies.all.wrong == 0);
  CHECK(tallies.all.missed == 0);
}

TEST_CASE("in texts of four languages that were held out the finder finds most, and little else") {
  const personal::Tallies tallies = tallied("held_out.txt");
  std::printf("held-out texts, exact spans:\n%s%s", personal::table(tallies).c_str(), tallies.faults.c_str());
  CHECK(tallies.all.precision() >= 0.9);
  CHECK(tallies.all.recall() >= 0.9);
}

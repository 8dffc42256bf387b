// The engine against the oracle on random salons.
//
//   ORACLE_CASES=200000 ORACLE_SEED=7000000 build/native/test_oracle "[random]"
//
// Case n uses seed ORACLE_SEED + n. A disagreement is shrunk and printed as JSON, ready to become a named case.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "tests/native/oracle/disagreement.h"
#include "tests/native/oracle/salons/question_json.h"
#include "tests/native/oracle/salons/salon_generator.h"

namespace {

// Sanitizers make it ten times slower; they look for other mistakes.
#if __has_feature(address_sanitizer)
constexpr uint64_t kCases = 3'000;
#else
constexpr uint64_t kCases = 20'000;
#endif

uint64_t from_environment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST_CASE("a start is offered if and only if it is bookable, at the lowest price and with the fewest gaps",
          "[random]") {
  const uint64_t first = from_environment("ORACLE_SEED", 1);
  const uint64_t cases = from_environment("ORACLE_CASES", kCases);
  const uint64_t patience = from_environment("ORACLE_MISTAKES", 3);
  uint64_t starts = 0;
  uint64_t candidates = 0;
  uint64_t mistakes = 0;
  for (uint64_t seed = first; seed < first + cases && mistakes < patience; ++seed) {
    const oracle::Question question = oracle::random_question(seed);
    const std::vector<oracle::Verdict> verdicts = oracle::judge(question);
    candidates += verdicts.size();
    for (const oracle::Verdict& verdict : verdicts) starts += verdict.bookable() ? 1 : 0;
    if (oracle::disagreement(question, oracle::ask_engine(oracle::encode(question)), verdicts).empty()) continue;
    ++mistakes;
    const oracle::Question smallest = oracle::shrink(question);
    FAIL_CHECK("seed " << seed << ": " << oracle::disagreement(smallest) << "\n" << oracle::to_json(smallest).dump(1));
  }
  std::cout << "oracle: " << cases << " random salons x queries, " << candidates << " candidates, " << starts
            << " bookable starts, " << mistakes << " disagreements\n";
  CHECK(starts > cases);  // the salons are not all closed
}

TEST_CASE("the oracle reads the very bytes the engine reads", "[random]") {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    const oracle::Question question = oracle::random_question(seed);
    REQUIRE(oracle::decode(oracle::encode(question)) == question);
    REQUIRE(oracle::from_json(oracle::to_json(question)) == question);
  }
}

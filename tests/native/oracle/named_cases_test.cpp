// The hand-written cases: person, oracle and engine must say the same.
#include "tests/native/oracle/salons/named_cases.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/native/oracle/disagreement.h"

namespace oracle {

namespace {

std::vector<std::string> names(const NamedCase& named, std::vector<uint32_t> units) {
  std::sort(units.begin(), units.end());
  units.erase(std::unique(units.begin(), units.end()), units.end());
  std::vector<std::string> out;
  for (uint32_t unit : units) out.push_back(unit_name(named.json["salon"], unit));
  return out;
}

std::vector<Offered> by_oracle(const NamedCase& named) {
  std::vector<Offered> out;
  for (const Verdict& verdict : judge(named.question)) {
    if (!verdict.bookable()) continue;
    std::vector<uint32_t> units;
    for (const Occupied& one : verdict.plan.occupied) units.push_back(one.unit);
    out.push_back({verdict.start, verdict.plan.end, verdict.plan.price_cents, verdict.plan.score, names(named, units)});
  }
  return out;
}

std::vector<Offered> by_engine(const NamedCase& named) {
  std::vector<Offered> out;
  const EngineAnswer answer = ask_engine(encode(named.question));
  REQUIRE(answer.status == 0);
  REQUIRE(answer.verifies);
  for (const EngineStart& start : answer.starts) {
    std::vector<uint32_t> units;
    for (const EngineSegment& one : start.segments) units.push_back(one.unit);
    out.push_back({start.start, start.end, start.price_cents, start.score, names(named, units)});
  }
  return out;
}

/// Reasons of the engine by the names of the contract's enum.
void check_refusals(const NamedCase& named) {
  static const std::vector<std::string> kReasons{
      "", "closed", "too soon", "too far", "no power", "person busy", "resource busy", "class full", "person off"};
  const EngineAnswer answer = ask_engine(encode(named.question));
  for (const auto& [clock, reason] : named.expect["refused"].items()) {
    std::string given = "none";
    for (const EngineReject& reject : answer.rejects) {
      const std::string at = instant_text(named.question.salon.zone, reject.start);
      if (at == clock || (clock.size() == 5 && at.substr(11, 5) == clock))
        given = kReasons[static_cast<size_t>(reject.reason)];
    }
    INFO(clock);
    CHECK(given == reason.get<std::string>());
  }
}

}  // namespace

TEST_CASE("every named case is answered as its author wrote, by the oracle and by the engine", "[named]") {
  for (const NamedCase& named : named_cases()) {
    INFO(named.name);
    CHECK(unexpected(named, by_oracle(named)) == "");
    CHECK(unexpected(named, by_engine(named)) == "");
    CHECK(disagreement(named.question) == "");
    if (named.expect.contains("refused")) check_refusals(named);
  }
}

}  // namespace oracle

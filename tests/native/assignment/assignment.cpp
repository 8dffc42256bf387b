// Who takes which conversation, and when it is late: the core against an oracle written from the rules alone.
#include <catch2/catch.hpp>

#include "asking.h"
#include "tests/native/oracle/salons/dice.h"

namespace {

using namespace oracle::people;
using oracle::Dice;

constexpr uint32_t kBase = 29'000'000;

/// A few hours and gaps around `now`, small numbers everywhere, so that ties and edges are common.
Case random_case(uint64_t seed) {
  Dice dice(seed);
  const auto upto = [&](int most) { return static_cast<uint32_t>(dice.between(0, most)); };
  Case q;
  q.now = kBase + 200;
  uint32_t at = kBase + upto(40);
  for (int i = dice.between(0, 6); i > 0; --i) {
    const uint32_t end = at + 1 + upto(60);
    q.open.emplace_back(at, end);
    at = end + 1 + upto(60);
  }
  q.levels = wire::Levels(upto(60), upto(60), upto(200), upto(20), upto(20), upto(40), upto(80), upto(80), upto(60));
  const int people = dice.between(0, 6);
  for (int i = 0; i < people; ++i)
    q.people.emplace_back(upto(7), upto(31), static_cast<uint16_t>(upto(4)), static_cast<uint16_t>(upto(3)),
                          kBase + upto(3));
  for (int i = dice.between(0, 12); i > 0; --i) {
    const bool by_name = people > 0 && dice.percent(30);
    const uint32_t asked = by_name ? upto(people - 1) : dice.percent(10) ? 0xfffffffeU : 0xffffffffU;
    q.waiting.emplace_back(kBase + upto(220), upto(150), upto(2) * 1000, dice.percent(50) ? 0 : upto(7), asked,
                           static_cast<uint8_t>(upto(4)), static_cast<uint8_t>(upto(1)),
                           static_cast<uint8_t>(dice.percent(20)), static_cast<uint8_t>(dice.percent(10)));
  }
  return q;
}

}  // namespace

TEST_CASE(
    "the core gives every conversation of 40,000 random cases to whom the rules give it, and tells the same clocks") {
  uint64_t turns = 0;
  for (uint64_t seed = 1; seed <= 40'000; ++seed) {
    const Case q = random_case(seed);
    const Answered answered = ask(encode(q));
    const Judged judged = judge(q);
    turns += judged.turns.size();
    INFO("seed " << seed);
    REQUIRE(answered.status == wire::Status::Ok);
    REQUIRE(same(answered.told.turns, judged.turns));
    REQUIRE(same(answered.told.clocks, judged.clocks));
  }
  REQUIRE(turns > 40'000);  // or nothing was compared
}

TEST_CASE("the order holds beyond the first stretch that is put in it") {
  Case q = random_case(11);
  Dice dice(5);
  q.people.assign(90, wire::Helper(7, 31, 100, 0, 0));
  q.waiting.clear();
  for (int i = 0; i < 9'500; ++i)
    q.waiting.emplace_back(kBase + static_cast<uint32_t>(dice.between(0, 200)), 0U,
                           static_cast<uint32_t>(dice.between(0, 3)), 0U, 0xffffffffU, uint8_t{0}, uint8_t{0},
                           uint8_t{0}, uint8_t{0});
  const Answered answered = ask(encode(q));
  const Judged judged = judge(q);
  REQUIRE(judged.turns.size() == 9'000);
  REQUIRE(same(answered.told.turns, judged.turns));
  REQUIRE(same(answered.told.clocks, judged.clocks));
}

TEST_CASE("clocks are told only where they are asked for, and the turns are the same") {
  const Case q = random_case(7);
  const Answered without = ask(encode(q, false));
  REQUIRE(without.told.clocks.empty());
  REQUIRE(same(without.told.turns, ask(encode(q)).told.turns));
}

TEST_CASE("open times that are out of order, empty or touching are refused") {
  for (const auto& open : {std::vector<wire::Open>{{10, 20}, {5, 8}}, std::vector<wire::Open>{{10, 10}},
                           std::vector<wire::Open>{{10, 20}, {20, 30}}, std::vector<wire::Open>{{20, 10}}}) {
    Case q = random_case(1);
    q.open = open;
    REQUIRE(ask(encode(q)).status == wire::Status::OutOfRange);
  }
}

TEST_CASE("a person, a language or a capacity that there is not is refused") {
  Case asked = random_case(1);
  asked.waiting = {wire::Waiting(0, 0, 0, 0, static_cast<uint32_t>(asked.people.size()), 0, 0, 0, 0)};
  REQUIRE(ask(encode(asked)).status == wire::Status::OutOfRange);
  Case language = random_case(1);
  language.waiting = {wire::Waiting(0, 0, 0, 0, 0xffffffff, 32, 0, 0, 0)};
  REQUIRE(ask(encode(language)).status == wire::Status::OutOfRange);
  Case capacity = random_case(1);
  capacity.people = {wire::Helper(0, 0, 101, 0, 0)};
  REQUIRE(ask(encode(capacity)).status == wire::Status::OutOfRange);
}

TEST_CASE("more people than the operation takes are refused, and bytes that are no request too") {
  Case q;
  q.people.resize(2'001, wire::Helper(0, 0, 3, 0, 0));
  REQUIRE(ask(encode(q)).status == wire::Status::TooLarge);
  std::vector<uint8_t> cut = encode(random_case(3));
  cut.resize(cut.size() / 2);
  REQUIRE(ask(cut).status == wire::Status::Malformed);
  REQUIRE(ask({}).status == wire::Status::Malformed);
}

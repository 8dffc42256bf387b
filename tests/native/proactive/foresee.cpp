// What becomes a sign, what does not, and what is done about it.
#include "wasm/routing/proactive/foresee.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace booking;
using namespace booking::routing::proactive;

namespace {

constexpr uint32_t kNow = 29'000'000;
constexpr uint32_t kHour = 60;
constexpr uint32_t kDay = 24 * kHour;

/// A salon with one visit in ten hours that was booked days ago, and everything well.
struct Scene {
  std::vector<wire::Visit> visits{visit(kNow + 10 * kHour)};
  std::vector<wire::Part> parts{{0, 1, kNow + 10 * kHour, kNow + 11 * kHour, 1}};
  std::vector<wire::Letter> letters;
  std::vector<wire::Outage> outages;
  std::vector<wire::Absence> absences;
  std::vector<wire::Begun> begun;
  std::vector<wire::Failure> failures;
  std::vector<wire::Payment> payments;
  std::vector<wire::Offer> offers;
  uint32_t now = kNow;
  bool backup = false;

  static wire::Visit visit(uint32_t start, uint8_t confirmed = 0, uint8_t gone = 0, uint8_t reachable = 1) {
    return {start, start + kHour, kNow - 10 * kDay, 7, 1, gone != 0 ? kNow - 5 * kHour : 0, confirmed, gone, reachable};
  }

  [[nodiscard]] Facts facts() const {
    return {now, backup, visits, parts, letters, outages, absences, begun, failures, payments, offers};
  }

  std::vector<Sign> signs() {
    Arena arena(memory);
    std::span<Sign> found;
    REQUIRE(signs_of(facts(), arena, found) == Status::Ok);
    return {found.begin(), found.end()};
  }

  std::vector<wire::Finding> findings() {
    Arena arena(memory);
    std::span<wire::Finding> found;
    REQUIRE(foresee(facts(), arena, found) == Status::Ok);
    return {found.begin(), found.end()};
  }

  Status status() {
    Arena arena(memory);
    std::span<wire::Finding> found;
    return foresee(facts(), arena, found);
  }

  std::vector<std::byte> memory = std::vector<std::byte>(1 << 16);
};

}  // namespace

TEST_CASE("where everything is well nothing is foreseen") {
  Scene scene;
  scene.letters.emplace_back(0, kNow - kDay, wire::Fate::Arrived);
  REQUIRE(scene.signs().empty());
}

TEST_CASE("a word that is lost is a sign once no other channel brought it, unless the client said that they come") {
  Scene scene;
  scene.letters.emplace_back(0, kNow - kDay, wire::Fate::Lost);
  REQUIRE(scene.signs().size() == 1);
  REQUIRE(scene.findings().at(0).act() == wire::Act::Ticket);
  SECTION("another one arrived") { scene.letters.emplace_back(0, kNow - kDay + 15, wire::Fate::Arrived); }
  SECTION("it has just been lost") { scene.letters[0] = {0, kNow - 29, wire::Fate::Lost}; }
  SECTION("they said that they come") { scene.visits[0] = Scene::visit(kNow + 10 * kHour, 1); }
  SECTION("the visit is far off") { scene.visits[0] = Scene::visit(kNow + 4 * kDay); }
  REQUIRE(scene.signs().empty());
}

TEST_CASE("an outage during a phase that needs power is told to whoever can be reached in time") {
  Scene scene;
  scene.now = kNow + 5 * kHour;
  scene.outages.emplace_back(kNow + 10 * kHour + 59, kNow + 12 * kHour, kNow - kDay);
  const auto [subject, first, second, confidence, kind, act] = [&] {
    const wire::Finding found = scene.findings().at(0);
    return std::tuple(found.subject(), found.first(), found.second(), found.confidence(), found.kind(), found.act());
  }();
  CHECK(subject == 0);
  CHECK(first == kNow + 10 * kHour + 59);
  CHECK(second == kNow + 12 * kHour);
  CHECK(confidence >= 850);
  CHECK(kind == wire::Kind::PowerCut);
  CHECK(act == wire::Act::Message);
  SECTION("the same outage listed twice is one finding") {
    scene.outages.push_back(scene.outages[0]);
    REQUIRE(scene.findings().size() == 1);
  }
  SECTION("nobody reaches them: a person is to") {
    scene.visits[0] = Scene::visit(kNow + 10 * kHour, 0, 0, 0);
    REQUIRE(scene.findings().at(0).act() == wire::Act::Ticket);
  }
  SECTION("it is too late for another time: a person is to") {
    scene.now = kNow + 8 * kHour + 1;
    REQUIRE(scene.findings().at(0).act() == wire::Act::Ticket);
  }
  SECTION("it ends when the phase begins") {
    scene.outages[0] = {kNow + 9 * kHour, kNow + 10 * kHour, 0};
    REQUIRE(scene.signs().empty());
  }
  SECTION("the salon has power of its own") {
    scene.backup = true;
    REQUIRE(scene.signs().empty());
  }
}

TEST_CASE("who began late begins the next visits late, less the gaps between") {
  Scene scene;
  scene.parts.clear();
  scene.visits = {Scene::visit(kNow - 40), Scene::visit(kNow + 40)};
  scene.begun.emplace_back(1, kNow - 40, kNow + 10);  // an hour's visit, 50 minutes late: through at now + 70
  auto found = scene.signs();
  REQUIRE(found.size() == 1);
  CHECK(found[0].subject == 1);
  CHECK(found[0].first == 30);
  scene.visits[1] = Scene::visit(kNow + 61);
  REQUIRE(scene.signs().empty());
  scene.visits[1] = {kNow + 40, kNow + 100, kNow - kDay, 7, 2, 0, 0, 0, 1};  // somebody else's
  REQUIRE(scene.signs().empty());
}

TEST_CASE("failing twice at one step is a sign; once, twice in one instant, or beyond it is none") {
  Scene scene;
  scene.failures = {{4, 1, kNow - 12, 0}, {4, 1, kNow - 10, 0}};
  REQUIRE(scene.signs().size() == 1);
  CHECK(scene.signs()[0].second == 2);
  SECTION("once") { scene.failures.pop_back(); }
  SECTION("the same row twice") { scene.failures[1] = scene.failures[0]; }
  SECTION("at two steps") { scene.failures[1] = {4, 2, kNow - 10, 0}; }
  SECTION("two clients") { scene.failures[1] = {5, 1, kNow - 10, 0}; }
  SECTION("of nobody who is known") { scene.failures = {{kNobody, 1, kNow - 12, 0}, {kNobody, 1, kNow - 10, 0}}; }
  SECTION("they got beyond it") { scene.failures[1] = {4, 1, kNow - 10, 1}; }
  SECTION("hours ago") { scene.now = kNow + 3 * kHour; }
  REQUIRE(scene.signs().empty());
}

TEST_CASE("a payment that was made since, an offer that is over or arrived, are none") {
  Scene scene;
  scene.payments = {{3, kNow - 90, 2, 0}};
  scene.offers = {{3, kNow - 5, kNow + 25, wire::Fate::Lost}};
  REQUIRE(scene.findings().size() == 2);
  scene.payments = {{3, kNow - 90, 2, 1}};
  scene.offers = {{3, kNow - 40, kNow, wire::Fate::Lost}, {3, kNow - 5, kNow + 25, wire::Fate::Arrived}};
  REQUIRE(scene.signs().empty());
}

TEST_CASE("somebody who is off, and a service that is gone, are told while the visit is to come") {
  Scene scene;
  scene.absences.emplace_back(1, kNow + 9 * kHour, kNow + 20 * kHour, kNow - 5 * kHour);
  scene.visits[0] = Scene::visit(kNow + 10 * kHour, 0, 1);
  const auto found = scene.signs();
  REQUIRE(found.size() == 2);
  CHECK(found[0].kind == wire::Kind::Absent);
  CHECK(found[1].kind == wire::Kind::ServiceGone);
  scene.now = kNow + 10 * kHour;
  REQUIRE(scene.signs().empty());
}

TEST_CASE("facts that do not hold together are refused, and so is too little memory") {
  Scene scene;
  SECTION("a word about no visit") { scene.letters.emplace_back(1, kNow, wire::Fate::Lost); }
  SECTION("a part of no visit") { scene.parts.emplace_back(9, 1, kNow, kNow + 1, 0); }
  SECTION("an outage without length") { scene.outages.emplace_back(kNow, kNow, 0); }
  SECTION("a visit that ends before it begins") { scene.visits.emplace_back(kNow, kNow - 1, 0, 0, 0, 0, 0, 0, 0); }
  REQUIRE(scene.status() == Status::OutOfRange);
  Scene small;
  small.memory.resize(64);
  REQUIRE(small.status() == Status::OutOfMemory);
}

TEST_CASE("whatever the numbers, no sign has a bucket beyond the table") {
  for (uint32_t seed = 1; seed < 3000; ++seed) {
    Scene scene;
    uint64_t state = seed * 0x9e3779b97f4a7c15ULL;
    const auto roll = [&](uint32_t most) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      return static_cast<uint32_t>(state >> 33) % (most + 1);
    };
    const auto around = [&] { return kNow - 2 * kDay + roll(10 * kDay); };
    for (uint32_t i = 0; i < 4; ++i) {
      scene.visits.push_back(Scene::visit(around(), 0, static_cast<uint8_t>(roll(1))));
      scene.letters.emplace_back(roll(4), around(), static_cast<wire::Fate>(roll(4)));
      const uint32_t start = around();
      scene.outages.emplace_back(start, start + 1 + roll(300), roll(1) * around());
      scene.absences.emplace_back(roll(2), start, start + 1 + roll(kDay), around());
      scene.parts.emplace_back(roll(4), roll(2), start, start + 1 + roll(90), static_cast<uint8_t>(roll(1)));
      scene.begun.emplace_back(1, around(), around());
      scene.failures.emplace_back(roll(1), roll(1), around(), static_cast<uint8_t>(roll(8) == 0));
      scene.payments.emplace_back(roll(3), around(), static_cast<uint16_t>(roll(5)), static_cast<uint8_t>(roll(1)));
      scene.offers.emplace_back(roll(3), around(), around(), static_cast<wire::Fate>(roll(4)));
    }
    for (const Sign& sign : scene.signs()) REQUIRE(sign.bucket < kBuckets);
  }
}

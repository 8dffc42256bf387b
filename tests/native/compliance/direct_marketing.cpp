#include "wasm/compliance/policies/direct_marketing.h"

#include <catch2/catch.hpp>

using namespace booking;
using namespace booking::compliance;

namespace {

const Zone& johannesburg() { return *Zone::find("Africa/Johannesburg"); }

/// An instant by the clock in Johannesburg, two hours east of UTC.
Instant at(CivilDate date, int hour, int minute = 0) {
  return {midnight(date_from_civil(date)).minutes + hour * 60 + minute - 120};
}

/// A Tuesday morning without anything against it.
const Instant kMorning = at({2026, 11, 24}, 10);

MarketingFacts consented() {
  return {
      MarketingMessage::Offer, MarketingConsent::Given, Registry::Clear, true, false, false, false, false, true, true};
}

MarketingFacts customer() {
  return {
      MarketingMessage::Offer, MarketingConsent::Never, Registry::Clear, false, false, true, true, true, true, true};
}

MarketingFacts request() {
  return {MarketingMessage::Request,
          MarketingConsent::Never,
          Registry::Clear,
          false,
          false,
          false,
          false,
          false,
          true,
          true};
}

MarketingReason reason(const MarketingFacts& facts, Instant now = kMorning) {
  return decide_marketing(facts, now, johannesburg()).reason;
}

template <class T>
MarketingFacts with(MarketingFacts facts, T MarketingFacts::* field, T value) {
  facts.*field = value;
  return facts;
}

}  // namespace

TEST_CASE("marketing needs consent, or a customer under all of s 69(3)") {
  CHECK(reason(consented()) == MarketingReason::Consented);
  CHECK(reason(customer()) == MarketingReason::Customer);
  CHECK(reason(with(customer(), &MarketingFacts::bought, false)) == MarketingReason::NoConsent);
  CHECK(reason(with(customer(), &MarketingFacts::own_similar, false)) == MarketingReason::NotSimilar);
  CHECK(reason(with(customer(), &MarketingFacts::could_object, false)) == MarketingReason::NoChanceToObject);
}

TEST_CASE("consent is asked for at most once ever, and not of who said no") {
  CHECK(reason(request()) == MarketingReason::MayAsk);
  CHECK(reason(with(request(), &MarketingFacts::asked_before, true)) == MarketingReason::AskedBefore);
  CHECK(reason(with(request(), &MarketingFacts::consent, MarketingConsent::Withheld)) ==
        MarketingReason::ConsentWithheld);
  CHECK(reason(with(request(), &MarketingFacts::consent, MarketingConsent::Given)) ==
        MarketingReason::AlreadyConsented);
}

TEST_CASE("an opt-out ends it, for a customer too") {
  for (const MarketingFacts& facts : {consented(), customer(), request()}) {
    CHECK(reason(with(facts, &MarketingFacts::objected, true)) == MarketingReason::Objected);
    CHECK(reason(with(facts, &MarketingFacts::consent, MarketingConsent::Withdrawn)) ==
          MarketingReason::ConsentWithdrawn);
  }
  CHECK(reason(with(customer(), &MarketingFacts::consent, MarketingConsent::Withheld)) ==
        MarketingReason::ConsentWithheld);
}

TEST_CASE("the registry's block wins over consent, and who was not looked up is not written to") {
  CHECK(reason(with(consented(), &MarketingFacts::registry, Registry::Blocked)) == MarketingReason::RegistryBlocked);
  CHECK(reason(with(consented(), &MarketingFacts::registry, Registry::NotAsked)) == MarketingReason::RegistryNotAsked);
}

TEST_CASE("each message says for whom it is and how to stop, s 69(4)") {
  for (const MarketingFacts& facts : {consented(), customer(), request()}) {
    CHECK(reason(with(facts, &MarketingFacts::names_sender, false)) == MarketingReason::SenderNotNamed);
    CHECK(reason(with(facts, &MarketingFacts::says_how_to_stop, false)) == MarketingReason::NoWayToStop);
  }
}

TEST_CASE("of every possible knowledge nothing is allowed against an opt-out, a block or in quiet hours") {
  int allowed = 0;
  for (int bits = 0; bits < 1 << 8; ++bits) {
    for (int consent = 0; consent < 4; ++consent) {
      for (int registry = 0; registry < 3; ++registry) {
        const auto bit = [bits](int i) { return (bits >> i & 1) != 0; };
        const MarketingFacts facts{static_cast<MarketingMessage>(bit(0)),
                                   static_cast<MarketingConsent>(consent),
                                   static_cast<Registry>(registry),
                                   bit(1),
                                   bit(2),
                                   bit(3),
                                   bit(4),
                                   bit(5),
                                   bit(6),
                                   bit(7)};
        CHECK_FALSE(is_allowed(reason(facts, at({2026, 11, 24}, 21))));
        if (!is_allowed(reason(facts))) continue;
        ++allowed;
        CHECK((!facts.objected && facts.registry == Registry::Clear && facts.names_sender && facts.says_how_to_stop));
        CHECK((facts.consent == MarketingConsent::Given || facts.consent == MarketingConsent::Never));
        const bool first_request = facts.message == MarketingMessage::Request && !facts.asked_before;
        CHECK((facts.consent == MarketingConsent::Given || first_request || (facts.bought && facts.own_similar)));
      }
    }
  }
  CHECK(allowed > 0);
}

TEST_CASE("quiet hours: nights, Saturday's edges, all of Sunday and of a public holiday") {
  const auto quiet = [](CivilDate date, int hour, int minute = 0) {
    return is_quiet(midnight(date_from_civil(date)) + Minutes{hour * 60 + minute});
  };
  CHECK(quiet({2026, 11, 24}, 7, 59));
  CHECK_FALSE(quiet({2026, 11, 24}, 8));
  CHECK_FALSE(quiet({2026, 11, 24}, 19, 59));
  CHECK(quiet({2026, 11, 24}, 20));
  CHECK(quiet({2026, 11, 28}, 8, 59));  // Saturday
  CHECK_FALSE(quiet({2026, 11, 28}, 9));
  CHECK_FALSE(quiet({2026, 11, 28}, 12, 59));
  CHECK(quiet({2026, 11, 28}, 13));
  CHECK(quiet({2026, 11, 29}, 11));  // Sunday
  CHECK(quiet({2026, 12, 16}, 11));  // Reconciliation, a Wednesday
  CHECK(quiet({2026, 12, 26}, 11));  // Goodwill, a Saturday
  CHECK(quiet({2026, 8, 10}, 11));   // the Monday after a Women's Day on Sunday
}

TEST_CASE("quiet hours end when they are over, and the law reads the salon's clock") {
  const auto until = [](Instant now) { return decide_marketing(consented(), now, johannesburg()).not_before; };
  CHECK(until(at({2026, 11, 24}, 7)) == at({2026, 11, 24}, 8));
  CHECK(until(at({2026, 11, 27}, 20)) == at({2026, 11, 28}, 9));  // Friday night to Saturday
  CHECK(until(at({2026, 11, 28}, 13)) == at({2026, 11, 30}, 8));  // Saturday afternoon to Monday
  CHECK(until(at({2026, 12, 24}, 22)) == at({2026, 12, 28}, 8));  // Christmas, Goodwill, Sunday
  CHECK(reason(consented(), at({2026, 11, 24}, 19, 59)) == MarketingReason::Consented);
  CHECK(decide_marketing(consented(), at({2026, 11, 24}, 9, 30), *Zone::find("Europe/London")).reason ==
        MarketingReason::QuietHours);
}

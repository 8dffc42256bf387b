#include "oracle.h"

#include <algorithm>

#include "guest_plans.h"
#include "salon_minutes.h"

namespace oracle {

namespace {

/// A run that waits for its unit, and for whom.
struct UnitNeed {
  int guest;
  ResourceRun run;
  uint32_t unit;
};

bool overlap(Stretch a, Stretch b) { return a.begin < b.end && b.begin < a.end; }

/// Gives `needs[index]` and all after it the lowest units that leave the rest possible.
bool give_units(const SalonMinutes& salon, std::vector<UnitNeed>& needs, size_t index) {
  if (index == needs.size()) return true;
  UnitNeed& need = needs[index];
  const Salon& facts = salon.question.salon;
  const uint32_t first = first_resource_unit(facts, need.run.resource);
  const uint32_t count = static_cast<uint32_t>(facts.resources[static_cast<size_t>(need.run.resource)]);
  for (uint32_t unit = first; unit < first + count; ++unit) {
    bool free = salon.busy[unit].none(need.run.at.begin, need.run.at.end);
    for (size_t before = 0; before < index; ++before) {
      if (needs[before].unit == unit && overlap(needs[before].run.at, need.run.at)) free = false;
    }
    need.unit = unit;
    if (free && give_units(salon, needs, index + 1)) return true;
  }
  return false;
}

/// Chooses one plan for each guest so that nobody and nothing serves two guests at once.
struct Party {
  const SalonMinutes& salon;
  const std::vector<GuestPlan>& plans;
  std::vector<const GuestPlan*> chosen;
  bool found = false;
  Plan best{};

  void choose() {
    if (static_cast<int>(chosen.size()) == salon.question.query.party) return consider();
    for (const GuestPlan& plan : plans) {
      if (!people_free(plan)) continue;
      chosen.push_back(&plan);
      int price = 0;
      for (const GuestPlan* one : chosen) price += one->price_cents;
      if (!found || price <= best.price_cents) choose();
      chosen.pop_back();
    }
  }

  bool people_free(const GuestPlan& plan) const {
    for (const GuestPlan* other : chosen) {
      for (const PersonTime& a : plan.person_times) {
        for (const PersonTime& b : other->person_times) {
          if (a.person == b.person && overlap(a.at, b.at)) return false;
        }
      }
    }
    return true;
  }

  void consider() {
    Plan plan{};
    std::vector<UnitNeed> needs;
    for (size_t guest = 0; guest < chosen.size(); ++guest) {
      const GuestPlan& one = *chosen[guest];
      plan.end = std::max(plan.end, one.end);
      plan.price_cents += one.price_cents;
      plan.gaps += one.gaps;
      plan.score += one.score;
      plan.persons.insert(plan.persons.end(), one.persons.begin(), one.persons.end());
      for (const PersonTime& time : one.person_times) {
        plan.occupied.push_back(
            {static_cast<uint32_t>(time.person), time.at.begin, time.at.end, static_cast<int>(guest), false});
      }
      for (const ResourceRun& run : one.resource_runs) needs.push_back({static_cast<int>(guest), run, 0});
    }
    // Plans come in document order, so a later one must be better to win.
    if (found && std::pair(best.price_cents, best.gaps) <= std::pair(plan.price_cents, plan.gaps)) return;
    if (!give_units(salon, needs, 0)) return;
    for (const UnitNeed& need : needs)
      plan.occupied.push_back({need.unit, need.run.at.begin, need.run.at.end, need.guest, false});
    found = true;
    best = plan;
  }
};

/// Rule 7.
Refusal by_notice_and_horizon(const SalonMinutes& salon, int start) {
  const Query& query = salon.question.query;
  if (query.waives(kWaiveNotice)) return Refusal::None;
  if (static_cast<long>(query.now) + salon.question.salon.notice_minutes > start) return Refusal::TooSoon;
  const int today = salon.clock.date_of(static_cast<int>(query.now));
  if (salon.clock.date_of(start) > today + salon.question.salon.horizon_days) return Refusal::TooFar;
  return Refusal::None;
}

/// The phase to blame in a visit that must end within `opening`; of a party only where one guest alone is refused too.
std::optional<Cause> cause_of(const SalonMinutes& salon, int start, Stretch opening, Refusal refusal) {
  if (refusal != Refusal::Off && refusal != Refusal::NoPower && refusal != Refusal::Taken) return {};
  std::vector<std::vector<int>> choices = Causes::all(salon);
  if (choices.empty()) return Causes(salon, start).nobody();
  std::erase_if(choices, [&](const std::vector<int>& choice) {
    int minutes = 0;
    for (size_t wish = 0; wish < choice.size(); ++wish) {
      const Person& person = salon.question.salon.people[static_cast<size_t>(choice[wish])];
      minutes += total(skill_of(person, salon.question.query.wishes[wish].service)->minutes);
    }
    return start + minutes > opening.end;
  });
  Causes causes(salon, start, choices);
  const std::optional<Cause> off = causes.off();
  if (refusal == Refusal::Off) return off;
  const std::optional<Cause> no_power = causes.no_power();
  if (refusal == Refusal::NoPower) return no_power;
  return salon.question.query.party == 1 ? causes.taken() : std::nullopt;
}

Verdict judge_visit(const SalonMinutes& salon, int start) {
  Verdict verdict{start, Refusal::None, {}};
  bool within_hours = false;
  bool with_power = false;
  bool found = false;
  bool open = false;
  const std::vector<Stretch> openings = salon.openings_around(start, start + 1);
  for (const Stretch& opening : openings) {
    open |= start + Causes(salon, start).shortest() <= opening.end;
    const GuestPlans plans = guest_plans(salon, start, opening);
    within_hours |= plans.within_hours;
    with_power |= plans.with_power;
    Party party{salon, plans.feasible, {}};
    party.choose();
    if (!party.found) continue;
    const auto cost = [](const Plan& plan) { return std::pair(plan.price_cents, plan.gaps); };
    if (!found || cost(party.best) < cost(verdict.plan)) verdict.plan = party.best;
    found = true;
  }
  const Refusal rule7 = by_notice_and_horizon(salon, start);
  if (!open) verdict.refusal = Refusal::Closed;
  else if (!within_hours) verdict.refusal = Refusal::Off;
  else if (rule7 != Refusal::None) verdict.refusal = rule7;
  else if (!with_power) verdict.refusal = Refusal::NoPower;
  else if (!found) verdict.refusal = Refusal::Taken;
  if (openings.size() == 1) verdict.cause = cause_of(salon, start, openings[0], verdict.refusal);
  return verdict;
}

Verdict judge_session(const SalonMinutes& salon, int service_index, const Session& session, int date, int start) {
  Verdict verdict{start, Refusal::None, {}};
  const Salon& facts = salon.question.salon;
  const Query& query = salon.question.query;
  const Service& service = facts.services[static_cast<size_t>(service_index)];
  const size_t person = static_cast<size_t>(session.person);
  const Skill* skill = skill_of(facts.people[person], service_index);
  const auto refuse = [&](Refusal refusal) {
    verdict.refusal = refusal;
    return verdict;
  };
  if (!skill) return refuse(Refusal::Closed);
  const int end = start + total(skill->minutes);
  const std::vector<Stretch> taken =
      staff_stretches(service, skill->minutes, start, service.buffer_before, service.buffer_after);
  // Its own date's hours, not what the day before leaves of its own where midnight is repeated.
  const std::vector<Stretch> openings = salon.openings_of(date);
  const bool open = std::any_of(openings.begin(), openings.end(),
                                [&](const Stretch& opening) { return opening.begin <= start && end <= opening.end; });
  if (!open) return refuse(Refusal::Closed);
  Causes causes(salon, start, session);
  const auto refuse_at = [&](Refusal refusal, std::optional<Cause> cause) {
    verdict.cause = cause;
    return refuse(refusal);
  };
  for (const Stretch& at : taken) {
    if (!salon.works[person].all(at.begin, at.end)) return refuse_at(Refusal::Off, causes.off());
  }
  if (const Refusal rule7 = by_notice_and_horizon(salon, start); rule7 != Refusal::None) return refuse(rule7);
  if (lacks_power(salon, service, skill->minutes, start)) return refuse_at(Refusal::NoPower, causes.no_power());
  Plan& plan = verdict.plan;
  if (!salon.sold(service_index, start)) {
    std::vector<UnitNeed> needs;
    for (const Stretch& at : taken) {
      if (!salon.busy[person].none(at.begin, at.end)) return refuse_at(Refusal::Taken, causes.taken());
      plan.occupied.push_back({static_cast<uint32_t>(session.person), at.begin, at.end, 0, true});
    }
    for (const ResourceRun& run : resource_runs(service, skill->minutes, start)) needs.push_back({0, run, 0});
    if (!give_units(salon, needs, 0)) return refuse_at(Refusal::Taken, causes.taken());
    for (const UnitNeed& need : needs)
      plan.occupied.push_back({need.unit, need.run.at.begin, need.run.at.end, 0, true});
  }
  int guest = 0;
  const uint32_t first = first_seat(facts, service_index);
  for (uint32_t seat = first; seat < first + static_cast<uint32_t>(service.capacity) && guest < query.party; ++seat) {
    if (salon.busy[seat].none(start, end)) plan.occupied.push_back({seat, start, end, guest++, false});
  }
  if (guest < query.party) return refuse(Refusal::Taken);
  plan.end = end;
  plan.price_cents = skill->price_cents * query.party;
  plan.persons = {session.person};
  return verdict;
}

std::vector<Verdict> judge_class(const SalonMinutes& salon, const Wish& wish) {
  std::vector<Verdict> out;
  const Query& query = salon.question.query;
  for (int date = query.from_date - 1; date <= query.to_date + 1; ++date) {
    for (const Session& session : salon.question.salon.services[static_cast<size_t>(wish.service)].sessions) {
      if (session.weekday != (date + 3) % 7) continue;  // 1970-01-01 was a Thursday
      if (wish.person != kAnyone && wish.person != session.person) continue;
      const int start = salon.clock.interval_start(date * kMinutesPerDay + session.minute);
      const int local = salon.clock.date_of(start);
      if (local >= query.from_date && local <= query.to_date)
        out.push_back(judge_session(salon, wish.service, session, date, start));
    }
  }
  std::sort(out.begin(), out.end(), [](const Verdict& a, const Verdict& b) { return a.start < b.start; });
  return out;
}

std::vector<Verdict> judge_visits(const SalonMinutes& salon) {
  std::vector<Verdict> out;
  const Query& query = salon.question.query;
  // Offsets lie within a day of UTC; every minute whose local date is asked for is looked at.
  for (int minute = (query.from_date - 1) * kMinutesPerDay; minute < (query.to_date + 2) * kMinutesPerDay; ++minute) {
    if (query.only_start != 0 && minute != static_cast<int>(query.only_start)) continue;
    const int wall = salon.clock.wall_of(minute);
    const int date = wall / kMinutesPerDay;
    if (date < query.from_date || date > query.to_date) continue;
    const int step = query.waives(kWaiveGrid) ? 5 : salon.question.salon.step_minutes;
    if (wall % kMinutesPerDay % step != 0) continue;
    out.push_back(judge_visit(salon, minute));
  }
  return out;
}

}  // namespace

std::vector<Verdict> judge(const Question& asked) {
  Question question = asked;
  const Query& query = question.query;
  for (const Wish& wish : query.wishes) {
    if (!query.waives(kWaiveBuffers)) break;
    question.salon.services[static_cast<size_t>(wish.service)].buffer_before = 0;
    question.salon.services[static_cast<size_t>(wish.service)].buffer_after = 0;
  }
  const Wish& first = query.wishes.front();
  const bool is_class = question.salon.services[static_cast<size_t>(first.service)].capacity > 0;
  const SalonMinutes salon(question, is_class ? first.service : -1);
  std::vector<Verdict> verdicts = is_class ? judge_class(salon, first) : judge_visits(salon);
  if (query.only_start != 0) {
    std::erase_if(verdicts,
                  [&](const Verdict& verdict) { return verdict.start != static_cast<int>(query.only_start); });
  }
  if (query.first_only) {
    const auto found =
        std::find_if(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) { return verdict.bookable(); });
    if (found != verdicts.end()) verdicts.erase(found + 1, verdicts.end());
  }
  return verdicts;
}

}  // namespace oracle

#include "salon_generator.h"

#include <algorithm>
#include <cmath>

#include "tests/native/oracle/rules/civil_date.h"
#include "tests/native/oracle/rules/wall_clock.h"
#include "tests/native/oracle/salons/busy_generator.h"
#include "tests/native/oracle/salons/coarse.h"
#include "tests/native/oracle/salons/dice.h"

namespace oracle {

namespace {

const std::vector<std::string>& zones() {
  static const std::vector<std::string> all{"Africa/Johannesburg", "Africa/Johannesburg",
                                            "Europe/London",       "America/New_York",
                                            "Australia/Lord_Howe", "America/Havana",
                                            "Africa/Casablanca",   "Pacific/Apia",
                                            "America/St_Johns",    "Asia/Kolkata",
                                            "America/Santiago",    "Africa/Cairo",
                                            "Pacific/Chatham",     "UTC"};
  return all;
}

struct Maker {
  Dice dice;
  Question out{};
  int date = 0;         // the asked dates lie around it
  bool large = false;   // more people and units than a 32-bit word has room for
  bool nights = false;  // hours around midnight and the small hours, where clocks change

  Salon& salon() { return out.salon; }

  void choose_day() {
    Salon& salon = out.salon;
    salon.zone = dice.pick(zones());
    // From 2012: older rules of St_Johns change at 00:01, off the 5-minute grid, and Apia skipped a whole day in 2011.
    date = dice.between(days_from_civil({2024, 1, 1}), days_from_civil({2030, 12, 31}));
    std::vector<int> changes = WallClock::of(salon.zone).changes();
    const int first = days_from_civil({2012, 1, 1}) * kMinutesPerDay;
    const int last = days_from_civil({2039, 1, 1}) * kMinutesPerDay;
    std::erase_if(changes, [&](int change) { return change < first || change >= last; });
    if (!changes.empty() && dice.percent(60)) {
      date = WallClock::of(salon.zone).date_of(dice.pick(changes)) + (dice.percent(70) ? 0 : dice.between(-1, 1));
      nights = dice.percent(70);
    } else {
      nights = dice.percent(10);
    }
    // From 2025: earlier years had days proclaimed for one year only (elections), which the oracle does not know.
    salon.south_african_holidays = date >= days_from_civil({2025, 1, 1}) && dice.percent(30);
    if (salon.south_african_holidays && dice.percent(60)) {
      while (!is_south_african_holiday(date)) ++date;
    }
  }

  std::vector<DaySpan> one_day(int closed_percent) {
    if (dice.percent(closed_percent)) return {};
    const int kind = dice.between(0, 9);
    if (nights) {
      if (kind < 3) return {{0, dice.fives(60, 600)}};
      if (kind < 5) return {{dice.fives(1080, 1380), 1440}};
      if (kind < 7) return {{0, dice.fives(30, 200)}, {dice.fives(1200, 1380), 1440}};
      if (kind < 8) return {{0, 1440}};
      const int start = dice.fives(5, 170);
      return {{start, dice.fives(start + 5, 400)}};
    }
    const int start = dice.fives(360, 660);
    if (kind < 5) return {{start, dice.fives(start + 60, 1260)}};
    if (kind < 8) {
      const int middle = dice.fives(start + 30, start + 240);
      const int resume = dice.percent(20) ? middle : dice.fives(middle, middle + 120);
      return {{start, middle}, {resume, dice.fives(resume + 30, 1320)}};
    }
    if (kind < 9) return {{start, 1440}};
    return {{0, dice.fives(60, 300)}, {dice.fives(420, 900), 1440}};
  }

  Week week(int closed_percent) {
    Week out_week;
    const std::vector<DaySpan> usual = one_day(0);
    for (std::vector<DaySpan>& day : out_week) day = dice.percent(60) ? usual : one_day(closed_percent);
    return out_week;
  }

  std::vector<DateHours> exceptions(int chance) {
    std::vector<DateHours> all;
    for (int on = date - 2; on <= date + 4; ++on) {
      if (dice.percent(chance)) all.push_back({on, one_day(40)});
    }
    return all;
  }

  std::vector<WallSpan> wall_spans(int most, int longest) {
    std::vector<WallSpan> all;
    for (int i = dice.between(0, most); i > 0; --i) {
      const int from = (date + dice.between(-1, 3)) * kMinutesPerDay + dice.fives(0, nights ? 300 : 1435);
      all.push_back({from, from + dice.fives(5, longest)});
    }
    return all;
  }

  Service service() {
    Service made{};
    const int phases = dice.percent(50) ? 1 : dice.between(1, 4);
    for (int p = 0; p < phases; ++p) {
      Phase phase{dice.percent(70) ? dice.fives(5, 45) : dice.fives(5, 120),
                  dice.percent(phases == 1 ? 95 : 65),
                  dice.percent(25),
                  {}};
      for (int resource = 0; resource < static_cast<int>(salon().resources.size()); ++resource) {
        if (dice.percent(45)) phase.resources.push_back(resource);
      }
      if (phase.resources.size() > 1 && dice.percent(30)) std::reverse(phase.resources.begin(), phase.resources.end());
      made.phases.push_back(phase);
    }
    made.price_cents = dice.between(0, 9) * 10000 + (dice.percent(30) ? dice.between(0, 9999) : 0);
    if (dice.percent(40)) made.buffer_before = dice.fives(0, 20);
    if (dice.percent(40)) made.buffer_after = dice.fives(0, 20);
    return made;
  }

  /// Sessions of one class lie at least three hours apart, so that two of them are never one start in a gap.
  void make_class(Service& made) {
    made.capacity = large ? dice.between(25, 70) : dice.between(1, 5);
    for (Phase& phase : made.phases) phase.minutes = std::min(phase.minutes, 30);
    for (int day = 0; day < 7; ++day) {
      if (!dice.percent(60)) continue;
      int minute = dice.fives(0, nights ? 240 : 1000);
      for (int i = dice.between(1, 2); i > 0 && minute < kMinutesPerDay; --i) {
        made.sessions.push_back({day, minute, dice.between(0, static_cast<int>(salon().people.size()) - 1)});
        minute += dice.fives(180, 600);
      }
    }
  }

  void make_salon() {
    Salon& made = salon();
    made.step_minutes = dice.percent(60) ? dice.pick<int>({5, 10, 15, 30}) : dice.fives(5, 120);
    if (large) made.step_minutes = std::max(made.step_minutes, 30);
    made.notice_minutes = dice.percent(60) ? 0 : dice.between(0, 3000);
    made.horizon_days = dice.percent(70) ? 60 : dice.between(0, 5);
    made.backup_power = dice.percent(20);
    made.hours = week(10);
    if (dice.percent(40)) made.exceptions = exceptions(25);
    if (dice.percent(40)) made.outages = wall_spans(3, 240);
    for (int i = dice.between(0, 3); i > 0; --i)
      made.resources.push_back(large ? dice.between(25, 70) : dice.between(1, 3));
    const int people = large ? dice.between(25, 70) : dice.between(1, 6);
    for (int i = dice.between(1, 4); i > 0; --i) made.services.push_back(service());
    for (int i = 0; i < people; ++i) {
      Person person{};
      const bool whole_week = dice.percent(50);
      person.hours = whole_week ? Week{} : week(15);
      if (whole_week) person.hours.fill({{0, 1440}});
      if (dice.percent(25)) person.exceptions = exceptions(25);
      if (dice.percent(25)) person.time_off = wall_spans(2, 1500);
      made.people.push_back(person);
    }
    for (Service& one : made.services) {
      if (dice.percent(20)) make_class(one);
    }
    for (int who = 0; who < people; ++who) add_skills(made.people[static_cast<size_t>(who)], who);
  }

  void add_skills(Person& person, int who) {
    for (size_t s = 0; s < salon().services.size(); ++s) {
      const Service& one = salon().services[s];
      const bool leads =
          std::any_of(one.sessions.begin(), one.sessions.end(), [&](const Session& at) { return at.person == who; });
      if (!leads && !dice.percent(75)) continue;
      Skill skill{static_cast<int>(s), {}, one.price_cents};
      const bool own_minutes = dice.percent(30);
      for (const Phase& phase : one.phases) {
        skill.minutes.push_back(own_minutes ? std::max(5, phase.minutes + dice.fives(0, 20) - 10) : phase.minutes);
      }
      if (dice.percent(30)) skill.price_cents += dice.between(0, 3) * 5000;
      person.skills.push_back(skill);
    }
  }

  void make_wishes() {
    Query& query = out.query;
    std::vector<int> classes;
    std::vector<int> others;
    for (size_t s = 0; s < salon().services.size(); ++s) {
      (salon().services[s].capacity > 0 ? classes : others).push_back(static_cast<int>(s));
    }
    query.party = dice.percent(70) ? 1 : dice.between(2, 3);
    if (others.empty() || (!classes.empty() && dice.percent(50))) {
      query.wishes = {{dice.pick(classes), kAnyone}};
      return;
    }
    int wishes = dice.percent(50) ? 1 : dice.between(2, 3);
    // What brute force can bear: every service of every guest to every person.
    const double people = static_cast<double>(salon().people.size());
    const double bearable = large && dice.percent(15) ? 5000 : 400;
    while (std::pow(people, wishes * query.party) > bearable) wishes > 1 ? --wishes : --query.party;
    for (int i = 0; i < wishes; ++i) {
      const bool named = query.party == 1 && dice.percent(30);
      query.wishes.push_back({dice.pick(others), named ? dice.between(0, static_cast<int>(people) - 1) : kAnyone});
    }
  }

  void make_query() {
    Query& query = out.query;
    const WallClock& clock = WallClock::of(salon().zone);
    query.from_date = date - dice.between(0, 1);
    query.to_date = date + (dice.percent(95) ? dice.between(0, 1) : dice.between(2, 8));
    const int begin = clock.interval_start(query.from_date * kMinutesPerDay);
    const int when = dice.between(0, 9);
    if (when < 5) query.now = static_cast<uint32_t>(begin - salon().notice_minutes - dice.between(0, 1440));
    else if (when < 8) query.now = static_cast<uint32_t>(begin - salon().notice_minutes + dice.between(0, 1500));
    else
      query.now = static_cast<uint32_t>(begin + dice.between(-1, 1) * 1440 - salon().horizon_days * kMinutesPerDay +
                                        dice.between(0, 1439));
    query.detail = dice.between(0, 3);
    query.first_only = dice.percent(10);
    if (dice.percent(10))
      query.only_start = static_cast<uint32_t>(clock.interval_start(date * kMinutesPerDay) + dice.fives(0, 1435));
  }
};

}  // namespace

Question random_question(uint64_t seed) {
  Maker maker{Dice(seed), {}};
  maker.large = maker.dice.percent(1);
  maker.choose_day();
  maker.make_salon();
  maker.make_query();
  maker.make_wishes();
  add_random_busy(maker.out, maker.date, maker.dice);
  if (maker.dice.percent(20)) maker.out.query.waived = maker.dice.between(1, 15);
  if (!maker.large && maker.dice.percent(20)) {
    constexpr int kGrids[] = {15, 30, 60};
    coarsen(maker.out, kGrids[seed % 3], 1 + static_cast<int>(seed / 3 % 8));
  }
  return maker.out;
}

}  // namespace oracle

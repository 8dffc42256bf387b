#include "busy_generator.h"

#include "tests/native/oracle/rules/civil_date.h"
#include "tests/native/oracle/rules/guest_plans.h"
#include "tests/native/oracle/rules/wall_clock.h"

namespace oracle {

namespace {

struct BusyMaker {
  Question& question;
  int midnight;  // the instant at which the local date begins
  Dice& dice;

  Busy around(uint32_t unit, int longest) {
    const int start = midnight + dice.fives(-300, 2880);
    return {unit, static_cast<uint32_t>(start), static_cast<uint32_t>(start + dice.fives(5, longest))};
  }

  /// What a buggy import or an old document could leave behind: none of it may break or hide anything else.
  Busy odd(uint32_t unit) {
    Busy one = around(unit, 90);
    switch (dice.between(0, 5)) {
      case 0:
        one.end = one.start;
        break;
      case 1:
        std::swap(one.start, one.end);
        break;
      case 2:
        one.unit = unit_count(question.salon) + static_cast<uint32_t>(dice.between(0, 5));
        break;
      case 3:
        one.start += static_cast<uint32_t>(dice.between(1, 4));
        one.end += static_cast<uint32_t>(dice.between(1, 4));
        break;
      case 4:
        one.unit = 0xffffffffU;
        break;
      default:
        if (dice.percent(30)) one.start = 0;
        else one.end = one.start + 3000;
    }
    return one;
  }

  void add_visits() {
    Query& query = question.query;
    const int units = static_cast<int>(first_seat(question.salon, 0));
    const int count = dice.percent(25) ? 0 : dice.between(0, 8 + 3 * units);
    for (int i = 0; i < count; ++i) {
      const uint32_t unit = static_cast<uint32_t>(dice.between(0, units - 1));
      query.busy.push_back(dice.percent(97) ? around(unit, 150) : odd(unit));
    }
    if (dice.percent(30)) {
      for (int i = dice.between(0, 6); i > 0; --i) {
        const uint32_t person =
            static_cast<uint32_t>(dice.between(0, static_cast<int>(question.salon.people.size()) - 1));
        Busy one = around(person, 200);
        one.start += static_cast<uint32_t>(dice.between(0, 4));
        one.end += static_cast<uint32_t>(dice.between(0, 4));
        query.imported.push_back(dice.percent(95) ? one : odd(person));
      }
    }
  }

  void sell(int service_index, int start, const Session& session) {
    const Salon& salon = question.salon;
    const Service& service = salon.services[static_cast<size_t>(service_index)];
    const Skill* skill = skill_of(salon.people[static_cast<size_t>(session.person)], service_index);
    const int end = start + total(skill->minutes);
    bool any = false;
    for (int seat = 0; seat < service.capacity; ++seat) {
      if (!dice.percent(70)) continue;
      any = true;
      question.query.busy.push_back({first_seat(salon, service_index) + static_cast<uint32_t>(seat),
                                     static_cast<uint32_t>(start), static_cast<uint32_t>(end)});
    }
    if (!any) return;
    for (const Stretch& at :
         staff_stretches(service, skill->minutes, start, service.buffer_before, service.buffer_after)) {
      question.query.busy.push_back(
          {static_cast<uint32_t>(session.person), static_cast<uint32_t>(at.begin), static_cast<uint32_t>(at.end)});
    }
    for (const ResourceRun& run : resource_runs(service, skill->minutes, start)) {
      question.query.busy.push_back({first_resource_unit(salon, run.resource), static_cast<uint32_t>(run.at.begin),
                                     static_cast<uint32_t>(run.at.end)});
    }
  }

  void add_sold_sessions() {
    const Salon& salon = question.salon;
    for (size_t s = 0; s < salon.services.size(); ++s) {
      for (const Session& session : salon.services[s].sessions) {
        for (int date = question.query.from_date; date <= question.query.to_date; ++date) {
          if (session.weekday != weekday(date) || !dice.percent(40)) continue;
          sell(static_cast<int>(s), WallClock::of(salon.zone).interval_start(date * kMinutesPerDay + session.minute),
               session);
        }
      }
    }
  }
};

}  // namespace

void add_random_busy(Question& question, int date, Dice& dice) {
  BusyMaker maker{question, WallClock::of(question.salon.zone).interval_start(date * kMinutesPerDay), dice};
  maker.add_visits();
  maker.add_sold_sessions();
}

}  // namespace oracle

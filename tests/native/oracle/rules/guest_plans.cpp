#include "guest_plans.h"

#include <algorithm>
#include <set>

namespace oracle {

int total(const std::vector<int>& minutes) {
  int sum = 0;
  for (int one : minutes) sum += one;
  return sum;
}

std::vector<ResourceRun> resource_runs(const Service& service, const std::vector<int>& minutes, int start) {
  std::vector<ResourceRun> out;
  std::set<int> named_at_all;
  for (const Phase& phase : service.phases) named_at_all.insert(phase.resources.begin(), phase.resources.end());
  for (int resource : named_at_all) {
    int at = start;
    bool continues = false;
    for (size_t p = 0; p < service.phases.size(); ++p) {
      const std::vector<int>& named = service.phases[p].resources;
      const bool here = std::find(named.begin(), named.end(), resource) != named.end();
      if (here && continues) out.back().at.end = at + minutes[p];
      if (here && !continues) out.push_back({resource, {at, at + minutes[p]}});
      continues = here;
      at += minutes[p];
    }
  }
  return out;
}

bool lacks_power(const SalonMinutes& salon, const Service& service, const std::vector<int>& minutes, int start) {
  int at = start;
  for (size_t p = 0; p < service.phases.size(); ++p) {
    if (service.phases[p].needs_power && !salon.outage.none(at, at + minutes[p])) return true;
    at += minutes[p];
  }
  return false;
}

namespace {

struct Means {
  int shortest_minutes;
  long sum_price;
  long sum_minutes;
};

/// Over the services a person does; classes only count for someone who does nothing else.
Means means_of(const Salon& salon, const Person& person) {
  Means means{0, 0, 0};
  for (const bool classes : {false, true}) {
    for (const Skill& skill : person.skills) {
      if ((salon.services[static_cast<size_t>(skill.service)].capacity > 0) != classes) continue;
      const int minutes = total(skill.minutes);
      means.shortest_minutes = means.sum_minutes == 0 ? minutes : std::min(means.shortest_minutes, minutes);
      means.sum_price += skill.price_cents;
      means.sum_minutes += minutes;
    }
    if (means.sum_minutes > 0) break;
  }
  return means;
}

struct Search {
  const SalonMinutes& salon;
  int start;
  Stretch opening;
  GuestPlans out;
  std::vector<int> persons;  // chosen so far

  const Salon& facts() const { return salon.question.salon; }
  const std::vector<Wish>& wishes() const { return salon.question.query.wishes; }
  const Service& service_of(size_t wish) const { return facts().services[static_cast<size_t>(wishes()[wish].service)]; }
  const Person& person(int index) const { return facts().people[static_cast<size_t>(index)]; }

  void choose() {
    const size_t wish = persons.size();
    if (wish == wishes().size()) return consider();
    for (int who = 0; who < static_cast<int>(facts().people.size()); ++who) {
      if (wishes()[wish].person != kAnyone && wishes()[wish].person != who) continue;
      if (!skill_of(person(who), wishes()[wish].service)) continue;
      persons.push_back(who);
      choose();
      persons.pop_back();
    }
  }

  /// One way to give every service to a person: rule by rule.
  void consider() {
    GuestPlan plan;
    int at = start;
    for (size_t wish = 0; wish < wishes().size(); ++wish) {
      const int who = persons[wish];
      const Service& service = service_of(wish);
      const Skill& skill = *skill_of(person(who), wishes()[wish].service);
      const bool follows_self = wish > 0 && persons[wish - 1] == who;
      const bool precedes_self = wish + 1 < persons.size() && persons[wish + 1] == who;
      for (const Stretch& busy : staff_stretches(service, skill.minutes, at, follows_self ? 0 : service.buffer_before,
                                                 precedes_self ? 0 : service.buffer_after)) {
        plan.person_times.push_back({who, busy});
      }
      at += total(skill.minutes);
    }
    plan.end = at;

    if (plan.end > opening.end) return;
    for (const PersonTime& time : plan.person_times) {
      if (!salon.works[static_cast<size_t>(time.person)].all(time.at.begin, time.at.end)) return;
    }
    out.within_hours = true;
    at = start;
    for (size_t wish = 0; wish < wishes().size(); ++wish) {
      const std::vector<int>& minutes = skill_of(person(persons[wish]), wishes()[wish].service)->minutes;
      if (lacks_power(salon, service_of(wish), minutes, at)) return;
      at += total(minutes);
    }
    out.with_power = true;
    for (size_t i = 0; i < plan.person_times.size(); ++i) {
      const PersonTime& time = plan.person_times[i];
      if (!salon.busy[static_cast<size_t>(time.person)].none(time.at.begin, time.at.end)) return;
      for (size_t k = 0; k < i; ++k) {
        const PersonTime& other = plan.person_times[k];
        if (other.person == time.person && other.at.begin < time.at.end && time.at.begin < other.at.end) return;
      }
    }
    at = start;
    for (size_t wish = 0; wish < wishes().size(); ++wish) {
      const Skill& skill = *skill_of(person(persons[wish]), wishes()[wish].service);
      for (const ResourceRun& run : resource_runs(service_of(wish), skill.minutes, at))
        plan.resource_runs.push_back(run);
      plan.price_cents += skill.price_cents;
      at += total(skill.minutes);
    }
    plan.persons = persons;
    weigh_gaps(plan);
    out.feasible.push_back(plan);
  }

  /// Every run of services that one person does in a row, by itself.
  void weigh_gaps(GuestPlan& plan) {
    int at = start;
    for (size_t first = 0; first < persons.size();) {
      const int who = persons[first];
      size_t last = first;
      while (last + 1 < persons.size() && persons[last + 1] == who) ++last;
      std::vector<Stretch> segments;
      for (size_t wish = first; wish <= last; ++wish) {
        const Service& service = service_of(wish);
        const Skill& skill = *skill_of(person(who), wishes()[wish].service);
        for (const Stretch& busy :
             staff_stretches(service, skill.minutes, at, wish == first ? service.buffer_before : 0,
                             wish == last ? service.buffer_after : 0)) {
          segments.push_back(busy);
        }
        at += total(skill.minutes);
      }
      add_gaps(plan, who, segments);
      first = last + 1;
    }
  }

  void add_gaps(GuestPlan& plan, int who, const std::vector<Stretch>& segments) {
    const MinuteSet& idle = salon.idle[static_cast<size_t>(who)];
    std::set<Stretch> touching;
    for (const Stretch& segment : segments) {
      Stretch room = opening;  // ends at the person's other segments too
      for (const Stretch& own : segments) {
        if (own.end <= segment.begin) room.begin = std::max(room.begin, own.end);
        if (own.begin >= segment.end) room.end = std::min(room.end, own.begin);
      }
      const int begin = idle.run_begin(segment.begin, room.begin);
      if (begin < segment.begin) touching.insert({begin, segment.begin});
      const int end = idle.run_end(segment.end, room.end);
      if (end > segment.end) touching.insert({segment.end, end});
    }
    const Means means = means_of(facts(), person(who));
    long stranded = 0;
    for (const Stretch& gap : touching) {
      if (gap.end - gap.begin >= means.shortest_minutes) continue;
      ++plan.gaps;
      stranded += gap.end - gap.begin;
    }
    plan.score -= static_cast<int>(stranded * means.sum_price / means.sum_minutes);
  }
};

}  // namespace

GuestPlans guest_plans(const SalonMinutes& salon, int start, Stretch opening) {
  Search search{salon, start, opening, {}, {}};
  search.choose();
  return search.out;
}

}  // namespace oracle

// Shrinking: try each way to say less, keep it when engine and oracle still disagree, until nothing can be dropped.
#include <algorithm>

#include "disagreement.h"

namespace oracle {

namespace {

/// Units [first, first + count) vanish: their busy time goes, later units move down.
void drop_units(Question& question, uint32_t first, uint32_t count) {
  for (std::vector<Busy>* all : {&question.query.busy, &question.query.imported}) {
    std::erase_if(*all, [&](const Busy& one) { return one.unit >= first && one.unit < first + count; });
    for (Busy& one : *all) {
      if (one.unit >= first + count && one.unit < 0x80000000U) one.unit -= count;
    }
  }
}

bool drop_person(Question& question, int who) {
  for (const Wish& wish : question.query.wishes) {
    if (wish.person == who) return false;
  }
  for (Service& service : question.salon.services) {
    std::erase_if(service.sessions, [&](const Session& session) { return session.person == who; });
    for (Session& session : service.sessions) session.person -= session.person > who ? 1 : 0;
  }
  for (Wish& wish : question.query.wishes) wish.person -= wish.person > who ? 1 : 0;
  drop_units(question, static_cast<uint32_t>(who), 1);
  question.salon.people.erase(question.salon.people.begin() + who);
  return true;
}

void drop_resource(Question& question, int resource) {
  Salon& salon = question.salon;
  drop_units(question, first_resource_unit(salon, resource),
             static_cast<uint32_t>(salon.resources[static_cast<size_t>(resource)]));
  for (Service& service : salon.services) {
    for (Phase& phase : service.phases) {
      std::erase(phase.resources, resource);
      for (int& named : phase.resources) named -= named > resource ? 1 : 0;
    }
  }
  salon.resources.erase(salon.resources.begin() + resource);
}

bool drop_service(Question& question, int service) {
  Salon& salon = question.salon;
  for (const Wish& wish : question.query.wishes) {
    if (wish.service == service) return false;
  }
  drop_units(question, first_seat(salon, service),
             static_cast<uint32_t>(salon.services[static_cast<size_t>(service)].capacity));
  for (Wish& wish : question.query.wishes) wish.service -= wish.service > service ? 1 : 0;
  for (Person& person : salon.people) {
    std::erase_if(person.skills, [&](const Skill& skill) { return skill.service == service; });
    for (Skill& skill : person.skills) skill.service -= skill.service > service ? 1 : 0;
  }
  salon.services.erase(salon.services.begin() + service);
  return true;
}

void drop_phase(Question& question, size_t service, size_t phase) {
  std::vector<Phase>& phases = question.salon.services[service].phases;
  phases.erase(phases.begin() + static_cast<long>(phase));
  for (Person& person : question.salon.people) {
    for (Skill& skill : person.skills) {
      if (skill.service == static_cast<int>(service))
        skill.minutes.erase(skill.minutes.begin() + static_cast<long>(phase));
    }
  }
}

/// What the document schema promises and the generator keeps: a session's person does the class.
bool is_valid(const Question& question) {
  for (size_t s = 0; s < question.salon.services.size(); ++s) {
    for (const Session& session : question.salon.services[s].sessions) {
      const std::vector<Skill>& skills = question.salon.people[static_cast<size_t>(session.person)].skills;
      if (std::none_of(skills.begin(), skills.end(),
                       [&](const Skill& skill) { return skill.service == static_cast<int>(s); }))
        return false;
    }
  }
  return !question.query.wishes.empty() && !question.salon.people.empty();
}

/// Every list that can lose an element, and every number that can become plain.
struct Shrinker {
  Question best;
  bool progress = true;
  bool first_round = true;

  void keep_if_still_wrong(const Question& smaller) {
    if (smaller == best || !is_valid(smaller) || disagreement(smaller).empty()) return;
    best = smaller;
    progress = true;
  }

  template <class Change>
  void with(Change change) {
    Question smaller = best;
    change(smaller);
    keep_if_still_wrong(smaller);
  }

  /// `list_of` finds the list in a question; it must still exist after earlier drops.
  template <class ListOf>
  void thin(ListOf list_of) {
    for (size_t i = list_of(best).size(); i-- > 0;) {
      with([&](Question& q) { list_of(q).erase(list_of(q).begin() + static_cast<long>(i)); });
    }
  }

  void query() {
    with([](Question& q) { q.query.busy.clear(); });
    thin([](Question& q) -> auto& { return q.query.busy; });
    thin([](Question& q) -> auto& { return q.query.imported; });
    with([](Question& q) { q.query.party = 1; });
    with([](Question& q) { q.query.first_only = false; });
    with([](Question& q) { q.query.only_start = 0; });
    with([](Question& q) { q.query.detail = 0; });
    with([](Question& q) { q.query.waived = 0; });
    for (int rule = 1; rule <= kWaiveNotice; rule *= 2) with([&](Question& q) { q.query.waived &= ~rule; });
    with([](Question& q) {
      if (q.query.from_date < q.query.to_date) ++q.query.from_date;
    });
    with([](Question& q) {
      if (q.query.from_date < q.query.to_date) --q.query.to_date;
    });
    thin([](Question& q) -> auto& { return q.query.wishes; });
    for (size_t i = 0; i < best.query.wishes.size(); ++i)
      with([&](Question& q) { q.query.wishes[i].person = kAnyone; });
  }

  void lists() {
    for (int i = static_cast<int>(best.salon.people.size()) - 1; i >= 0; --i) {
      with([&](Question& q) {
        if (Question less = q; drop_person(less, i)) q = less;
      });
    }
    for (int i = static_cast<int>(best.salon.services.size()) - 1; i >= 0; --i) {
      with([&](Question& q) {
        if (Question less = q; drop_service(less, i)) q = less;
      });
    }
    for (int i = static_cast<int>(best.salon.resources.size()) - 1; i >= 0; --i)
      with([&](Question& q) { drop_resource(q, i); });
  }

  void week(Week& (*week_of)(Question&, size_t), size_t index) {
    // Once only: the days are cleared one by one below, and would be filled again for ever.
    if (first_round) with([&](Question& q) { week_of(q, index).fill({{0, 1440}}); });
    for (size_t day = 0; day < 7; ++day) {
      with([&](Question& q) { week_of(q, index)[day].clear(); });
      thin([&](Question& q) -> auto& { return week_of(q, index)[day]; });
    }
  }

  void salon() {
    with([](Question& q) { q.salon.notice_minutes = 0; });
    with([](Question& q) { q.salon.horizon_days = 60; });
    with([](Question& q) { q.salon.south_african_holidays = false; });
    with([](Question& q) { q.salon.backup_power = false; });
    with([](Question& q) { q.salon.zone = "UTC"; });
    for (int step : {60, 30, 15})
      with([&](Question& q) { q.salon.step_minutes = std::max(step, q.salon.step_minutes); });
    thin([](Question& q) -> auto& { return q.salon.exceptions; });
    thin([](Question& q) -> auto& { return q.salon.outages; });
    week([](Question& q, size_t) -> Week& { return q.salon.hours; }, 0);
  }

  void people() {
    for (size_t i = 0; i < best.salon.people.size(); ++i) {
      thin([&](Question& q) -> auto& { return q.salon.people[i].exceptions; });
      thin([&](Question& q) -> auto& { return q.salon.people[i].time_off; });
      thin([&](Question& q) -> auto& { return q.salon.people[i].skills; });
      week([](Question& q, size_t index) -> Week& { return q.salon.people[index].hours; }, i);
      for (size_t k = 0; k < best.salon.people[i].skills.size(); ++k) {
        with([&](Question& q) {
          Skill& skill = q.salon.people[i].skills[k];
          const Service& service = q.salon.services[static_cast<size_t>(skill.service)];
          skill.price_cents = service.price_cents;
          for (size_t p = 0; p < skill.minutes.size(); ++p) skill.minutes[p] = service.phases[p].minutes;
        });
      }
    }
  }

  void services() {
    for (size_t i = 0; i < best.salon.services.size(); ++i) {
      thin([&](Question& q) -> auto& { return q.salon.services[i].sessions; });
      with([&](Question& q) { q.salon.services[i].buffer_before = 0; });
      with([&](Question& q) { q.salon.services[i].buffer_after = 0; });
      for (size_t p = best.salon.services[i].phases.size(); p-- > 0;) {
        if (best.salon.services[i].phases.size() > 1) with([&](Question& q) { drop_phase(q, i, p); });
        if (p >= best.salon.services[i].phases.size()) continue;
        thin([&](Question& q) -> auto& { return q.salon.services[i].phases[p].resources; });
        with([&](Question& q) { q.salon.services[i].phases[p].needs_power = false; });
      }
    }
  }
};

}  // namespace

Question shrink(const Question& question) {
  Shrinker shrinker{question};
  while (shrinker.progress) {
    shrinker.progress = false;
    shrinker.query();
    shrinker.lists();
    shrinker.salon();
    shrinker.people();
    shrinker.services();
    shrinker.first_round = false;
  }
  return shrinker.best;
}

}  // namespace oracle

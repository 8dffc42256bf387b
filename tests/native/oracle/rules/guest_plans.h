// One guest's ways to be served from one start: every way to give the wished services to people.
#pragma once

#include <vector>

#include "oracle.h"
#include "salon_minutes.h"

namespace oracle {

struct PersonTime {
  int person;
  Stretch at;
};

/// One unit of `resource` kept over `at`.
struct ResourceRun {
  int resource;
  Stretch at;
};

struct GuestPlan {
  int end = 0;
  int price_cents = 0;
  int gaps = 0;
  int score = 0;
  std::vector<int> persons;
  std::vector<PersonTime> person_times;
  std::vector<ResourceRun> resource_runs;
};

struct GuestPlans {
  std::vector<GuestPlan> feasible;  // as far as people go; in document order of persons
  bool within_hours = false;        // some way keeps rule 6
  bool with_power = false;          // some way keeps rules 6 and 8
};

/// `opening` holds `start`; the visit must end within it.
GuestPlans guest_plans(const SalonMinutes& salon, int start, Stretch opening);

/// The runs of a service over its resources: consecutive phases naming a resource keep its unit.
std::vector<ResourceRun> resource_runs(const Service& service, const std::vector<int>& minutes, int start);

/// Whether some phase that needs power overlaps an outage.
bool lacks_power(const SalonMinutes& salon, const Service& service, const std::vector<int>& minutes, int start);

int total(const std::vector<int>& minutes);

}  // namespace oracle

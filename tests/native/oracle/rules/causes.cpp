#include "causes.h"

#include <algorithm>

#include "guest_plans.h"

namespace oracle {

namespace {

bool names(const Phase& phase, int resource) {
  return std::find(phase.resources.begin(), phase.resources.end(), resource) != phase.resources.end();
}

}  // namespace

Causes::Causes(const SalonMinutes& salon, int start, std::vector<std::vector<int>> choices)
    : salon_(salon), start_(start), choices_(std::move(choices)) {}

Causes::Causes(const SalonMinutes& salon, int start, const Session& session)
    : salon_(salon), start_(start), only_(session.person), choices_(1, {session.person}) {}

const Service& Causes::service_of(size_t wish) const {
  return facts().services[static_cast<size_t>(salon_.question.query.wishes[wish].service)];
}

const std::vector<int>& Causes::minutes_of(const std::vector<int>& choice, size_t wish) const {
  const Person& person = facts().people[static_cast<size_t>(choice[wish])];
  return skill_of(person, salon_.question.query.wishes[wish].service)->minutes;
}

std::vector<int> Causes::able(size_t wish) const {
  const Wish& wished = salon_.question.query.wishes[wish];
  std::vector<int> out;
  for (int who = 0; who < static_cast<int>(facts().people.size()); ++who) {
    if (wished.person != kAnyone && wished.person != who) continue;
    if (only_ != kAnyone && only_ != who) continue;
    if (skill_of(facts().people[static_cast<size_t>(who)], wished.service)) out.push_back(who);
  }
  return out;
}

std::vector<std::vector<int>> Causes::all(const SalonMinutes& salon) {
  const Causes none(salon, 0);
  std::vector<std::vector<int>> out{{}};
  for (size_t wish = 0; wish < salon.question.query.wishes.size(); ++wish) {
    std::vector<std::vector<int>> longer;
    for (const std::vector<int>& choice : out) {
      for (int who : none.able(wish)) {
        longer.push_back(choice);
        longer.back().push_back(who);
      }
    }
    out = longer;
  }
  return out;
}

std::optional<Cause> Causes::nobody() const {
  for (size_t wish = 0; wish < salon_.question.query.wishes.size(); ++wish)
    if (able(wish).empty()) return cause(wish, 0, -1);
  return {};
}

int Causes::shortest() const {
  int sum = 0;
  for (size_t wish = 0; wish < salon_.question.query.wishes.size(); ++wish) {
    int least = 0;
    for (int who : able(wish)) {
      std::vector<int> choice(wish + 1, who);
      const int minutes = total(minutes_of(choice, wish));
      if (least == 0 || minutes < least) least = minutes;
    }
    sum += least;
  }
  return sum;
}

/// The phase alone, buffers left aside.
Stretch Causes::phase_time(const std::vector<int>& choice, size_t wish, size_t phase) const {
  int at = start_;
  for (size_t before = 0; before < wish; ++before) at += total(minutes_of(choice, before));
  const std::vector<int>& minutes = minutes_of(choice, wish);
  for (size_t before = 0; before < phase; ++before) at += minutes[before];
  return {at, at + minutes[phase]};
}

/// The phase with the buffer before it, if it is the first with staff, and after it, if it is the last (rule 4).
Stretch Causes::person_time(const std::vector<int>& choice, size_t wish, size_t phase) const {
  const Service& service = service_of(wish);
  Stretch at = phase_time(choice, wish, phase);
  const auto staff = [](const Phase& one) { return one.staff; };
  const auto here = service.phases.begin() + static_cast<std::ptrdiff_t>(phase);
  const bool first = std::none_of(service.phases.begin(), here, staff);
  const bool last = std::none_of(here + 1, service.phases.end(), staff);
  const bool follows_self = wish > 0 && choice[wish - 1] == choice[wish];
  const bool precedes_self = wish + 1 < choice.size() && choice[wish + 1] == choice[wish];
  if (first && !follows_self) at.begin -= service.buffer_before;
  if (last && !precedes_self) at.end += service.buffer_after;
  return at;
}

/// From the first of the phases that keep the unit (rule 3) to the end of this one.
Stretch Causes::unit_time(const std::vector<int>& choice, size_t wish, size_t phase, int resource) const {
  const Service& service = service_of(wish);
  size_t first = phase;
  while (first > 0 && names(service.phases[first - 1], resource)) --first;
  return {phase_time(choice, wish, first).begin, phase_time(choice, wish, phase).end};
}

bool Causes::meets_itself(const std::vector<int>& choice) const {
  std::vector<std::pair<int, Stretch>> seen;
  for (size_t wish = 0; wish < choice.size(); ++wish) {
    for (size_t phase = 0; phase < service_of(wish).phases.size(); ++phase) {
      if (!service_of(wish).phases[phase].staff) continue;
      const Stretch at = person_time(choice, wish, phase);
      for (const auto& [who, other] : seen)
        if (who == choice[wish] && at.begin < other.end && other.begin < at.end) return true;
      seen.push_back({choice[wish], at});
    }
  }
  return false;
}

Cause Causes::cause(size_t wish, size_t phase, int resource) const {
  int at = start_;
  for (size_t w = 0; w <= wish; ++w) {
    int least = -1;
    for (int who : able(w)) {
      const std::vector<int> choice(w + 1, who);
      const std::vector<int>& minutes = minutes_of(choice, w);
      int sum = 0;
      for (size_t p = 0; p < (w < wish ? minutes.size() : phase); ++p) sum += minutes[p];
      if (least < 0 || sum < least) least = sum;
    }
    at += std::max(least, 0);
  }
  const std::vector<int> people = able(wish);
  return {static_cast<int>(wish), static_cast<int>(phase), people.size() == 1 ? people[0] : kAnyone, resource, at};
}

/// Keeps the choices for which `keeps` holds; false, and all kept, when it holds for none.
template <class Keeps>
bool Causes::narrow(Keeps keeps) {
  std::vector<std::vector<int>> left;
  std::copy_if(choices_.begin(), choices_.end(), std::back_inserter(left), keeps);
  if (left.empty()) return false;
  choices_ = left;
  return true;
}

std::optional<Cause> Causes::off() {
  for (size_t wish = 0; wish < salon_.question.query.wishes.size(); ++wish) {
    for (size_t phase = 0; phase < service_of(wish).phases.size(); ++phase) {
      if (!service_of(wish).phases[phase].staff) continue;
      const bool left = narrow([&](const std::vector<int>& choice) {
        const Stretch at = person_time(choice, wish, phase);
        return salon_.works[static_cast<size_t>(choice[wish])].all(at.begin, at.end);
      });
      if (!left) return cause(wish, phase, -1);
    }
  }
  return {};
}

std::optional<Cause> Causes::no_power() {
  for (size_t wish = 0; wish < salon_.question.query.wishes.size(); ++wish) {
    for (size_t phase = 0; phase < service_of(wish).phases.size(); ++phase) {
      if (!service_of(wish).phases[phase].needs_power) continue;
      const bool left = narrow([&](const std::vector<int>& choice) {
        const Stretch at = phase_time(choice, wish, phase);
        return salon_.outage.none(at.begin, at.end);
      });
      if (left) continue;
      Cause found = cause(wish, phase, -1);
      found.person = kAnyone;
      return found;
    }
  }
  return {};
}

std::optional<Cause> Causes::taken() {
  for (const std::vector<int>& choice : choices_)
    if (meets_itself(choice)) return {};
  for (size_t wish = 0; wish < salon_.question.query.wishes.size(); ++wish) {
    for (size_t phase = 0; phase < service_of(wish).phases.size(); ++phase) {
      const Phase& here = service_of(wish).phases[phase];
      const bool person = !here.staff || narrow([&](const std::vector<int>& choice) {
        const Stretch at = person_time(choice, wish, phase);
        return salon_.busy[static_cast<size_t>(choice[wish])].none(at.begin, at.end);
      });
      if (!person) return cause(wish, phase, -1);
      for (int resource : here.resources) {
        const uint32_t unit = first_resource_unit(facts(), resource);
        const auto count = static_cast<uint32_t>(facts().resources[static_cast<size_t>(resource)]);
        const bool left = narrow([&](const std::vector<int>& choice) {
          const Stretch at = unit_time(choice, wish, phase, resource);
          for (uint32_t one = unit; one < unit + count; ++one)
            if (salon_.busy[one].none(at.begin, at.end)) return true;
          return false;
        });
        if (left) continue;
        Cause found = cause(wish, phase, resource);
        found.person = kAnyone;
        return found;
      }
    }
  }
  return {};
}

}  // namespace oracle

#include "wasm/availability/facts/query.h"

#include <algorithm>
#include <new>

#include "wasm/availability/facts/blocks.h"
#include "wasm/availability/facts/grid.h"
#include "wasm/availability/facts/growing_rows.h"

namespace booking::availability {
namespace {

[[nodiscard]] bool does(const Salon& salon, uint32_t person, const wire::Wish& wish) {
  if (wish.person() != kAny && wish.person() != person) return false;
  if (salon.skill(person, wish.service()) != nullptr) return true;
  const auto& service = salon.services[wish.service()];
  if (service.capacity() == 0) return false;
  for (const auto& session : part(salon.sessions, service.sessions()))  // whoever holds a session does the class
    if (session.person() == person) return true;
  return false;
}

/// Classes count, for the shortest service and for the mean price, only with a person who does nothing else: the time
/// between sessions cannot be sold as one.
void measure_prices(const Salon& salon, Participant& participant) {
  const auto skills = part(salon.skills, salon.people[participant.person].skills());
  const bool only_classes =
      std::all_of(skills.begin(), skills.end(), [&](const auto& s) { return salon.is_class(s.service()); });
  for (const auto& skill : skills) {
    if (salon.is_class(skill.service()) && !only_classes) continue;
    int32_t total = 0;
    for (uint32_t p = 0; p < salon.services[skill.service()].phases().count(); ++p)
      total += salon.phase_minutes(skill.service(), p, &skill);
    participant.price_sum += skill.price_cents();
    participant.minutes_sum += total;
    const int32_t length = (total + salon.quantum - 1) / salon.quantum;  // shorter than it is shorter than the service
    if (participant.shortest == 0 || length < participant.shortest) participant.shortest = length;
  }
}

[[nodiscard]] Status find_participants(Arena& arena, Query& q) {
  const auto people = static_cast<uint32_t>(q.salon.people.size());
  if (!take(arena, people, q.participants)) return Status::OutOfMemory;
  uint32_t count = 0;
  for (uint32_t person = 0; person < people; ++person) {
    const bool able = std::any_of(q.wishes.begin(), q.wishes.end(),
                                  [&](const wire::Wish& wish) { return does(q.salon, person, wish); });
    if (!able) continue;
    Participant& participant = q.participants[count++];
    participant.person = person;
    measure_prices(q.salon, participant);
    const auto& row = q.salon.people[person];
    const auto status = q.waives(wire::Waived::Hours)
                            ? participant.rota.whole_days(arena)
                            : participant.rota.build(arena, q.salon, row.hours(), row.exceptions(), q.first_date(),
                                                     q.dates(), Rota::Holidays::work);
    if (status != Status::Ok) return status;
  }
  q.participants = q.participants.first(count);
  q.planes.people = groups_for(count);
  return Status::Ok;
}

[[nodiscard]] Status find_pools(Arena& arena, Query& q) {
  if (!take(arena, q.salon.resources.size(), q.pools)) return Status::OutOfMemory;
  uint32_t count = 0;
  uint32_t plane = q.planes.people;
  for (uint32_t resource = 0; resource < q.salon.resources.size(); ++resource) {
    const bool needed = std::any_of(q.wishes.begin(), q.wishes.end(), [&](const wire::Wish& wish) {
      for (const auto& phase : part(q.salon.phases, q.salon.services[wish.service()].phases()))
        for (const uint16_t named : part(q.salon.phase_resources, phase.resources()))
          if (named == resource) return true;
      return false;
    });
    if (!needed) continue;
    const uint32_t units = q.salon.resources[resource].count();
    q.pools[count++] = {resource, units, q.salon.first_resource_unit(resource), plane};
    plane += std::max(1u, groups_for(units));
  }
  q.pools = q.pools.first(count);
  q.planes.power = plane;
  q.planes.count = plane + 1;
  return Status::Ok;
}

[[nodiscard]] bool same_minutes(const Salon& salon, uint32_t service, const wire::Skill* skill, const Way& way) {
  for (uint32_t p = 0; p < way.phases.size(); ++p)
    if (salon.phase_minutes(service, p, skill) != way.phases[p].length * salon.quantum) return false;
  return true;
}

[[nodiscard]] bool lay_out(Arena& arena, const Query& q, uint32_t service, const wire::Skill* skill, Way& way) {
  const auto phases = part(q.salon.phases, q.salon.services[service].phases());
  std::span<PhaseSpan> spans;
  way.who = arena.take_zeroed<Mask>(q.planes.people + 1);
  if (!take(arena, phases.size(), spans) || way.who == nullptr) return false;
  way.first_staff = -1;
  int32_t at = 0;
  for (uint32_t p = 0; p < phases.size(); ++p) {
    const int32_t length = q.salon.phase_minutes(service, p, skill) / q.salon.quantum;
    spans[p] = {at, length, phases[p].staff() != 0, phases[p].needs_power() != 0,
                part(q.salon.phase_resources, phases[p].resources())};
    if (spans[p].staff && way.first_staff < 0) way.first_staff = at;
    at += length;
    if (spans[p].staff) way.last_staff = at;
  }
  way.phases = spans;
  way.total = at;
  return true;
}

[[nodiscard]] Status plan_wish(Arena& arena, const Query& q, const wire::Wish& wish, WishPlan& plan) {
  const auto& service = q.salon.services[wish.service()];
  const size_t people = q.participants.size();
  plan.service = wish.service();
  const bool buffers = !q.waives(wire::Waived::Buffers);
  plan.buffer_before = buffers ? service.buffer_before() / q.salon.quantum : 0;
  plan.buffer_after = buffers ? service.buffer_after() / q.salon.quantum : 0;
  plan.price = arena.take<int32_t>(people + 1);
  plan.way = arena.take<uint16_t>(people + 1);
  if (!take(arena, people, plan.ways) || !take(arena, people, plan.classes) || plan.price == nullptr ||
      plan.way == nullptr)
    return Status::OutOfMemory;

  size_t ways = 0;
  size_t classes = 0;
  for (uint32_t p = 0; p < people; ++p) {
    plan.price[p] = -1;
    if (!does(q.salon, q.participants[p].person, wish)) continue;
    const auto* skill = q.salon.skill(q.participants[p].person, wish.service());
    plan.price[p] = skill != nullptr ? skill->price_cents() : service.price_cents();

    size_t w = 0;
    while (w < ways && !same_minutes(q.salon, wish.service(), skill, plan.ways[w])) ++w;
    if (w == ways && !lay_out(arena, q, wish.service(), skill, plan.ways[ways++])) return Status::OutOfMemory;
    plan.way[p] = static_cast<uint16_t>(w);
    plan.ways[w].who[p / kMaskBits] |= bit_of(p);

    size_t c = 0;
    while (c < classes && plan.classes[c].price != plan.price[p]) ++c;
    if (c == classes) {
      Mask* who = arena.take_zeroed<Mask>(q.planes.people + 1);
      if (who == nullptr) return Status::OutOfMemory;
      plan.classes[classes++] = {plan.price[p], who};
    }
    plan.classes[c].who[p / kMaskBits] |= bit_of(p);
  }
  plan.ways = plan.ways.first(ways);
  plan.classes = plan.classes.first(classes);
  std::sort(plan.classes.begin(), plan.classes.end(),
            [](const PriceClass& a, const PriceClass& b) { return a.price < b.price; });
  return Status::Ok;
}

[[nodiscard]] Status read_question(const wire::AvailabilityRequest& request, Query& q) {
  if (request.wishes() == nullptr || request.wishes()->size() == 0) return Status::OutOfRange;
  if (request.wishes()->size() > kMaxWishes || request.party() > kMaxParty) return Status::TooLarge;
  q.wishes = rows(request.wishes());
  q.busy = rows(request.busy());
  q.imported = rows(request.imported());
  if (q.busy.size() > kMaxBusy || q.imported.size() > kMaxBusy) return Status::TooLarge;
  for (const auto& wish : q.wishes) {
    if (wish.service() >= q.salon.services.size()) return Status::OutOfRange;
    if (wish.person() != kAny && wish.person() >= q.salon.people.size()) return Status::OutOfRange;
  }
  if (request.party() == 0 || request.detail() > wire::Detail::Told ||
      request.waived() > static_cast<uint8_t>(wire::Waived::ANY))
    return Status::OutOfRange;
  if (request.now() < uint32_t{kFirstDate} * kDayMinutes || request.now() >= uint32_t{kLastDate} * kDayMinutes)
    return Status::OutOfRange;
  if (request.from_date() < kFirstDate || request.to_date() >= kLastDate || request.from_date() > request.to_date() ||
      request.only_start() >= uint32_t{kLastDate} * kDayMinutes)
    return Status::OutOfRange;
  if (request.to_date() - request.from_date() >= kMaxDays) return Status::TooLarge;

  q.now = static_cast<int32_t>(request.now());
  q.today = date_of(wall_at(Instant{q.now}, q.salon.zone->offset_at(Instant{q.now}))).days;
  q.party = static_cast<int32_t>(request.party());
  q.only_start = static_cast<int32_t>(request.only_start());
  q.waived = request.waived();
  if (q.waives(wire::Waived::Grid)) q.salon.step_minutes = kQuantum;
  q.first_only = request.first_only() != 0;
  q.detail = request.detail();
  q.from = request.from_date();
  q.to = request.to_date();
  if (q.only_start != 0) {
    const auto offset = q.salon.zone->offset_at(Instant{q.only_start});
    const int32_t date = date_of(wall_at(Instant{q.only_start}, offset)).days;
    if (date < q.from || date > q.to) q.to = q.from - 1;
    else q.from = q.to = date;
  }
  if (q.wants_rejects()) {
    if (q.to - q.from >= kMaxExplainedDays) return Status::TooLarge;
  } else {
    if (!q.waives(wire::Waived::Notice)) q.from = std::max(q.from, q.today);
    q.to = std::min(q.to, q.last_date());
  }
  return Status::Ok;
}

}  // namespace

const Pool& Query::pool(uint32_t resource) const {
  size_t i = 0;
  while (pools[i].resource != resource) ++i;
  return pools[i];
}

Status prepare(Arena& arena, const wire::AvailabilityRequest& request, Query& q) {
  if (request.calendar() == nullptr) return Status::Malformed;
  const auto* calendar = request.calendar_nested_root();
  if (const auto status = read_salon(*calendar, q.salon); status != Status::Ok) return status;
  if (const auto status = read_question(request, q); status != Status::Ok) return status;
  if (q.to < q.from) return Status::Ok;
  q.is_class = q.wishes.size() == 1 && q.salon.is_class(q.wishes[0].service());
  const int32_t noon = (q.from + q.to) / 2 * kDayMinutes;
  const Period period = q.salon.zone->period_at(Instant{noon});
  q.uniform = period.begin.minutes <= (q.from - kMarginDays) * kDayMinutes &&
              period.end.minutes >= (q.to + kMarginDays) * kDayMinutes;
  if (!q.is_class && q.uniform) q.salon.quantum = coarsest_quantum(q, period.offset);

  const auto status = q.trading.build(arena, q.salon, q.salon.hours, q.salon.exceptions, q.first_date(), q.dates(),
                                      q.salon.holidays_za ? Rota::Holidays::close : Rota::Holidays::work);
  if (status != Status::Ok) return status;
  q.opening = q.trading;
  if (q.waives(wire::Waived::Hours))
    if (const auto whole = q.opening.whole_days(arena); whole != Status::Ok) return whole;
  if (const auto found = find_participants(arena, q); found != Status::Ok) return found;
  if (const auto found = find_pools(arena, q); found != Status::Ok) return found;
  if (!take(arena, q.wishes.size(), q.plans)) return Status::OutOfMemory;
  for (size_t w = 0; w < q.wishes.size(); ++w) {
    if (const auto planned = plan_wish(arena, q, q.wishes[w], q.plans[w]); planned != Status::Ok) return planned;
    q.margin_before = std::max(q.margin_before, q.plans[w].buffer_before);
    q.margin_after = std::max(q.margin_after, q.plans[w].buffer_after);
  }
  return collect_blocks(arena, q);
}

}  // namespace booking::availability

#include "wasm/availability/facts/salon.h"

#include "wasm/availability/limits.h"

namespace booking::availability {
namespace {

[[nodiscard]] bool inside(const wire::Slice& slice, size_t size) {
  return uint64_t{slice.first()} + slice.count() <= size;
}

[[nodiscard]] bool whole_quanta(int32_t minutes) { return minutes % kQuantum == 0; }

[[nodiscard]] bool is_day_span(int32_t start, int32_t end) {
  return start < end && end <= kDayMinutes && whole_quanta(start) && whole_quanta(end);
}

[[nodiscard]] Status check_times(const Salon& salon) {
  for (const auto& span : salon.week_spans)
    if (span.weekday() > 6 || !is_day_span(span.start(), span.end())) return Status::OutOfRange;
  for (const auto& span : salon.day_spans)
    if (!is_day_span(span.start(), span.end())) return Status::OutOfRange;
  for (const auto& date : salon.date_hours)
    if (!inside(date.spans(), salon.day_spans.size()) || date.spans().count() > kMaxDaySpans) return Status::OutOfRange;
  for (const auto& span : salon.wall_spans)
    if (span.from() > span.to() || span.from() < -(1 << 29) || span.to() > (1 << 29)) return Status::OutOfRange;
  for (const auto& session : salon.sessions)
    if (session.weekday() > 6 || session.minute() >= kDayMinutes || !whole_quanta(session.minute()) ||
        session.person() >= salon.people.size())
      return Status::OutOfRange;
  return Status::Ok;
}

[[nodiscard]] Status check_services(const Salon& salon) {
  for (const auto& resource : salon.resources)
    if (resource.count() > kMaxResourceUnits) return Status::TooLarge;
  for (const uint16_t resource : salon.phase_resources)
    if (resource >= salon.resources.size()) return Status::OutOfRange;
  for (const auto& phase : salon.phases) {
    if (!inside(phase.resources(), salon.phase_resources.size())) return Status::OutOfRange;
    if (phase.resources().count() > kMaxPhaseResources) return Status::TooLarge;
    if (phase.minutes() == 0 || !whole_quanta(phase.minutes())) return Status::OutOfRange;
  }
  uint64_t sessions = 0;
  for (const auto& service : salon.services) {
    sessions += service.sessions().count();
    if (sessions > kMaxSessions) return Status::TooLarge;
    if (!inside(service.phases(), salon.phases.size()) || !inside(service.sessions(), salon.sessions.size()))
      return Status::OutOfRange;
    if (service.phases().count() == 0) return Status::OutOfRange;
    if (service.phases().count() > kMaxPhases || service.capacity() > kMaxSeats) return Status::TooLarge;
    if (service.price_cents() < 0 || !whole_quanta(service.buffer_before()) || !whole_quanta(service.buffer_after()) ||
        service.buffer_before() > kMaxBuffer || service.buffer_after() > kMaxBuffer)
      return Status::OutOfRange;
    int32_t total = 0;
    for (const auto& phase : part(salon.phases, service.phases())) total += phase.minutes();
    if (total > kMaxVisitMinutes) return Status::OutOfRange;
  }
  return Status::Ok;
}

[[nodiscard]] Status check_people(const Salon& salon) {
  for (const auto& person : salon.people) {
    if (person.hours().count() > kMaxOwnerRows || person.exceptions().count() > kMaxOwnerRows ||
        person.time_off().count() > kMaxOwnerRows || person.skills().count() > kMaxServices)
      return Status::TooLarge;
    if (!inside(person.hours(), salon.week_spans.size()) || !inside(person.exceptions(), salon.date_hours.size()) ||
        !inside(person.time_off(), salon.wall_spans.size()) || !inside(person.skills(), salon.skills.size()))
      return Status::OutOfRange;
  }
  for (const auto& skill : salon.skills) {
    if (skill.service() >= salon.services.size() || skill.price_cents() < 0) return Status::OutOfRange;
    const uint32_t phases = salon.services[skill.service()].phases().count();
    if (uint64_t{skill.minutes_first()} + phases > salon.minutes.size()) return Status::OutOfRange;
    int32_t total = 0;
    for (uint32_t p = 0; p < phases; ++p) {
      const int32_t minutes = salon.minutes[skill.minutes_first() + p];
      if (minutes == 0 || !whole_quanta(minutes)) return Status::OutOfRange;
      total += minutes;
    }
    if (total > kMaxVisitMinutes) return Status::OutOfRange;
  }
  return Status::Ok;
}

}  // namespace

const wire::Skill* Salon::skill(uint32_t person, uint32_t service) const {
  for (const auto& skill : part(skills, people[person].skills()))
    if (skill.service() == service) return &skill;
  return nullptr;
}

int32_t Salon::phase_minutes(uint32_t service, uint32_t phase, const wire::Skill* skill) const {
  if (skill != nullptr) return minutes[skill->minutes_first() + phase];
  return phases[services[service].phases().first() + phase].minutes();
}

uint32_t Salon::first_resource_unit(uint32_t resource) const {
  uint32_t unit = static_cast<uint32_t>(people.size());
  for (uint32_t r = 0; r < resource; ++r) unit += resources[r].count();
  return unit;
}

uint32_t Salon::first_seat_unit(uint32_t service) const {
  uint32_t unit = first_resource_unit(static_cast<uint32_t>(resources.size()));
  for (uint32_t s = 0; s < service; ++s) unit += services[s].capacity();
  return unit;
}

uint32_t Salon::units() const { return first_seat_unit(static_cast<uint32_t>(services.size())); }

Status read_salon(const wire::Calendar& calendar, Salon& out) {
  out.zone = Zone::find({calendar.zone()->c_str(), calendar.zone()->size()});
  if (out.zone == nullptr) return Status::UnknownZone;
  const auto* rules = calendar.rules();
  if (rules == nullptr) return Status::Malformed;
  out.step_minutes = rules->step_minutes();
  out.horizon_days = rules->horizon_days();
  if (out.step_minutes < kQuantum || out.step_minutes > kDayMinutes || !whole_quanta(out.step_minutes) ||
      out.horizon_days > kMaxHorizonDays || rules->notice_minutes() > 527'040)  // 366 days
    return Status::OutOfRange;
  out.notice_minutes = static_cast<int32_t>(rules->notice_minutes());
  out.holidays_za = calendar.public_holidays() == 1;
  out.backup_power = calendar.backup_power() != 0;
  if (calendar.hours() != nullptr) out.hours = *calendar.hours();
  if (calendar.exceptions() != nullptr) out.exceptions = *calendar.exceptions();
  if (calendar.outages() != nullptr) out.outages = *calendar.outages();
  out.resources = rows(calendar.resources());
  out.services = rows(calendar.services());
  out.people = rows(calendar.people());
  out.phases = rows(calendar.phases());
  out.sessions = rows(calendar.sessions());
  out.skills = rows(calendar.skills());
  out.week_spans = rows(calendar.week_spans());
  out.date_hours = rows(calendar.date_hours());
  out.day_spans = rows(calendar.day_spans());
  out.wall_spans = rows(calendar.wall_spans());
  if (calendar.phase_resources() != nullptr)
    out.phase_resources = {calendar.phase_resources()->data(), calendar.phase_resources()->size()};
  if (calendar.minutes() != nullptr) out.minutes = {calendar.minutes()->data(), calendar.minutes()->size()};

  if (out.people.size() > kMaxPeople || out.services.size() > kMaxServices || out.resources.size() > kMaxResources)
    return Status::TooLarge;
  for (const size_t size :
       {out.phases.size(), out.phase_resources.size(), out.sessions.size(), out.skills.size(), out.minutes.size(),
        out.week_spans.size(), out.date_hours.size(), out.day_spans.size(), out.wall_spans.size()})
    if (size > kMaxRows) return Status::TooLarge;
  if (out.hours.count() > kMaxOwnerRows || out.exceptions.count() > kMaxOwnerRows ||
      out.outages.count() > kMaxOwnerRows)
    return Status::TooLarge;
  if (!inside(out.hours, out.week_spans.size()) || !inside(out.exceptions, out.date_hours.size()) ||
      !inside(out.outages, out.wall_spans.size()))
    return Status::OutOfRange;
  if (const auto status = check_times(out); status != Status::Ok) return status;
  if (const auto status = check_services(out); status != Status::Ok) return status;
  return check_people(out);
}

}  // namespace booking::availability

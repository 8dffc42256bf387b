#include "salon_minutes.h"

#include <algorithm>

#include "civil_date.h"

namespace oracle {

namespace {

constexpr int kQuantum = 5;
constexpr int kMarginDays = 3;  // before and after the asked dates: visits, buffers and offsets reach no further

const std::vector<DaySpan>* exception_on(const std::vector<DateHours>& exceptions, int date) {
  for (const DateHours& exception : exceptions) {
    if (exception.date == date) return &exception.spans;
  }
  return nullptr;
}

int first_minute(const Query& query) { return (query.from_date - kMarginDays) * kMinutesPerDay; }
int end_minute(const Query& query) { return (query.to_date + 1 + kMarginDays) * kMinutesPerDay; }

}  // namespace

const Skill* skill_of(const Person& person, int service) {
  for (const Skill& skill : person.skills) {
    if (skill.service == service) return &skill;
  }
  return nullptr;
}

std::vector<Stretch> staff_stretches(const Service& service, const std::vector<int>& minutes, int start, int before,
                                     int after) {
  std::vector<Stretch> out;
  int at = start;
  for (size_t p = 0; p < service.phases.size(); ++p) {
    const Stretch phase{at, at + minutes[p]};
    at = phase.end;
    if (!service.phases[p].staff) continue;
    if (!out.empty() && out.back().end == phase.begin) {
      out.back().end = phase.end;
    } else {
      out.push_back(phase);
    }
  }
  if (!out.empty()) {
    out.front().begin -= before;
    out.back().end += after;
  }
  return out;
}

SalonMinutes::SalonMinutes(const Question& asked, int asked_class)
    : question(asked),
      clock(WallClock::of(asked.salon.zone)),
      works(asked.salon.people.size(), MinuteSet(first_minute(asked.query), end_minute(asked.query))),
      busy(unit_count(asked.salon), MinuteSet(first_minute(asked.query), end_minute(asked.query))),
      outage(first_minute(asked.query), end_minute(asked.query)) {
  const Salon& salon = question.salon;
  const Query& query = question.query;
  for (int date = query.from_date - 1; date <= query.to_date + 1; ++date) openings_.push_back(openings_of(date));
  for (size_t i = 0; i < salon.people.size(); ++i) {
    const Person& person = salon.people[i];
    if (query.waives(kWaiveHours)) works[i].add(first_minute(query), end_minute(query));
    for (int date = query.from_date - kMarginDays; date <= query.to_date + kMarginDays; ++date) {
      const std::vector<DaySpan>* dated = exception_on(person.exceptions, date);
      for (const DaySpan& span : dated ? *dated : person.hours[static_cast<size_t>(weekday(date))]) {
        works[i].add(clock.interval_start(date * kMinutesPerDay + span.start),
                     clock.interval_end(date * kMinutesPerDay + span.end));
      }
    }
    for (const WallSpan& off : query.waives(kWaiveHours) ? std::vector<WallSpan>{} : person.time_off)
      works[i].remove(clock.interval_start(off.from), clock.interval_end(off.to));
    works[i].seal();
  }
  if (!salon.backup_power) {
    for (const WallSpan& out : salon.outages) outage.add(clock.interval_start(out.from), clock.interval_end(out.to));
  }
  outage.seal();
  for (const std::vector<Busy>* all : {&query.busy, &query.imported}) {
    for (const Busy& one : *all) {
      if (one.unit >= busy.size() || one.start >= one.end) continue;
      const long widened_start = static_cast<long>(one.start) / kQuantum * kQuantum;
      const long widened_end = (static_cast<long>(one.end) + kQuantum - 1) / kQuantum * kQuantum;
      busy[one.unit].add(widened_start, widened_end);
    }
  }
  for (int date = query.from_date - kMarginDays; date <= query.to_date + kMarginDays; ++date)
    reserve_sessions(date, asked_class);
  for (MinuteSet& unit : busy) unit.seal();
  idle = works;
  for (size_t i = 0; i < idle.size(); ++i) idle[i].remove(busy[i]);
}

std::vector<DaySpan> SalonMinutes::opening_hours(int date) const {
  const Salon& salon = question.salon;
  if (const std::vector<DaySpan>* dated = exception_on(salon.exceptions, date)) return *dated;
  if (salon.south_african_holidays && is_south_african_holiday(date)) return {};
  return salon.hours[static_cast<size_t>(weekday(date))];
}

std::vector<Stretch> SalonMinutes::openings_of(int date) const {
  std::vector<Stretch> out;
  const std::vector<DaySpan> whole_day{{0, kMinutesPerDay}};
  for (const DaySpan& span : question.query.waives(kWaiveHours) ? whole_day : opening_hours(date)) {
    const Stretch open{clock.interval_start(date * kMinutesPerDay + span.start),
                       clock.interval_end(date * kMinutesPerDay + span.end)};
    if (open.begin < open.end) out.push_back(open);
  }
  std::sort(out.begin(), out.end());
  std::vector<Stretch> joined;
  for (const Stretch& open : out) {
    if (!joined.empty() && open.begin <= joined.back().end) {
      joined.back().end = std::max(joined.back().end, open.end);
    } else {
      joined.push_back(open);
    }
  }
  return joined;
}

std::vector<Stretch> SalonMinutes::openings_around(int begin, int end) const {
  std::vector<Stretch> out;
  const int own_date = clock.date_of(begin);
  for (int date : {own_date - 1, own_date, own_date + 1}) {
    const int at = date - (question.query.from_date - 1);
    if (at < 0 || at >= static_cast<int>(openings_.size())) continue;
    for (const Stretch& open : openings_[static_cast<size_t>(at)]) {
      if (open.begin <= begin && end <= open.end) out.push_back(open);
    }
  }
  return out;
}

void SalonMinutes::reserve_sessions(int date, int asked_class) {
  if (opening_hours(date).empty()) return;
  const Salon& salon = question.salon;
  for (size_t s = 0; s < salon.services.size(); ++s) {
    const Service& service = salon.services[s];
    if (service.capacity == 0 || static_cast<int>(s) == asked_class) continue;
    for (const Session& session : service.sessions) {
      if (session.weekday != weekday(date)) continue;
      const size_t person = static_cast<size_t>(session.person);
      const Skill* skill = skill_of(salon.people[person], static_cast<int>(s));
      if (!skill) continue;
      const int start = clock.interval_start(date * kMinutesPerDay + session.minute);
      for (const Stretch& taken :
           staff_stretches(service, skill->minutes, start, service.buffer_before, service.buffer_after)) {
        busy[person].add(taken.begin, taken.end);
      }
    }
  }
}

bool SalonMinutes::sold(int service, int start) const {
  const uint32_t first = first_seat(question.salon, service);
  const uint32_t seats = static_cast<uint32_t>(question.salon.services[static_cast<size_t>(service)].capacity);
  for (const Busy& one : question.query.busy) {
    if (one.unit >= first && one.unit < first + seats && one.start == static_cast<uint32_t>(start) &&
        one.end > one.start)
      return true;
  }
  return false;
}

}  // namespace oracle

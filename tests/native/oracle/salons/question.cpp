#include "tests/native/oracle/salons/question.h"

#include "availability_generated.h"

namespace oracle {

namespace wire = booking::wire;

namespace {

wire::Slice slice(size_t first, size_t count) {
  return wire::Slice(static_cast<uint32_t>(first), static_cast<uint32_t>(count));
}

/// The flat vectors of a Calendar while a Salon is being laid out.
struct Flat {
  std::vector<wire::WeekSpan> week_spans;
  std::vector<wire::DateHours> date_hours;
  std::vector<wire::DaySpan> day_spans;
  std::vector<wire::WallSpan> wall_spans;
  std::vector<wire::Phase> phases;
  std::vector<uint16_t> phase_resources;
  std::vector<wire::Session> sessions;
  std::vector<wire::Skill> skills;
  std::vector<uint16_t> minutes;

  wire::Slice add(const Week& week) {
    const size_t first = week_spans.size();
    for (size_t day = 0; day < week.size(); ++day) {
      for (const DaySpan& span : week[day]) {
        week_spans.emplace_back(static_cast<uint16_t>(day), static_cast<uint16_t>(span.start),
                                static_cast<uint16_t>(span.end));
      }
    }
    return slice(first, week_spans.size() - first);
  }

  wire::Slice add(const std::vector<DateHours>& exceptions) {
    const size_t first = date_hours.size();
    for (const DateHours& exception : exceptions) {
      const size_t first_span = day_spans.size();
      for (const DaySpan& span : exception.spans) {
        day_spans.emplace_back(static_cast<uint16_t>(span.start), static_cast<uint16_t>(span.end));
      }
      date_hours.emplace_back(exception.date, slice(first_span, exception.spans.size()));
    }
    return slice(first, exceptions.size());
  }

  wire::Slice add(const std::vector<WallSpan>& spans) {
    const size_t first = wall_spans.size();
    for (const WallSpan& span : spans) wall_spans.emplace_back(span.from, span.to);
    return slice(first, spans.size());
  }

  wire::Slice add(const std::vector<Phase>& of_service) {
    const size_t first = phases.size();
    for (const Phase& phase : of_service) {
      const size_t first_resource = phase_resources.size();
      for (int resource : phase.resources) phase_resources.push_back(static_cast<uint16_t>(resource));
      phases.emplace_back(slice(first_resource, phase.resources.size()), static_cast<uint16_t>(phase.minutes),
                          static_cast<uint8_t>(phase.staff), static_cast<uint8_t>(phase.needs_power));
    }
    return slice(first, of_service.size());
  }

  wire::Slice add(const std::vector<Session>& of_class) {
    const size_t first = sessions.size();
    for (const Session& session : of_class) {
      sessions.emplace_back(static_cast<uint16_t>(session.weekday), static_cast<uint16_t>(session.minute),
                            static_cast<uint32_t>(session.person));
    }
    return slice(first, of_class.size());
  }

  wire::Slice add(const std::vector<Skill>& of_person) {
    const size_t first = skills.size();
    for (const Skill& skill : of_person) {
      skills.emplace_back(static_cast<uint32_t>(skill.service), static_cast<uint32_t>(minutes.size()),
                          skill.price_cents);
      for (int own : skill.minutes) minutes.push_back(static_cast<uint16_t>(own));
    }
    return slice(first, of_person.size());
  }
};

std::vector<wire::Busy> wire_busy(const std::vector<Busy>& all) {
  std::vector<wire::Busy> out;
  for (const Busy& busy : all) out.emplace_back(busy.unit, busy.start, busy.end);
  return out;
}

/// Reads the flat vectors of a Calendar back.
struct Reader {
  const wire::Calendar& calendar;

  Week week(const wire::Slice& at) const {
    Week out;
    for (uint32_t i = 0; i < at.count(); ++i) {
      const wire::WeekSpan* span = calendar.week_spans()->Get(at.first() + i);
      out[span->weekday()].push_back({span->start(), span->end()});
    }
    return out;
  }

  std::vector<DateHours> dates(const wire::Slice& at) const {
    std::vector<DateHours> out;
    for (uint32_t i = 0; i < at.count(); ++i) {
      const wire::DateHours* hours = calendar.date_hours()->Get(at.first() + i);
      DateHours exception{hours->date(), {}};
      for (uint32_t k = 0; k < hours->spans().count(); ++k) {
        const wire::DaySpan* span = calendar.day_spans()->Get(hours->spans().first() + k);
        exception.spans.push_back({span->start(), span->end()});
      }
      out.push_back(exception);
    }
    return out;
  }

  std::vector<WallSpan> walls(const wire::Slice& at) const {
    std::vector<WallSpan> out;
    for (uint32_t i = 0; i < at.count(); ++i) {
      const wire::WallSpan* span = calendar.wall_spans()->Get(at.first() + i);
      out.push_back({span->from(), span->to()});
    }
    return out;
  }

  Service service(const wire::Service& from) const {
    Service out{
        {}, {}, from.price_cents(), static_cast<int>(from.capacity()), from.buffer_before(), from.buffer_after()};
    for (uint32_t i = 0; i < from.phases().count(); ++i) {
      const wire::Phase* at = calendar.phases()->Get(from.phases().first() + i);
      Phase phase{at->minutes(), at->staff() != 0, at->needs_power() != 0, {}};
      for (uint32_t k = 0; k < at->resources().count(); ++k) {
        phase.resources.push_back(calendar.phase_resources()->Get(at->resources().first() + k));
      }
      out.phases.push_back(phase);
    }
    for (uint32_t i = 0; i < from.sessions().count(); ++i) {
      const wire::Session* at = calendar.sessions()->Get(from.sessions().first() + i);
      out.sessions.push_back({at->weekday(), at->minute(), static_cast<int>(at->person())});
    }
    return out;
  }

  Person person(const wire::Person& from, const std::vector<Service>& services) const {
    Person out{week(from.hours()), dates(from.exceptions()), walls(from.time_off()), {}};
    for (uint32_t i = 0; i < from.skills().count(); ++i) {
      const wire::Skill* at = calendar.skills()->Get(from.skills().first() + i);
      Skill skill{static_cast<int>(at->service()), {}, at->price_cents()};
      const size_t phases = services[at->service()].phases.size();
      for (size_t k = 0; k < phases; ++k) {
        skill.minutes.push_back(calendar.minutes()->Get(at->minutes_first() + static_cast<uint32_t>(k)));
      }
      out.skills.push_back(skill);
    }
    return out;
  }
};

}  // namespace

std::vector<uint8_t> encode_calendar(const Salon& salon) {
  Flat flat;
  const wire::Slice hours = flat.add(salon.hours);
  const wire::Slice exceptions = flat.add(salon.exceptions);
  const wire::Slice outages = flat.add(salon.outages);
  std::vector<wire::Resource> resources;
  for (int count : salon.resources) resources.emplace_back(static_cast<uint32_t>(count));
  std::vector<wire::Service> services;
  for (const Service& service : salon.services) {
    const wire::Slice phases = flat.add(service.phases);
    const wire::Slice sessions = flat.add(service.sessions);
    services.emplace_back(phases, sessions, service.price_cents, static_cast<uint32_t>(service.capacity),
                          static_cast<uint16_t>(service.buffer_before), static_cast<uint16_t>(service.buffer_after));
  }
  std::vector<wire::Person> people;
  for (const Person& person : salon.people) {
    const wire::Slice own_hours = flat.add(person.hours);
    const wire::Slice own_exceptions = flat.add(person.exceptions);
    const wire::Slice time_off = flat.add(person.time_off);
    people.emplace_back(own_hours, own_exceptions, time_off, flat.add(person.skills));
  }
  const wire::Rules rules(static_cast<uint16_t>(salon.step_minutes), static_cast<uint16_t>(salon.horizon_days),
                          static_cast<uint32_t>(salon.notice_minutes));
  flatbuffers::FlatBufferBuilder builder;
  const auto zone = builder.CreateString(salon.zone);
  const auto resources_at = builder.CreateVectorOfStructs(resources);
  const auto services_at = builder.CreateVectorOfStructs(services);
  const auto people_at = builder.CreateVectorOfStructs(people);
  const auto phases_at = builder.CreateVectorOfStructs(flat.phases);
  const auto phase_resources_at = builder.CreateVector(flat.phase_resources);
  const auto sessions_at = builder.CreateVectorOfStructs(flat.sessions);
  const auto skills_at = builder.CreateVectorOfStructs(flat.skills);
  const auto minutes_at = builder.CreateVector(flat.minutes);
  const auto week_spans_at = builder.CreateVectorOfStructs(flat.week_spans);
  const auto date_hours_at = builder.CreateVectorOfStructs(flat.date_hours);
  const auto day_spans_at = builder.CreateVectorOfStructs(flat.day_spans);
  const auto wall_spans_at = builder.CreateVectorOfStructs(flat.wall_spans);
  wire::CalendarBuilder calendar(builder);
  calendar.add_zone(zone);
  calendar.add_rules(&rules);
  calendar.add_public_holidays(salon.south_african_holidays ? 1 : 0);
  calendar.add_backup_power(salon.backup_power ? 1 : 0);
  calendar.add_hours(&hours);
  calendar.add_exceptions(&exceptions);
  calendar.add_outages(&outages);
  calendar.add_resources(resources_at);
  calendar.add_services(services_at);
  calendar.add_people(people_at);
  calendar.add_phases(phases_at);
  calendar.add_phase_resources(phase_resources_at);
  calendar.add_sessions(sessions_at);
  calendar.add_skills(skills_at);
  calendar.add_minutes(minutes_at);
  calendar.add_week_spans(week_spans_at);
  calendar.add_date_hours(date_hours_at);
  calendar.add_day_spans(day_spans_at);
  calendar.add_wall_spans(wall_spans_at);
  builder.Finish(calendar.Finish());
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

std::vector<uint8_t> encode(const Question& question) {
  const Query& query = question.query;
  const std::vector<uint8_t> calendar = encode_calendar(question.salon);
  std::vector<wire::Wish> wishes;
  for (const Wish& wish : query.wishes) {
    wishes.emplace_back(static_cast<uint32_t>(wish.service),
                        wish.person == kAnyone ? 0xffffffffU : static_cast<uint32_t>(wish.person));
  }
  flatbuffers::FlatBufferBuilder builder;
  builder.ForceVectorAlignment(calendar.size(), 1, 4);
  const auto calendar_at = builder.CreateVector(calendar);
  const auto wishes_at = builder.CreateVectorOfStructs(wishes);
  const auto busy_at = builder.CreateVectorOfStructs(wire_busy(query.busy));
  const auto imported_at = builder.CreateVectorOfStructs(wire_busy(query.imported));
  wire::AvailabilityRequestBuilder request(builder);
  request.add_calendar(calendar_at);
  request.add_now(query.now);
  request.add_from_date(query.from_date);
  request.add_to_date(query.to_date);
  request.add_party(static_cast<uint32_t>(query.party));
  request.add_only_start(query.only_start);
  request.add_first_only(query.first_only ? 1 : 0);
  request.add_waived(static_cast<uint8_t>(query.waived));
  request.add_detail(static_cast<wire::Detail>(query.detail));
  request.add_wishes(wishes_at);
  request.add_busy(busy_at);
  request.add_imported(imported_at);
  builder.Finish(request.Finish());
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

Question decode(std::span<const uint8_t> bytes) {
  const auto* request = flatbuffers::GetRoot<wire::AvailabilityRequest>(bytes.data());
  const wire::Calendar& calendar = *request->calendar_nested_root();
  const Reader reader{calendar};
  Question out{};
  Salon& salon = out.salon;
  salon.zone = calendar.zone()->str();
  salon.step_minutes = calendar.rules()->step_minutes();
  salon.notice_minutes = static_cast<int>(calendar.rules()->notice_minutes());
  salon.horizon_days = calendar.rules()->horizon_days();
  salon.south_african_holidays = calendar.public_holidays() == 1;
  salon.backup_power = calendar.backup_power() != 0;
  salon.hours = reader.week(*calendar.hours());
  salon.exceptions = reader.dates(*calendar.exceptions());
  salon.outages = reader.walls(*calendar.outages());
  for (const wire::Resource* resource : *calendar.resources())
    salon.resources.push_back(static_cast<int>(resource->count()));
  for (const wire::Service* service : *calendar.services()) salon.services.push_back(reader.service(*service));
  for (const wire::Person* person : *calendar.people()) salon.people.push_back(reader.person(*person, salon.services));
  Query& query = out.query;
  query = {request->now(),
           request->from_date(),
           request->to_date(),
           static_cast<int>(request->party()),
           request->only_start(),
           request->first_only() != 0,
           static_cast<int>(request->detail()),
           {},
           {},
           {},
           request->waived()};
  for (const wire::Wish* wish : *request->wishes()) {
    query.wishes.push_back({static_cast<int>(wish->service()), static_cast<int>(wish->person())});
  }
  for (const wire::Busy* busy : *request->busy()) query.busy.push_back({busy->unit(), busy->start(), busy->end()});
  for (const wire::Busy* busy : *request->imported())
    query.imported.push_back({busy->unit(), busy->start(), busy->end()});
  return out;
}

uint32_t first_resource_unit(const Salon& salon, int resource) {
  uint32_t unit = static_cast<uint32_t>(salon.people.size());
  for (int before = 0; before < resource; ++before)
    unit += static_cast<uint32_t>(salon.resources[static_cast<size_t>(before)]);
  return unit;
}

uint32_t first_seat(const Salon& salon, int service) {
  uint32_t unit = first_resource_unit(salon, static_cast<int>(salon.resources.size()));
  for (int before = 0; before < service; ++before)
    unit += static_cast<uint32_t>(salon.services[static_cast<size_t>(before)].capacity);
  return unit;
}

uint32_t unit_count(const Salon& salon) { return first_seat(salon, static_cast<int>(salon.services.size())); }

}  // namespace oracle

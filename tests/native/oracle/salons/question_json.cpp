#include "question_json.h"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "tests/native/oracle/rules/civil_date.h"
#include "tests/native/oracle/rules/wall_clock.h"

namespace oracle {

namespace {

const std::vector<std::string> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
const std::vector<std::string> kPeople{"thandi", "ayanda", "lerato", "sipho", "naledi", "zanele"};
const std::vector<std::string> kResources{"chair", "basin", "room"};
const std::vector<std::string> kServices{"cut", "colour", "nails", "yoga"};

std::string name_of(const std::vector<std::string>& names, const char* kind, int index) {
  const size_t at = static_cast<size_t>(index);
  return at < names.size() ? names[at] : kind + std::to_string(index + 1);
}

std::string clock_text(int minute) {
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d", minute / 60, minute % 60);
  return text;
}

int parse_clock(const std::string& text) { return std::atoi(text.c_str()) * 60 + std::atoi(text.c_str() + 3); }

/// "2026-12-01T07:00Z" or with an offset like +02:00.
uint32_t parse_instant(const std::string& text) {
  int minutes = parse_wall(text);
  if (text.back() != 'Z') {
    const std::string offset = text.substr(text.size() - 6);
    const int east = parse_clock(offset.substr(1));
    minutes -= offset[0] == '-' ? -east : east;
  }
  return static_cast<uint32_t>(minutes);
}

Json spans_json(const std::vector<DaySpan>& spans) {
  Json out = Json::array();
  for (const DaySpan& span : spans) out.push_back({clock_text(span.start), clock_text(span.end)});
  return out;
}

std::vector<DaySpan> spans_from(const Json& json) {
  std::vector<DaySpan> out;
  for (const Json& span : json) out.push_back({parse_clock(span[0]), parse_clock(span[1])});
  return out;
}

Json week_json(const Week& week) {
  Json out = Json::object();
  for (size_t day = 0; day < 7; ++day) {
    if (!week[day].empty()) out[kDays[day]] = spans_json(week[day]);
  }
  return out;
}

Week week_from(const Json& json) {
  Week out;
  for (size_t day = 0; day < 7; ++day) {
    if (json.contains(kDays[day])) out[day] = spans_from(json[kDays[day]]);
  }
  return out;
}

Json dates_json(const std::vector<DateHours>& all) {
  Json out = Json::array();
  for (const DateHours& one : all) out.push_back({{"date", date_text(one.date)}, {"hours", spans_json(one.spans)}});
  return out;
}

std::vector<DateHours> dates_from(const Json& json) {
  std::vector<DateHours> out;
  for (const Json& one : json) out.push_back({parse_date(one.at("date")), spans_from(one.at("hours"))});
  return out;
}

Json walls_json(const std::vector<WallSpan>& all) {
  Json out = Json::array();
  for (const WallSpan& one : all) out.push_back({{"from", wall_text(one.from)}, {"to", wall_text(one.to)}});
  return out;
}

std::vector<WallSpan> walls_from(const Json& json) {
  std::vector<WallSpan> out;
  for (const Json& one : json) out.push_back({parse_wall(one.at("from")), parse_wall(one.at("to"))});
  return out;
}

Json service_json(const Service& service, int index) {
  Json out{
      {"id", name_of(kServices, "service", index)}, {"price_cents", service.price_cents}, {"phases", Json::array()}};
  for (const Phase& phase : service.phases) {
    Json one{{"minutes", phase.minutes}, {"staff", phase.staff}, {"resources", Json::array()}};
    for (int resource : phase.resources) one["resources"].push_back(name_of(kResources, "resource", resource));
    if (phase.needs_power) one["needs_power"] = true;
    out["phases"].push_back(one);
  }
  if (service.buffer_before) out["buffer_before"] = service.buffer_before;
  if (service.buffer_after) out["buffer_after"] = service.buffer_after;
  if (service.capacity) out["capacity"] = service.capacity;
  for (const Session& session : service.sessions) {
    out["sessions"].push_back({{"day", kDays[static_cast<size_t>(session.weekday)]},
                               {"time", clock_text(session.minute)},
                               {"staff", name_of(kPeople, "person", session.person)}});
  }
  return out;
}

Json salon_json(const Salon& salon) {
  Json out{{"timezone", salon.zone}, {"hours", week_json(salon.hours)}};
  out["booking"] = {{"step_minutes", salon.step_minutes},
                    {"notice_minutes", salon.notice_minutes},
                    {"horizon_days", salon.horizon_days}};
  if (salon.south_african_holidays) out["holidays"] = "ZA";
  if (salon.backup_power) out["backup_power"] = true;
  if (!salon.exceptions.empty()) out["exceptions"] = dates_json(salon.exceptions);
  if (!salon.outages.empty()) out["outages"] = walls_json(salon.outages);
  for (size_t i = 0; i < salon.resources.size(); ++i) {
    out["resources"].push_back(
        {{"id", name_of(kResources, "resource", static_cast<int>(i))}, {"count", salon.resources[i]}});
  }
  for (size_t i = 0; i < salon.services.size(); ++i)
    out["services"].push_back(service_json(salon.services[i], static_cast<int>(i)));
  for (size_t i = 0; i < salon.people.size(); ++i) {
    const Person& person = salon.people[i];
    Json one{{"id", name_of(kPeople, "person", static_cast<int>(i))},
             {"hours", week_json(person.hours)},
             {"services", Json::array()}};
    if (!person.exceptions.empty()) one["exceptions"] = dates_json(person.exceptions);
    if (!person.time_off.empty()) one["time_off"] = walls_json(person.time_off);
    for (const Skill& skill : person.skills) {
      one["services"].push_back({{"id", name_of(kServices, "service", skill.service)},
                                 {"minutes", skill.minutes},
                                 {"price_cents", skill.price_cents}});
    }
    out["staff"].push_back(one);
  }
  return out;
}

int index_of(const Json& list, const Json& id) {
  for (size_t i = 0; i < list.size(); ++i) {
    if (list[i].at("id") == id) return static_cast<int>(i);
  }
  throw std::runtime_error("no such id: " + id.dump());
}

const Json kNone = Json::array();
const Json& list(const Json& json, const char* key) { return json.contains(key) ? json[key] : kNone; }

Service service_from(const Json& json, const Json& salon) {
  Service out{{},
              {},
              json.at("price_cents"),
              json.value("capacity", 0),
              json.value("buffer_before", 0),
              json.value("buffer_after", 0)};
  for (const Json& phase : json.at("phases")) {
    Phase one{phase.at("minutes"), phase.value("staff", true), phase.value("needs_power", false), {}};
    for (const Json& id : list(phase, "resources")) one.resources.push_back(index_of(list(salon, "resources"), id));
    out.phases.push_back(one);
  }
  for (const Json& session : list(json, "sessions")) {
    const auto day = std::find(kDays.begin(), kDays.end(), session.at("day").get<std::string>());
    out.sessions.push_back({static_cast<int>(day - kDays.begin()), parse_clock(session.at("time")),
                            index_of(salon.at("staff"), session.at("staff"))});
  }
  return out;
}

Person person_from(const Json& json, const Json& salon, const std::vector<Service>& services) {
  Person out{week_from(json.at("hours")), dates_from(list(json, "exceptions")), walls_from(list(json, "time_off")), {}};
  for (const Json& skill : list(json, "services")) {
    const int index = index_of(salon.at("services"), skill.at("id"));
    const Service& service = services[static_cast<size_t>(index)];
    Skill one{index, {}, skill.value("price_cents", service.price_cents)};
    for (size_t p = 0; p < service.phases.size(); ++p) {
      one.minutes.push_back(skill.contains("minutes") ? skill["minutes"][p].get<int>() : service.phases[p].minutes);
    }
    out.skills.push_back(one);
  }
  return out;
}

std::vector<std::string> all_units(const Json& salon) {
  std::vector<std::string> out;
  for (const Json& person : salon.at("staff")) out.push_back(person.at("id"));
  const auto numbered = [&](const Json& owner, int count) {
    for (int i = 1; i <= count; ++i) out.push_back(owner.at("id").get<std::string>() + "." + std::to_string(i));
  };
  for (const Json& resource : list(salon, "resources")) numbered(resource, resource.at("count"));
  for (const Json& service : list(salon, "services")) numbered(service, service.value("capacity", 0));
  return out;
}

uint32_t unit_named(const Json& salon, const std::string& name) {
  if (name[0] == '#') return static_cast<uint32_t>(std::stoul(name.substr(1)));
  const std::vector<std::string> units = all_units(salon);
  const auto found = std::find(units.begin(), units.end(), name);
  if (found == units.end()) throw std::runtime_error("no such unit: " + name);
  return static_cast<uint32_t>(found - units.begin());
}

std::string utc_text(uint32_t instant) {
  return instant < 0x7fffffffU ? wall_text(static_cast<int>(instant)) + "Z" : "#" + std::to_string(instant);
}

Json busy_json(const Json& salon, const std::vector<Busy>& all) {
  Json out = Json::array();
  for (const Busy& one : all) out.push_back({unit_name(salon, one.unit), utc_text(one.start), utc_text(one.end)});
  return out;
}

std::vector<Busy> busy_from(const Json& salon, const Json& json) {
  std::vector<Busy> out;
  for (const Json& one : json) out.push_back({unit_named(salon, one[0]), parse_instant(one[1]), parse_instant(one[2])});
  return out;
}

}  // namespace

std::string unit_name(const Json& salon, uint32_t unit) {
  const std::vector<std::string> units = all_units(salon);
  return unit < units.size() ? units[unit] : "#" + std::to_string(unit);
}

std::string instant_text(const std::string& zone, int instant) {
  const int offset = WallClock::of(zone).offset_at(instant);
  return wall_text(instant + offset) + (offset < 0 ? "-" : "+") + clock_text(std::abs(offset));
}

Json to_json(const Question& question) {
  const Query& query = question.query;
  Json out{{"salon", salon_json(question.salon)}};
  Json asked{{"now", utc_text(query.now)},
             {"from", date_text(query.from_date)},
             {"to", date_text(query.to_date)},
             {"services", Json::array()}};
  for (const Wish& wish : query.wishes) {
    Json one{{"id", name_of(kServices, "service", wish.service)}};
    if (wish.person != kAnyone) one["staff"] = name_of(kPeople, "person", wish.person);
    asked["services"].push_back(one);
  }
  if (query.party != 1) asked["party"] = query.party;
  if (query.only_start) asked["only_start"] = utc_text(query.only_start);
  if (query.first_only) asked["first_only"] = true;
  if (query.waived != 0) asked["waived"] = query.waived;
  asked["detail"] = query.detail;
  if (!query.busy.empty()) asked["busy"] = busy_json(out["salon"], query.busy);
  if (!query.imported.empty()) asked["imported"] = busy_json(out["salon"], query.imported);
  out["query"] = asked;
  return out;
}

Question from_json(const Json& json) {
  const Json& salon = json.at("salon");
  const Json& asked = json.at("query");
  const Json& rules = salon.at("booking");
  Question out{};
  out.salon = {salon.at("timezone"),
               rules.at("step_minutes"),
               rules.value("notice_minutes", 0),
               rules.value("horizon_days", 60),
               salon.value("holidays", "") == "ZA",
               salon.value("backup_power", false),
               week_from(salon.at("hours")),
               dates_from(list(salon, "exceptions")),
               walls_from(list(salon, "outages")),
               {},
               {},
               {}};
  for (const Json& resource : list(salon, "resources")) out.salon.resources.push_back(resource.at("count"));
  for (const Json& service : salon.at("services")) out.salon.services.push_back(service_from(service, salon));
  for (const Json& person : salon.at("staff"))
    out.salon.people.push_back(person_from(person, salon, out.salon.services));
  Query& query = out.query;
  query = {parse_instant(asked.at("now")),
           parse_date(asked.at("from")),
           parse_date(asked.at("to")),
           asked.value("party", 1),
           asked.contains("only_start") ? parse_instant(asked["only_start"]) : 0,
           asked.value("first_only", false),
           asked.value("detail", 2),
           {},
           busy_from(salon, list(asked, "busy")),
           busy_from(salon, list(asked, "imported")),
           asked.value("waived", 0)};
  for (const Json& wish : asked.at("services")) {
    query.wishes.push_back({index_of(salon.at("services"), wish.at("id")),
                            wish.contains("staff") ? index_of(salon.at("staff"), wish["staff"]) : kAnyone});
  }
  return out;
}

}  // namespace oracle

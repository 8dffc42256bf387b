// What the engine is asked, as plain C++ values: one salon and one wish for a visit.
//
// The oracle, the generator, the shrinker and the named cases all speak of a Question; `encode` turns it into the bytes
// that cross the boundary (shared/contracts/availability.fbs) and `decode` reads such bytes back. Units of measure are
// the contract's: instants are minutes since 1970-01-01T00:00Z, wall times minutes since 1970-01-01T00:00 on the
// salon's clock, dates days since 1970-01-01, weekdays 0 for Monday, money in cents.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace oracle {

inline constexpr int kAnyone = -1;
inline constexpr int kMinutesPerDay = 1440;

/// Minutes of one local day, [start, end).
struct DaySpan {
  int start;
  int end;
  bool operator==(const DaySpan&) const = default;
};

using Week = std::array<std::vector<DaySpan>, 7>;

struct DateHours {
  int date;
  std::vector<DaySpan> spans;
  bool operator==(const DateHours&) const = default;
};

/// Wall time, [from, to).
struct WallSpan {
  int from;
  int to;
  bool operator==(const WallSpan&) const = default;
};

struct Phase {
  int minutes;
  bool staff;
  bool needs_power;
  std::vector<int> resources;
  bool operator==(const Phase&) const = default;
};

struct Session {
  int weekday;
  int minute;
  int person;
  bool operator==(const Session&) const = default;
};

/// `capacity` 0: not a class.
struct Service {
  std::vector<Phase> phases;
  std::vector<Session> sessions;
  int price_cents;
  int capacity;
  int buffer_before;
  int buffer_after;
  bool operator==(const Service&) const = default;
};

/// `minutes` has one entry for every phase of the service.
struct Skill {
  int service;
  std::vector<int> minutes;
  int price_cents;
  bool operator==(const Skill&) const = default;
};

struct Person {
  Week hours;
  std::vector<DateHours> exceptions;
  std::vector<WallSpan> time_off;
  std::vector<Skill> skills;
  bool operator==(const Person&) const = default;
};

struct Salon {
  std::string zone;
  int step_minutes;
  int notice_minutes;
  int horizon_days;
  bool south_african_holidays;
  bool backup_power;
  Week hours;
  std::vector<DateHours> exceptions;
  std::vector<WallSpan> outages;
  std::vector<int> resources;  // count of each
  std::vector<Service> services;
  std::vector<Person> people;
  bool operator==(const Salon&) const = default;
};

struct Wish {
  int service;
  int person;  // kAnyone, or an index into people
  bool operator==(const Wish&) const = default;
};

struct Busy {
  uint32_t unit;
  uint32_t start;
  uint32_t end;
  bool operator==(const Busy&) const = default;
};

/// Rules set aside for the visit: 2, 4, 6 and 7.
inline constexpr int kWaiveGrid = 1;
inline constexpr int kWaiveBuffers = 2;
inline constexpr int kWaiveHours = 4;
inline constexpr int kWaiveNotice = 8;

/// `detail` as in the contract: 0 starts, 1 placement, 2 explain, 3 told.
struct Query {
  uint32_t now;
  int from_date;
  int to_date;
  int party;
  uint32_t only_start;
  bool first_only;
  int detail;
  std::vector<Wish> wishes;
  std::vector<Busy> busy;
  std::vector<Busy> imported;
  int waived = 0;  // of kWaive…
  bool waives(int rule) const { return (waived & rule) != 0; }
  bool operator==(const Query&) const = default;
};

struct Question {
  Salon salon;
  Query query;
  bool operator==(const Question&) const = default;
};

std::vector<uint8_t> encode(const Question& question);

/// The Calendar alone, as the salon is published and as operation `fits` takes it.
std::vector<uint8_t> encode_calendar(const Salon& salon);

/// The bytes must verify as an AvailabilityRequest whose slices lie within their vectors.
Question decode(std::span<const uint8_t> request);

/// Number of the first unit of a resource, and of the first seat of a class: people, then resources, then classes.
uint32_t first_resource_unit(const Salon& salon, int resource);
uint32_t first_seat(const Salon& salon, int service);
uint32_t unit_count(const Salon& salon);

}  // namespace oracle

// A salon minute by minute: when it is open, who works, what is busy, when there is no power.
#pragma once

#include <vector>

#include "minute_set.h"
#include "tests/native/oracle/salons/question.h"
#include "wall_clock.h"

namespace oracle {

/// Instants, [begin, end).
struct Stretch {
  int begin;
  int end;
  auto operator<=>(const Stretch&) const = default;
};

/// The times at which `service` keeps its person busy when it starts at `start` and takes `minutes`: one stretch for
/// every run of staff phases, the buffers laid before the first and after the last.
std::vector<Stretch> staff_stretches(const Service& service, const std::vector<int>& minutes, int start, int before,
                                     int after);

const Skill* skill_of(const Person& person, int service);

struct SalonMinutes {
  /// Reservations of `asked_class` (a service, or -1) are left out: they do not stand in its own way.
  SalonMinutes(const Question& question, int asked_class);

  /// The opening intervals that hold all of [begin, end), each of one local day. There are two where midnight is
  /// repeated (America/Havana in autumn): hours of the day before that end at 24:00 reach an hour into the start's own
  /// date.
  std::vector<Stretch> openings_around(int begin, int end) const;
  std::vector<Stretch> openings_of(int date) const;
  bool sold(int service, int start) const;

  const Question& question;
  const WallClock& clock;
  std::vector<MinuteSet> works;  // of each person
  std::vector<MinuteSet> busy;   // of each unit: stored, imported, reserved by sessions
  std::vector<MinuteSet> idle;   // of each person: at work and not busy
  MinuteSet outage;              // empty with backup power

 private:
  std::vector<DaySpan> opening_hours(int date) const;
  void reserve_sessions(int date, int asked_class);

  std::vector<std::vector<Stretch>> openings_;  // of each date from from_date - 1 to to_date + 1
};

}  // namespace oracle

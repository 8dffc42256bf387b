#include "tests/native/oracle/salons/coarse.h"

#include <algorithm>

namespace oracle {
namespace {

int down(int minutes, int grid) { return (minutes >= 0 ? minutes / grid : -((-minutes + grid - 1) / grid)) * grid; }
int up(int minutes, int grid) { return -down(-minutes, grid); }

/// Outward; spans that then meet become one.
void coarsen(std::vector<DaySpan>& spans, int grid) {
  std::sort(spans.begin(), spans.end(), [](const DaySpan& a, const DaySpan& b) { return a.start < b.start; });
  std::vector<DaySpan> merged;
  for (const DaySpan& span : spans) {
    const DaySpan wider{down(span.start, grid), up(span.end, grid)};
    if (!merged.empty() && wider.start < merged.back().end) merged.back().end = std::max(merged.back().end, wider.end);
    else merged.push_back(wider);
  }
  spans = merged;
}

void coarsen(std::vector<WallSpan>& spans, int grid) {
  for (WallSpan& span : spans) span = {down(span.from, grid), up(span.to, grid)};
}

void coarsen(Service& service, int grid) {
  for (Phase& phase : service.phases) phase.minutes = up(phase.minutes, grid);
  for (Session& session : service.sessions) session.minute = down(session.minute, grid);
  service.buffer_before = down(service.buffer_before, grid);
  service.buffer_after = down(service.buffer_after, grid);
}

void coarsen(std::vector<Busy>& busy, int grid) {
  for (Busy& each : busy) {
    each.start = static_cast<uint32_t>(down(static_cast<int>(each.start), grid));
    each.end = static_cast<uint32_t>(up(static_cast<int>(each.end), grid));
  }
}

}  // namespace

void coarsen(Question& question, int grid, int days) {
  Salon& salon = question.salon;
  salon.step_minutes = up(salon.step_minutes, grid);
  for (auto& day : salon.hours) coarsen(day, grid);
  for (DateHours& date : salon.exceptions) coarsen(date.spans, grid);
  coarsen(salon.outages, grid);
  for (Service& service : salon.services) coarsen(service, grid);
  for (Person& person : salon.people) {
    for (auto& day : person.hours) coarsen(day, grid);
    for (DateHours& date : person.exceptions) coarsen(date.spans, grid);
    coarsen(person.time_off, grid);
    for (Skill& skill : person.skills)
      for (int& minutes : skill.minutes) minutes = up(minutes, grid);
  }
  coarsen(question.query.busy, grid);
  coarsen(question.query.imported, grid);
  question.query.to_date = std::max(question.query.to_date, question.query.from_date + days - 1);
}

}  // namespace oracle

#include "wasm/availability/facts/grid.h"

#include <algorithm>

namespace booking::availability {
namespace {

/// The coarsest of 60, 30 and 15 minutes that divides every time that matters, else 5: planes get that much shorter.
class Coarsest {
 public:
  void see(int32_t minutes) { see(static_cast<uint32_t>(minutes + kAlign)); }
  void see(uint32_t minutes) {
    const uint32_t rest = minutes % 60;
    if (rest == 0) return;
    quantum_ = std::min(quantum_, rest == 30 ? 30 : rest % 15 == 0 ? 15 : kQuantum);
  }
  [[nodiscard]] bool is_finest() const { return quantum_ == kQuantum; }
  [[nodiscard]] int32_t quantum() const { return quantum_; }

 private:
  static constexpr int32_t kAlign = 60 * (1 << 24);  // keeps wall times before 1970 positive
  int32_t quantum_ = 60;
};

void see_services(const Query& q, Coarsest& coarsest) {
  const auto matters = [&](uint32_t service) {
    return q.salon.is_class(service) ||
           std::any_of(q.wishes.begin(), q.wishes.end(), [&](const auto& wish) { return wish.service() == service; });
  };
  for (uint32_t service = 0; service < q.salon.services.size(); ++service) {
    if (!matters(service)) continue;
    const auto& row = q.salon.services[service];
    coarsest.see(row.buffer_before());
    coarsest.see(row.buffer_after());
    for (const auto& phase : part(q.salon.phases, row.phases())) coarsest.see(phase.minutes());
  }
  for (const auto& skill : q.salon.skills) {
    if (!matters(skill.service())) continue;
    for (uint32_t p = 0; p < q.salon.services[skill.service()].phases().count(); ++p)
      coarsest.see(q.salon.minutes[skill.minutes_first() + p]);
  }
}

}  // namespace

int32_t coarsest_quantum(const Query& q, int32_t offset) {
  Coarsest coarsest;
  coarsest.see(q.salon.step_minutes);
  see_services(q, coarsest);
  for (const auto& span : q.salon.week_spans) {
    coarsest.see(span.start());
    coarsest.see(span.end());
  }
  for (const auto& span : q.salon.day_spans) {
    coarsest.see(span.start());
    coarsest.see(span.end());
  }
  for (const auto& span : q.salon.wall_spans) {
    coarsest.see(span.from());
    coarsest.see(span.to());
  }
  for (const auto& session : q.salon.sessions) coarsest.see(session.minute());
  const auto on_wall = static_cast<uint32_t>(offset + 24 * 60);  // positive, and as many minutes past a whole hour
  for (const auto* list : {&q.busy, &q.imported})
    for (const auto& busy : *list) {
      if (coarsest.is_finest()) return kQuantum;
      coarsest.see(busy.start() + on_wall);
      coarsest.see(busy.end() + on_wall);
    }
  return coarsest.quantum();
}

}  // namespace booking::availability

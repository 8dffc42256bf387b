// The oracle: which starts are bookable, by brute force from the rules in ARCHITECTURE.md, "When a time is offered".
//
// It looks at every minute, at every way to give the services to people, and at every way to give units to runs, and
// keeps the best by the order stated there. It shares nothing with wasm/ but the request it reads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "causes.h"
#include "tests/native/oracle/salons/question.h"

namespace oracle {

/// Which rule refused a candidate. Rule 6 has two halves: the salon's hours (`Closed`) and the people's (`Off`).
/// `Taken` is everything after rule 8: a person, a room or the seats.
enum class Refusal { None, Closed, Off, TooSoon, TooFar, NoPower, Taken };

/// One unit busy, buffers included. `shared` marks a class session's person and rooms.
struct Occupied {
  uint32_t unit;
  int start;
  int end;
  int guest;
  bool shared;
  auto operator<=>(const Occupied&) const = default;
};

/// What a bookable start costs and takes. Persons are listed guest by guest, service by service.
struct Plan {
  int end;
  int price_cents;
  int gaps;
  int score;
  std::vector<int> persons;
  std::vector<Occupied> occupied;
};

struct Verdict {
  int start;
  Refusal refusal;
  Plan plan;                     // meaningful when refusal is None
  std::optional<Cause> cause{};  // of Off, NoPower and Taken, where one phase is to blame
  bool bookable() const { return refusal == Refusal::None; }
};

/// One verdict for every candidate start with a local date from `from_date` to `to_date`, ascending. `only_start` and
/// `first_only` are obeyed.
std::vector<Verdict> judge(const Question& question);

}  // namespace oracle

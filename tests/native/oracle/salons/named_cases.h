// The hand-written cases of tests/vectors/cases/*.json: a question each, and what a person says the answer is.
#pragma once

#include <string>
#include <vector>

#include "tests/native/oracle/salons/question_json.h"

namespace oracle {

struct NamedCase {
  std::string name;  // "hours: a visit may not span the lunch break"
  Json json;         // salon and query, defaults of the file filled in
  Json expect;
  Question question;
};

/// All cases of all files, in the order of file names. A file that does not parse throws.
std::vector<NamedCase> named_cases();

/// One start as a case may describe it. `units` are sorted and each named once.
struct Offered {
  int start;
  int end;
  int price_cents;
  int score;
  std::vector<std::string> units;
};

/// Empty when `offered` is exactly what the case expects.
std::string unexpected(const NamedCase& named, const std::vector<Offered>& offered);

}  // namespace oracle

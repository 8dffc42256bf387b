// Whether a person's data may be processed with regard to their age: POPIA s 34 and 35, and who is a child, s 1 (a
// natural person under the age of 18 years who is not legally competent to act without a competent person's
// assistance).
#pragma once

#include <cstdint>

#include "wasm/base/time.h"

namespace booking::compliance {

enum class ChildReason : uint8_t {
  Adult,              // allowed
  SaysAdult,          // allowed: no date of birth, but the person said so
  GuardianConsented,  // allowed, s 35(1)(a)
  NeedsGuardian,      // a child, and no competent person consented
  NeedsAge,           // nothing is known of their age
};

struct Person {
  bool born_known;
  LocalDate born;  // when it is known
  bool says_adult;
  bool guardian_consented;  // beforehand, and not withdrawn since
};

/// The day on which whoever was born on `born` comes of age: the eighteenth birthday, 1 March for who has none that
/// year.
[[nodiscard]] LocalDate comes_of_age(LocalDate born);

[[nodiscard]] ChildReason decide_child(const Person& person, LocalDate today);

}  // namespace booking::compliance

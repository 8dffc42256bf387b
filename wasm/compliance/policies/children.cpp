#include "wasm/compliance/policies/children.h"

namespace booking::compliance {

LocalDate comes_of_age(LocalDate born) {
  const CivilDate date = civil_from_date(born);
  return date_from_civil({date.year + 18, date.month, date.day});
}

ChildReason decide_child(const Person& person, LocalDate today) {
  if (person.born_known) {
    if (today >= comes_of_age(person.born)) return ChildReason::Adult;
    return person.guardian_consented ? ChildReason::GuardianConsented : ChildReason::NeedsGuardian;
  }
  if (person.says_adult) return ChildReason::SaysAdult;
  return person.guardian_consented ? ChildReason::GuardianConsented : ChildReason::NeedsAge;
}

}  // namespace booking::compliance

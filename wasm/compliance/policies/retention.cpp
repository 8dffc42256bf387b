#include "wasm/compliance/policies/retention.h"

namespace booking::compliance {

RetentionDecision decide_retention(const Record& record, LocalDate today) {
  const CivilDate last = civil_from_date(record.last_activity);
  const LocalDate years_on = date_from_civil({last.year + record.keep_years, last.month, last.day});
  const LocalDate due = next_day(years_on, record.keep_days);
  if (today < due) return {RetentionAct::Keep, RetentionReason::Running, due};
  if (record.legal_hold) return {RetentionAct::Keep, RetentionReason::LegalHold, due};
  if (record.restricted) return {RetentionAct::Keep, RetentionReason::Restricted, due};
  return {record.after, RetentionReason::Over, due};
}

}  // namespace booking::compliance

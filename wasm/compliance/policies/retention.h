// Whether a record is still kept: POPIA s 14. Not longer than its purpose or a law needs (1), unless it must stand as
// proof (a legal hold) or its processing is restricted (6); then destroyed, deleted or de-identified (4). How long each
// category is kept, and by which law, is data: shared/policies/retention.json.
#pragma once

#include <cstdint>

#include "wasm/base/time.h"

namespace booking::compliance {

enum class RetentionAct : uint8_t { Keep, Delete, DeIdentify };

struct Record {
  LocalDate last_activity;  // what starts the clock, as the category's rule says
  int32_t keep_years;       // whole years of the calendar, then
  int32_t keep_days;        // days
  RetentionAct after;       // Delete or DeIdentify
  bool legal_hold;
  bool restricted;
};

enum class RetentionReason : uint8_t {
  Running,     // keep: the term is not over
  LegalHold,   // keep
  Restricted,  // keep, and touch it for proof alone, s 14(6) and (7)
  Over,        // `after`
};

struct RetentionDecision {
  RetentionAct act;
  RetentionReason reason;
  LocalDate due;  // the first day on which the term is over; a hold does not move it
};

[[nodiscard]] RetentionDecision decide_retention(const Record& record, LocalDate today);

}  // namespace booking::compliance

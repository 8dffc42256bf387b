// Six detectors over a salon's stream of events. Each names its evidence (two counts that a person can check) and what
// is to be done; ids are those of the OWASP Automated Threat Handbook 1.3 (shared/contracts/compliance.fbs).
#pragma once

#include <cstdint>

#include "compliance_generated.h"
#include "wasm/compliance/threats/state.h"

namespace booking::compliance {

/// An event raises at most one finding: each kind of event feeds one detector.
struct Raised {
  bool any;
  wire::Finding finding;
};

/// Folds one event into the state. Events come in the order of their time; one that is late counts as if it came now.
[[nodiscard]] Raised observe(State& state, const wire::Event& event);

}  // namespace booking::compliance

// The operations this module exports. Each is a pure function of its request; the tables are in
// shared/contracts/compliance.fbs.
#pragma once

#include <cstdint>
#include <span>

#include "compliance_generated.h"
#include "wasm/base/arena.h"

namespace booking::compliance {

/// DeadlineRequest -> DeadlineAnswer.
[[nodiscard]] wire::Status deadline(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// AuditTreeRequest -> AuditTreeAnswer.
[[nodiscard]] wire::Status audit_tree(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// AuditVerifyRequest -> AuditVerifyAnswer.
[[nodiscard]] wire::Status audit_verify(std::span<const uint8_t> request, Arena& arena,
                                        std::span<const uint8_t>& answer);

/// AuditLeavesRequest -> AuditLeavesAnswer.
[[nodiscard]] wire::Status audit_leaves(std::span<const uint8_t> request, Arena& arena,
                                        std::span<const uint8_t>& answer);

}  // namespace booking::compliance

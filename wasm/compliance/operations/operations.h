// The operations this module exports. Each is a pure function of its request; the tables are in
// shared/contracts/compliance.fbs.
#pragma once

#include <cstdint>
#include <span>

#include "compliance_generated.h"
#include "wasm/base/arena.h"

namespace booking::compliance {

/// AdmitRequest -> AdmitAnswer.
[[nodiscard]] wire::Status admit(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// DeadlineRequest -> DeadlineAnswer.
[[nodiscard]] wire::Status deadline(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// FindPersonalDataRequest -> FindPersonalDataAnswer.
[[nodiscard]] wire::Status find_personal_data(std::span<const uint8_t> request, Arena& arena,
                                              std::span<const uint8_t>& answer);

/// DirectMarketingRequest -> DirectMarketingAnswer.
[[nodiscard]] wire::Status direct_marketing(std::span<const uint8_t> request, Arena& arena,
                                            std::span<const uint8_t>& answer);

/// CancellationFeeRequest -> CancellationFeeAnswer.
[[nodiscard]] wire::Status cancellation_fee(std::span<const uint8_t> request, Arena& arena,
                                            std::span<const uint8_t>& answer);

/// ChildrenRequest -> ChildrenAnswer.
[[nodiscard]] wire::Status children(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// RetentionRequest -> RetentionAnswer.
[[nodiscard]] wire::Status retention(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// ObserveRequest -> ObserveAnswer.
[[nodiscard]] wire::Status observe(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// AuditTreeRequest -> AuditTreeAnswer.
[[nodiscard]] wire::Status audit_tree(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// AuditVerifyRequest -> AuditVerifyAnswer.
[[nodiscard]] wire::Status audit_verify(std::span<const uint8_t> request, Arena& arena,
                                        std::span<const uint8_t>& answer);

/// AuditLeavesRequest -> AuditLeavesAnswer.
[[nodiscard]] wire::Status audit_leaves(std::span<const uint8_t> request, Arena& arena,
                                        std::span<const uint8_t>& answer);

}  // namespace booking::compliance

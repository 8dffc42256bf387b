// The operations this module exports. Each is a pure function of its request; the tables are in
// shared/contracts/routing.fbs.
#pragma once

#include <cstdint>
#include <span>

#include "routing_generated.h"
#include "wasm/base/arena.h"

namespace booking::routing {

/// UnderstandRequest -> UnderstandAnswer.
[[nodiscard]] wire::Status understand(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// ReadWebhookRequest -> ReadWebhookAnswer.
[[nodiscard]] wire::Status read_webhook(std::span<const uint8_t> request, Arena& arena,
                                        std::span<const uint8_t>& answer);

/// ConverseRequest -> ConverseAnswer.
[[nodiscard]] wire::Status converse(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// AssignRequest -> AssignAnswer (assignment.fbs).
[[nodiscard]] wire::Status assign(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// IndexArticlesRequest -> IndexArticlesAnswer (shared/contracts/knowledge.fbs).
[[nodiscard]] wire::Status index_articles(std::span<const uint8_t> request, Arena& arena,
                                          std::span<const uint8_t>& answer);

/// SearchArticlesRequest -> SearchArticlesAnswer.
[[nodiscard]] wire::Status search_articles(std::span<const uint8_t> request, Arena& arena,
                                           std::span<const uint8_t>& answer);

/// ForeseeRequest -> ForeseeAnswer (proactive.fbs).
[[nodiscard]] wire::Status foresee(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

/// RemindRequest -> RemindAnswer.
[[nodiscard]] wire::Status remind(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer);

}  // namespace booking::routing

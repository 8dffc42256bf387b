#include "wasm/routing/proactive/foresee.h"

#include <algorithm>

#include "wasm/routing/proactive/confidence.h"

namespace booking::routing::proactive {
namespace {

constexpr uint32_t kTimeToAct = 2 * 60;  // minutes in which a client can still find another time

/// The law lets a client be told about their own visit (POPIA s 11(1)(b)); what the salon must mend itself it is told.
wire::Act act_of(const Facts& facts, const Sign& sign) {
  const bool about_visit = sign.kind == wire::Kind::PowerCut || sign.kind == wire::Kind::RunningLate;
  if (!about_visit || facts.visits[sign.subject].reachable() == 0) return wire::Act::Ticket;
  const uint32_t start = facts.visits[sign.subject].start();
  const bool in_time = sign.kind == wire::Kind::RunningLate || start - facts.now >= kTimeToAct;
  return in_time ? wire::Act::Message : wire::Act::Ticket;
}

bool comes_first(const wire::Finding& a, const wire::Finding& b) {
  if (a.confidence() != b.confidence()) return a.confidence() > b.confidence();
  if (a.kind() != b.kind()) return a.kind() < b.kind();
  return a.subject() != b.subject() ? a.subject() < b.subject() : a.first() < b.first();
}

}  // namespace

uint16_t confidence_of(wire::Kind kind, uint8_t bucket) { return kConfidence[static_cast<size_t>(kind)][bucket]; }

uint16_t sure_from(wire::Kind kind) { return kSureFrom[static_cast<size_t>(kind)]; }

Status foresee(const Facts& facts, Arena& arena, std::span<wire::Finding>& out) {
  std::span<Sign> signs;
  if (const auto status = signs_of(facts, arena, signs); status != Status::Ok) return status;
  auto* const findings = arena.take<wire::Finding>(signs.size());
  if (findings == nullptr) return Status::OutOfMemory;
  size_t count = 0;
  for (const Sign& sign : signs) {
    const uint16_t confidence = confidence_of(sign.kind, sign.bucket);
    if (confidence < sure_from(sign.kind)) continue;
    findings[count++] = {sign.subject, sign.first, sign.second, confidence, sign.kind, act_of(facts, sign)};
  }
  out = {findings, count};
  std::sort(out.begin(), out.end(), comes_first);
  return Status::Ok;
}

}  // namespace booking::routing::proactive

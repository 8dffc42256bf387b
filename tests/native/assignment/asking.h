// Asking the core, as a caller does: through the operation's bytes.
#pragma once

#include <algorithm>
#include <cstring>
#include <vector>

#include "oracle.h"
#include "routing_generated.h"
#include "wasm/base/module.h"

extern "C" uint32_t booking_assign(const uint8_t* request, uint32_t length);

namespace oracle::people {

struct Answered {
  wire::Status status;
  Judged told;
};

inline std::vector<uint8_t> encode(const Case& q, bool clocks = true) {
  flatbuffers::FlatBufferBuilder builder;
  const auto open = builder.CreateVectorOfStructs(q.open);
  const auto people = builder.CreateVectorOfStructs(q.people);
  const auto waiting = builder.CreateVectorOfStructs(q.waiting);
  builder.Finish(wire::CreateAssignRequest(builder, q.now, &q.levels, open, people, waiting, clocks));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

inline Answered ask(const std::vector<uint8_t>& request) {
  const auto size = static_cast<uint32_t>(request.size());
  uint8_t* const room = booking_reserve(size);
  std::copy(request.begin(), request.end(), room);
  Answered out{static_cast<wire::Status>(booking_assign(room, size)), {}};
  if (out.status != wire::Status::Ok) return out;
  const auto* answer = flatbuffers::GetRoot<wire::AssignAnswer>(booking_answer()->ptr);
  for (const wire::Turn* turn : *answer->turns()) out.told.turns.push_back(*turn);
  for (const wire::Clock* clock : *answer->clocks()) out.told.clocks.push_back(*clock);
  return out;
}

/// Field by field: the structs have no gaps that are not set to zero.
template <class Row>
bool same(const std::vector<Row>& a, const std::vector<Row>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const Row& one, const Row& other) {
           return std::memcmp(&one, &other, sizeof one) == 0;
         });
}

}  // namespace oracle::people

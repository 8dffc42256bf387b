#include <algorithm>

#include "wasm/availability/operations/operations.h"
#include "wasm/availability/operations/told.h"
#include "wasm/availability/search/search.h"
#include "wasm/availability/search/sessions.h"
#include "wasm/base/tables.h"

namespace booking::availability {
namespace {

template <class T>
[[nodiscard]] flatbuffers::Offset<flatbuffers::Vector<const T*>> put(flatbuffers::FlatBufferBuilder& builder,
                                                                     std::span<const T> rows) {
  return builder.CreateVectorOfStructs(rows.data(), rows.size());
}

[[nodiscard]] Status write(Arena& arena, const Answer& found, bool tells, std::span<const uint8_t>& answer) {
  const size_t told_length = tells ? told_bytes(found.starts.rows()) : 0;
  const auto rows = told_length > 0 ? found.starts.rows().first(1) : found.starts.rows();
  const size_t bytes = told_length + rows.size_bytes() + found.placed.rows().size_bytes() +
                       found.segments.rows().size_bytes() + found.rejects.rows().size_bytes() + kTableOverhead;
  OneBlock block(arena, bytes);
  if (!block.ok()) return Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto starts = put(builder, rows);
  const auto placed = put(builder, found.placed.rows());
  const auto segments = put(builder, found.segments.rows());
  const auto rejects = put(builder, found.rejects.rows());
  flatbuffers::Offset<flatbuffers::Vector<uint8_t>> told;
  if (told_length > 0) {
    uint8_t* out = nullptr;
    told = builder.CreateUninitializedVector<uint8_t>(told_length, &out);
    tell(found.starts.rows(), out);
  }
  builder.Finish(wire::CreateAvailabilityAnswer(builder, starts, placed, segments, rejects, told));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return Status::Ok;
}

}  // namespace

Status availability(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::AvailabilityRequest>(request);
  if (table == nullptr) return Status::Malformed;
  Query query;
  if (const auto status = prepare(arena, *table, query); status != Status::Ok) return status;
  Answer found;
  const bool has_class =
      query.wishes.size() > 1 && std::any_of(query.wishes.begin(), query.wishes.end(),
                                             [&](const auto& wish) { return query.salon.is_class(wish.service()); });
  if (query.from <= query.to && !has_class) {  // a class is booked alone
    const auto status = query.is_class ? search_sessions(arena, query, found) : search_days(arena, query, found);
    if (status != Status::Ok) return status;
  }
  return write(arena, found, query.detail == wire::Detail::Told, answer);
}

}  // namespace booking::availability

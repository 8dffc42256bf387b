#include "wasm/base/tables.h"
#include "wasm/compliance/operations/operations.h"
#include "wasm/compliance/personal_data/find.h"

namespace booking::compliance {
namespace {

constexpr uint32_t kMostBytes = 4U << 20;

static_assert(static_cast<uint8_t>(Entity::Name) == static_cast<uint8_t>(wire::PersonalEntity::Name));

/// Code units of UTF-16 that the bytes [begin, end) of UTF-8 stand for: one for each character, two from U+10000 on.
uint32_t utf16_units(const uint8_t* bytes, uint32_t begin, uint32_t end) {
  uint32_t units = 0;
  for (uint32_t i = begin; i < end; ++i) {
    units += static_cast<uint32_t>((bytes[i] & 0xc0) != 0x80) + static_cast<uint32_t>(bytes[i] >= 0xf0);
  }
  return units;
}

/// How far the text was told, in bytes and in code units.
struct Told {
  const uint8_t* bytes;
  const PersonalSpan* spans;
  uint32_t at;
  uint32_t units;
};

void tell(size_t i, wire::PersonalSpan* to, Told* told) {
  const PersonalSpan& span = told->spans[i];
  const uint32_t begin = told->units + utf16_units(told->bytes, told->at, span.begin);
  const uint32_t end = begin + utf16_units(told->bytes, span.begin, span.end);
  told->at = span.end;
  told->units = end;
  *to = {span.begin, span.end, begin, end, static_cast<wire::PersonalEntity>(span.entity), span.score};
}

}  // namespace

wire::Status find_personal_data(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::FindPersonalDataRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  const auto* text = table->text();
  const uint32_t size = text == nullptr ? 0 : text->size();
  if (size > kMostBytes) return wire::Status::TooLarge;

  const size_t most = Spans::most_in(size);
  auto* const room = arena.take<PersonalSpan>(most);
  if (room == nullptr) return wire::Status::OutOfMemory;
  const uint8_t* const bytes = text == nullptr ? nullptr : text->data();
  const size_t count = find_personal_data({bytes, size}, {room, most});

  OneBlock block(arena, count * sizeof(wire::PersonalSpan) + kTableOverhead);
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  Told told{bytes, room, 0, 0};
  const auto vector = builder.CreateVectorOfStructs<wire::PersonalSpan>(count, tell, &told);
  builder.Finish(wire::CreateFindPersonalDataAnswer(builder, vector));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

}  // namespace booking::compliance

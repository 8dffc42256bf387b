#include "wasm/routing/understanding/understand.h"

#include "wasm/base/tables.h"
#include "wasm/routing/operations/operations.h"
#include "wasm/routing/understanding/text.h"

namespace booking::routing {

wire::Status understand(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::UnderstandRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  const auto* text = table->text();
  const uint32_t size = text == nullptr ? 0 : text->size();
  if (size > kMostTextBytes) return wire::Status::TooLarge;
  Reading reading;
  if (!understand({text == nullptr ? nullptr : text->data(), size}, arena, reading)) return wire::Status::OutOfMemory;

  std::array<wire::GuessedIntent, 3> guesses;
  for (size_t i = 0; i < guesses.size(); ++i) guesses[i] = {reading.guesses[i].intent, reading.guesses[i].chance};
  OneBlock block(arena, sizeof guesses + kTableOverhead);
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto vector = builder.CreateVectorOfStructs(guesses.data(), guesses.size());
  builder.Finish(
      wire::CreateUnderstandAnswer(builder, reading.language, reading.language_chance, reading.sure, vector));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

}  // namespace booking::routing

#include <algorithm>
#include <cstring>

#include "wasm/base/tables.h"
#include "wasm/routing/ingest/social.h"
#include "wasm/routing/ingest/whatsapp.h"
#include "wasm/routing/operations/operations.h"

namespace booking::routing {
namespace {

constexpr uint32_t kMostBytes = 3U << 20;  // what the provider sends at most
constexpr uint32_t kMostEvents = 10'000;   // it puts at most 1,000 into one webhook
constexpr uint32_t kFewestBytes = 4;       // of a piece, roughly: an id in a list of them

void tell(size_t i, wire::WebhookEvent* to, const Piece* pieces) {
  const Piece& of = pieces[i];
  *to = {of.at,     of.account, of.id,      of.user,      of.phone,      of.name,
         of.text,   of.payload, of.context, of.next_user, of.next_phone, of.previous_user,
         of.detail, of.code,    of.kind,    of.type,      of.delivery};
}

}  // namespace

wire::Status read_webhook(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::ReadWebhookRequest>(request);
  if (table == nullptr) return wire::Status::Malformed;
  if (table->provider() > wire::Provider::MAX) return wire::Status::OutOfRange;
  const auto* body = table->body();
  const uint32_t size = body == nullptr ? 0 : body->size();
  if (size > kMostBytes) return wire::Status::TooLarge;

  const size_t padded = size + simdjson::SIMDJSON_PADDING;
  auto* const json = arena.take<char>(padded);
  const size_t most = std::min<size_t>(kMostEvents, size / kFewestBytes + 1);
  auto* const events = arena.take<Piece>(most);
  // Every text is kept once by itself and once within its type's own JSON; what was half a surrogate pair grows no
  // longer.
  const size_t room = size_t{2} * size + 16;
  auto* const text = arena.take<uint8_t>(room);
  if (json == nullptr || events == nullptr || text == nullptr) return wire::Status::OutOfMemory;
  if (size > 0) std::memcpy(json, body->data(), size);
  std::memset(json + size, ' ', simdjson::SIMDJSON_PADDING);

  Pieces pieces{{events, most}, {text, room}};
  {
    const Lent lent(arena);
    ondemand::parser parser(kMostBytes);
    ondemand::document document;
    const simdjson::error_code error = parser.iterate(json, size, padded).get(document);
    if (error == simdjson::MEMALLOC) return wire::Status::OutOfMemory;
    if (error != simdjson::SUCCESS) return wire::Status::Unreadable;
    const wire::Status status =
        table->provider() == wire::Provider::Social ? read_social(document, pieces) : read_whatsapp(document, pieces);
    if (status != wire::Status::Ok) return status;
  }

  OneBlock block(arena, pieces.count * sizeof(wire::WebhookEvent) + pieces.used + kTableOverhead);
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  const auto told =
      builder.CreateVectorOfStructs<wire::WebhookEvent>(pieces.count, tell, static_cast<const Piece*>(events));
  const auto bytes = builder.CreateVector(text, pieces.used);
  builder.Finish(wire::CreateReadWebhookAnswer(builder, told, bytes));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

}  // namespace booking::routing

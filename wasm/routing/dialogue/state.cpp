#include "wasm/routing/dialogue/state.h"

namespace booking::routing {
namespace {

constexpr uint8_t kVersion = 1;
constexpr uint32_t kHasPhone = 4;

/// Little-endian; reading past the end gives zeros and is noticed.
struct Reader {
  std::span<const uint8_t> bytes;
  size_t at = 0;
  bool whole = true;

  uint32_t number(size_t size) {
    uint32_t value = 0;
    for (size_t i = 0; i < size; i++) {
      if (at >= bytes.size()) whole = false;
      else value |= static_cast<uint32_t>(bytes[at++]) << (8 * i);
    }
    return value;
  }
  void text(ShortText& out) {
    const size_t length = number(1);
    if (length > out.bytes.size() || length > bytes.size() - at) {
      whole = false;
      return;
    }
    out.set({reinterpret_cast<const char*>(bytes.data() + at), length});
    at += length;
  }
};

struct Writer {
  std::span<uint8_t, kMostState> room;
  size_t at = 0;

  void number(uint32_t value, size_t size) {
    for (size_t i = 0; i < size; i++) room[at++] = static_cast<uint8_t>(value >> (8 * i));
  }
  void text(const ShortText& text) {
    number(text.length, 1);
    for (const char c : text.view()) room[at++] = static_cast<uint8_t>(c);
  }
};

void read_offer(Reader& reader, RememberedOffer& offer) {
  offer.start = reader.number(4);
  offer.price_cents = static_cast<int32_t>(reader.number(4));
  offer.person = reader.number(4);
  offer.offset = static_cast<int16_t>(reader.number(2));
}

void write_offer(Writer& writer, const RememberedOffer& offer) {
  writer.number(offer.start, 4);
  writer.number(static_cast<uint32_t>(offer.price_cents), 4);
  writer.number(offer.person, 4);
  writer.number(static_cast<uint16_t>(offer.offset), 2);
}

}  // namespace

// The version, 13 small fields, services, the rest of the wish, 8 offers and the chosen one, four texts, two hashes.
static_assert(1 + 13 + 12 + 16 + 9 * 14 + 4 * 64 + 8 <= kMostState);

State decode_state(std::span<const uint8_t> bytes) {
  Reader reader{bytes};
  if (bytes.empty() || reader.number(1) != kVersion) return {};
  State state;
  const uint32_t stage = reader.number(1);
  const uint32_t before = reader.number(1);
  const uint32_t flow = reader.number(1);
  const uint32_t language = reader.number(1);
  const uint32_t acting = reader.number(1);
  const uint32_t flags = reader.number(1);
  const uint32_t asking = reader.number(1);
  state.repeats = static_cast<uint8_t>(reader.number(1));
  state.misses = static_cast<uint8_t>(reader.number(1));
  state.patience = static_cast<uint8_t>(reader.number(1));
  state.wish.guests = static_cast<uint8_t>(reader.number(1));
  state.wish.service_count = static_cast<uint8_t>(reader.number(1));
  state.offer_count = static_cast<uint8_t>(reader.number(1));
  if (stage > static_cast<uint32_t>(Stage::ConfirmBoth) || before > static_cast<uint32_t>(Stage::ConfirmBoth) ||
      flow > static_cast<uint32_t>(Flow::Cancel) || language > static_cast<uint32_t>(Language::MAX) ||
      acting > static_cast<uint32_t>(wire::ActionKind::MAX) || asking > static_cast<uint32_t>(wire::Intent::MAX) ||
      state.wish.service_count > kMostWishes || state.offer_count > kMostOffers)
    return {};
  state.stage = static_cast<Stage>(stage);
  state.before = static_cast<Stage>(before);
  state.flow = static_cast<Flow>(flow);
  state.language = static_cast<Language>(language);
  state.acting = static_cast<wire::ActionKind>(acting);
  state.asking = static_cast<wire::Intent>(asking);
  state.noticed = (flags & 1) != 0;
  state.waitlist = (flags & 2) != 0;
  for (size_t i = 0; i < state.wish.service_count; i++) state.wish.services[i] = reader.number(4);
  state.wish.person = reader.number(4);
  state.wish.day_from = static_cast<int32_t>(reader.number(4));
  state.wish.day_to = static_cast<int32_t>(reader.number(4));
  state.wish.minute_from = static_cast<int16_t>(reader.number(2));
  state.wish.minute_to = static_cast<int16_t>(reader.number(2));
  for (size_t i = 0; i < state.offer_count; i++) read_offer(reader, state.offers[i]);
  read_offer(reader, state.chosen);
  reader.text(state.hold);
  reader.text(state.name);
  reader.text(state.news);
  state.booking = reader.number(4);
  state.said = reader.number(4);
  if ((flags & kHasPhone) != 0) reader.text(state.phone);
  const auto fits = [](const RememberedOffer& offer) {
    return offer.start <= INT32_MAX - 2 * kMinutesPerDay && offer.offset >= -kMinutesPerDay &&
           offer.offset <= kMinutesPerDay;
  };
  bool sound = reader.whole && reader.at == bytes.size() && fits(state.chosen) && state.wish.guests > 0;
  for (size_t i = 0; i < state.offer_count; i++) sound = sound && fits(state.offers[i]);
  return sound ? state : State{};
}

size_t encode_state(const State& state, std::span<uint8_t, kMostState> room) {
  Writer writer{room};
  writer.number(kVersion, 1);
  writer.number(static_cast<uint32_t>(state.stage), 1);
  writer.number(static_cast<uint32_t>(state.before), 1);
  writer.number(static_cast<uint32_t>(state.flow), 1);
  writer.number(static_cast<uint32_t>(state.language), 1);
  writer.number(static_cast<uint32_t>(state.acting), 1);
  writer.number((state.noticed ? 1u : 0u) | (state.waitlist ? 2u : 0u) | (state.phone.empty() ? 0u : kHasPhone), 1);
  writer.number(static_cast<uint32_t>(state.asking), 1);
  writer.number(state.repeats, 1);
  writer.number(state.misses, 1);
  writer.number(state.patience, 1);
  writer.number(state.wish.guests, 1);
  writer.number(state.wish.service_count, 1);
  writer.number(state.offer_count, 1);
  for (size_t i = 0; i < state.wish.service_count; i++) writer.number(state.wish.services[i], 4);
  writer.number(state.wish.person, 4);
  writer.number(static_cast<uint32_t>(state.wish.day_from), 4);
  writer.number(static_cast<uint32_t>(state.wish.day_to), 4);
  writer.number(static_cast<uint16_t>(state.wish.minute_from), 2);
  writer.number(static_cast<uint16_t>(state.wish.minute_to), 2);
  for (size_t i = 0; i < state.offer_count; i++) write_offer(writer, state.offers[i]);
  write_offer(writer, state.chosen);
  writer.text(state.hold);
  writer.text(state.name);
  writer.text(state.news);
  writer.number(state.booking, 4);
  writer.number(state.said, 4);
  if (!state.phone.empty()) writer.text(state.phone);
  return writer.at;
}

}  // namespace booking::routing

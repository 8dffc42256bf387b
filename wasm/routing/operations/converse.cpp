#include "wasm/base/tables.h"
#include "wasm/routing/dialogue/turn.h"
#include "wasm/routing/operations/operations.h"

namespace booking::routing {
namespace {

constexpr uint32_t kMostServices = 100;  // as the salon document's schema has it
constexpr uint32_t kMostPeople = 200;
constexpr uint32_t kMostNames = 2000;  // of all services together
constexpr uint32_t kMostBookings = 100;
constexpr uint32_t kMostStarts = 100;
constexpr int32_t kLastDay = INT32_MAX / kMinutesPerDay - 1000;
constexpr size_t kAnswerBytes = size_t{96} * 1024;  // five actions of ten rows, each well below 1 KB

std::string_view text_of(const flatbuffers::String* text) {
  return text == nullptr ? std::string_view{} : std::string_view(text->c_str(), text->size());
}

template <class Vector>
uint32_t length(const Vector* vector) {
  return vector == nullptr ? 0 : vector->size();
}

/// The facts as the dialogue reads them, in the arena.
struct Lists {
  std::string_view* services;
  std::string_view* people;
  MenuName* service_names;
  MenuName* people_names;
  Visit* bookings;
  Offer* starts;
  uint32_t names = 0;
};

wire::Status read_menu(const wire::ConverseRequest& request, Arena& arena, Lists& lists) {
  const uint32_t services = length(request.services());
  const uint32_t people = length(request.people());
  if (services > kMostServices || people > kMostPeople) return wire::Status::TooLarge;
  lists.services = arena.take<std::string_view>(services);
  lists.people = arena.take<std::string_view>(people);
  lists.service_names = arena.take<MenuName>(kMostNames);
  lists.people_names = arena.take<MenuName>(people);
  if (lists.services == nullptr || lists.people == nullptr || lists.service_names == nullptr ||
      lists.people_names == nullptr)
    return wire::Status::OutOfMemory;
  for (uint32_t i = 0; i < services; i++) {
    const auto* service = request.services()->Get(i);
    lists.services[i] = text_of(service->id());
    for (uint32_t j = 0; j < length(service->names()); j++) {
      if (lists.names == kMostNames) return wire::Status::TooLarge;
      lists.service_names[lists.names++] = {static_cast<uint16_t>(i), text_of(service->names()->Get(j))};
    }
  }
  for (uint32_t i = 0; i < people; i++) {
    const auto* person = request.people()->Get(i);
    lists.people[i] = text_of(person->id());
    lists.people_names[i] = {static_cast<uint16_t>(i), text_of(person->name())};
  }
  return wire::Status::Ok;
}

wire::Status read_visits(const wire::ConverseRequest& request, Arena& arena, Lists& lists) {
  const uint32_t bookings = length(request.bookings());
  const uint32_t starts = length(request.starts());
  if (bookings > kMostBookings || starts > kMostStarts) return wire::Status::TooLarge;
  lists.bookings = arena.take<Visit>(bookings);
  lists.starts = arena.take<Offer>(starts);
  if (lists.bookings == nullptr || lists.starts == nullptr) return wire::Status::OutOfMemory;
  const auto services = static_cast<int32_t>(length(request.services()));
  const auto people = static_cast<int32_t>(length(request.people()));
  const auto fits = [](uint32_t start, int16_t offset) {
    return start <= INT32_MAX - 2 * kMinutesPerDay && offset >= -kMinutesPerDay && offset <= kMinutesPerDay;
  };
  for (uint32_t i = 0; i < bookings; i++) {
    const auto* visit = request.bookings()->Get(i);
    if (!fits(visit->start(), visit->offset()) || visit->service() >= services || visit->person() >= people)
      return wire::Status::OutOfRange;
    lists.bookings[i] = {text_of(visit->id()), visit->start(), visit->offset(), visit->service(), visit->person()};
  }
  if (starts > 0 && reinterpret_cast<uintptr_t>(request.starts()->Data()) % alignof(wire::OfferedStart) != 0)
    return wire::Status::Malformed;
  for (uint32_t i = 0; i < starts; i++) {
    const auto* start = request.starts()->Get(i);
    if (!fits(start->start(), start->offset()) || start->person() >= people || start->price_cents() < 0)
      return wire::Status::OutOfRange;
    lists.starts[i] = {start->start(), start->price_cents(), start->offset(), start->person()};
  }
  return wire::Status::Ok;
}

wire::Status read_reading(const wire::ConverseRequest& request, Reading& reading) {
  reading.language = request.language();
  reading.language_chance = request.language_chance();
  reading.sure = request.sure();
  if (request.language() > Language::MAX || request.spoken() > Language::MAX) return wire::Status::OutOfRange;
  const uint32_t guesses = length(request.guesses());
  if (guesses > reading.guesses.size()) return wire::Status::TooLarge;
  if (guesses > 0 && reinterpret_cast<uintptr_t>(request.guesses()->Data()) % alignof(wire::GuessedIntent) != 0)
    return wire::Status::Malformed;
  for (uint32_t i = 0; i < guesses; i++) {
    const auto* guess = request.guesses()->Get(i);
    if (guess->intent() > Intent::MAX) return wire::Status::OutOfRange;
    reading.guesses[i] = {guess->intent(), guess->chance()};
  }
  return wire::Status::Ok;
}

flatbuffers::Offset<wire::About> write(flatbuffers::FlatBufferBuilder& builder, const About& about) {
  const auto services = builder.CreateVector(about.services.data(), about.service_count);
  return wire::CreateAbout(builder, services, about.person, about.start, about.offset, about.price_cents,
                           about.day_from, about.day_to, about.minute_from, about.minute_to, about.guests,
                           about.booking, about.intent, about.count);
}

flatbuffers::Offset<wire::Action> write(flatbuffers::FlatBufferBuilder& builder, const Action& action) {
  std::array<flatbuffers::Offset<wire::Row>, kMostRows> rows;
  for (size_t i = 0; i < action.row_count; i++) {
    const Row& row = action.rows[i];
    const auto id = builder.CreateString(row.id.bytes.data(), row.id.length);
    const auto about = write(builder, row.about);
    rows[i] = wire::CreateRow(builder, id, row.line, about);
  }
  const auto about = write(builder, action.about);
  const auto listed = builder.CreateVector(rows.data(), action.row_count);
  const auto id = builder.CreateString(action.id.bytes.data(), action.id.length);
  const auto name = builder.CreateString(action.name.bytes.data(), action.name.length);
  const auto phone = builder.CreateString(action.phone.bytes.data(), action.phone.length);
  return wire::CreateAction(builder, action.kind, action.line, about, listed, id, action.reason, action.request,
                            action.granted, name, phone);
}

wire::Status answer_turn(const Turn& turn, Arena& arena, std::span<const uint8_t>& answer) {
  OneBlock block(arena, kAnswerBytes);
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  std::array<flatbuffers::Offset<wire::Action>, kMostActions> actions;
  for (size_t i = 0; i < turn.count; i++) actions[i] = write(builder, turn.actions[i]);
  const auto listed = builder.CreateVector(actions.data(), turn.count);
  std::array<uint8_t, kMostState> bytes{};
  const size_t size = encode_state(turn.state, bytes);
  const auto state = builder.CreateVector(bytes.data(), size);
  builder.Finish(wire::CreateConverseAnswer(builder, state, turn.state.language, listed));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

}  // namespace

wire::Status converse(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  // As read_request, but a salon's menu has more tables than other requests.
  if (request.size() < 8 || reinterpret_cast<uintptr_t>(request.data()) % alignof(uint32_t) != 0)
    return wire::Status::Malformed;
  flatbuffers::Verifier verifier(request.data(), request.size(), 16, kMostServices + kMostPeople + kMostBookings + 1);
  if (!verifier.VerifyBuffer<wire::ConverseRequest>(nullptr)) return wire::Status::Malformed;
  const auto* table = flatbuffers::GetRoot<wire::ConverseRequest>(request.data());
  if (table->event() > wire::EventKind::MAX || table->outcome() > wire::OutcomeKind::MAX)
    return wire::Status::OutOfRange;
  if (table->today() < 0 || table->today() > kLastDay || table->minute() < 0 || table->minute() >= kMinutesPerDay)
    return wire::Status::OutOfRange;
  Lists lists{};
  Event event;
  if (const auto status = read_menu(*table, arena, lists); status != wire::Status::Ok) return status;
  if (const auto status = read_visits(*table, arena, lists); status != wire::Status::Ok) return status;
  if (const auto status = read_reading(*table, event.reading); status != wire::Status::Ok) return status;
  event.kind = table->event();
  event.text = text_of(table->text());
  event.choice = text_of(table->choice());
  event.outcome = table->outcome();
  event.id = text_of(table->id());
  event.starts = {lists.starts, length(table->starts())};
  Facts facts;
  facts.now = {LocalDate{table->today()}, table->minute()};
  facts.menu = {{lists.service_names, lists.names},
                {lists.people_names, length(table->people())},
                table->opens(),
                table->closes()};
  facts.services = {lists.services, length(table->services())};
  facts.people = {lists.people, length(table->people())};
  facts.bookings = {lists.bookings, length(table->bookings())};
  facts.spoken = table->spoken();
  facts.named = table->named();
  facts.numbered = table->numbered();
  facts.proven = table->proven();
  facts.noticed = table->noticed();
  facts.news_answered = table->news_answered();
  facts.staffed = table->staffed();
  facts.answerable = table->answerable();
  const auto* state = table->state();
  const State before = state == nullptr ? State{} : decode_state({state->data(), state->size()});
  auto* turn = arena.take<Turn>(1);
  if (turn == nullptr) return wire::Status::OutOfMemory;
  *turn = Turn{};
  converse(before, event, facts, *turn);
  return answer_turn(*turn, arena, answer);
}

}  // namespace booking::routing

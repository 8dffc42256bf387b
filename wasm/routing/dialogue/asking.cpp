#include "wasm/routing/dialogue/talk.h"

namespace booking::routing {
namespace {

/// Whether it may stand among the readings that are offered: a courtesy is nothing that somebody wants done, and a
/// person has a row of their own.
bool is_offered(Intent intent) {
  switch (intent) {
    case Intent::OutOfScope:
    case Intent::Human:
    case Intent::Yes:
    case Intent::No:
    case Intent::Greeting:
    case Intent::Thanks:
    case Intent::Goodbye:
      return false;
    default:
      return true;
  }
}

}  // namespace

RowId& RowId::add(int64_t number) {
  std::array<char, 24> digits{};
  size_t at = digits.size();
  uint64_t rest = number < 0 ? static_cast<uint64_t>(-number) : static_cast<uint64_t>(number);
  do {
    digits[--at] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (number < 0) digits[--at] = '-';
  return add(":").add(std::string_view(digits.data() + at, digits.size() - at));
}

Action& act(Talk& talk, ActionKind kind) {
  Turn& turn = talk.turn;
  // Never so many; the last one gives way rather than memory.
  Action& action = turn.actions[turn.count < kMostActions ? turn.count++ : kMostActions - 1u];
  action = Action{};
  action.kind = kind;
  return action;
}

Action& say(Talk& talk, Line line) {
  Action& action = act(talk, ActionKind::Say);
  action.line = line;
  return action;
}

Action& ask(Talk& talk, Line line, Stage stage) {
  talk.state.stage = stage;
  Action& action = act(talk, ActionKind::Ask);
  action.line = line;
  return action;
}

Row& offer_row(Action& action, Line line, std::string_view id) {
  Row& row = action.rows[action.row_count < kMostRows ? action.row_count++ : kMostRows - 1u];
  row = Row{};
  row.line = line;
  row.id.add(id);
  return row;
}

Action& await(Talk& talk, ActionKind kind) {
  if (talk.state.stage != Stage::Acting) talk.state.before = talk.state.stage;
  talk.state.stage = Stage::Acting;
  talk.state.acting = kind;
  return act(talk, kind);
}

void end(Talk& talk) {
  State fresh;
  fresh.language = talk.state.language;
  fresh.noticed = talk.state.noticed;
  fresh.name = talk.state.name;
  fresh.phone = talk.state.phone;
  fresh.stage = Stage::Over;
  talk.state = fresh;
  act(talk, ActionKind::End);
}

void hand_over(Talk& talk, Reason reason) {
  talk.turn.count = 0;
  say(talk, talk.facts.staffed ? Line::HandedOver : Line::HandedOverLater);
  Action& action = act(talk, ActionKind::HandOver);
  action.reason = reason;
  action.about = about_wish(talk);
  action.about.booking = static_cast<int16_t>(booking_index(talk.facts, talk.state.booking));
  action.about.intent = talk.event.kind == EventKind::Text ? talk.event.reading.guesses[0].intent : Intent::OutOfScope;
  talk.state.stage = Stage::WithPerson;
}

void ask_deletion(Talk& talk) {
  Action& action = ask(talk, Line::ConfirmDeletion, Stage::ConfirmDeletion);
  offer_row(action, Line::RowYesDelete, "rd");
  offer_row(action, Line::RowKeep, "k");
  offer_row(action, Line::RowPerson, "p");
}

void misunderstood(Talk& talk) {
  if (++talk.state.misses >= kMostMisses) return hand_over(talk, Reason::Misunderstood);
  const auto& guesses = talk.event.reading.guesses;
  if (talk.state.stage != Stage::Meaning) talk.state.before = talk.state.stage;
  Action& action = ask(talk, Line::AskMeaning, Stage::Meaning);
  if (talk.event.kind == EventKind::Text) {
    for (const Guess& guess : guesses) {
      if (guess.chance == 0 || !is_offered(guess.intent)) continue;
      Row& row = offer_row(action, Line::RowMeaning, "i");
      row.id.add(static_cast<int64_t>(guess.intent));
      row.about.intent = guess.intent;
    }
  }
  if (action.row_count == 0) {
    offer_row(action, Line::RowBook, "bk");
    offer_row(action, Line::RowMyBookings, "mb");
  }
  offer_row(action, Line::RowPerson, "p");
}

int service_index(const Facts& facts, uint32_t hash) {
  for (size_t i = 0; i < facts.services.size(); i++)
    if (hash_of(facts.services[i]) == hash) return static_cast<int>(i);
  return -1;
}

int person_index(const Facts& facts, uint32_t hash) {
  for (size_t i = 0; i < facts.people.size(); i++)
    if (hash_of(facts.people[i]) == hash) return static_cast<int>(i);
  return -1;
}

int booking_index(const Facts& facts, uint32_t hash) {
  for (size_t i = 0; i < facts.bookings.size(); i++)
    if (hash_of(facts.bookings[i].id) == hash) return static_cast<int>(i);
  return -1;
}

About about_wish(const Talk& talk) {
  const Wish& wish = talk.state.wish;
  About about;
  for (size_t i = 0; i < wish.service_count; i++) {
    const int index = service_index(talk.facts, wish.services[i]);
    if (index >= 0) about.services[about.service_count++] = static_cast<uint16_t>(index);
  }
  about.person = static_cast<int16_t>(wish.person == 0 ? -1 : person_index(talk.facts, wish.person));
  about.guests = wish.guests;
  about.day_from = wish.day_from;
  about.day_to = wish.day_to;
  about.minute_from = wish.minute_from;
  about.minute_to = wish.minute_to;
  return about;
}

About about_offer(const Talk& talk, const RememberedOffer& offer) {
  About about = about_wish(talk);
  about.start = offer.start;
  about.offset = offer.offset;
  about.price_cents = offer.price_cents;
  about.person = static_cast<int16_t>(offer.person == 0 ? about.person : person_index(talk.facts, offer.person));
  about.booking = static_cast<int16_t>(booking_index(talk.facts, talk.state.booking));
  return about;
}

About about_booking(const Talk& talk, int index) {
  About about;
  const Visit& visit = talk.facts.bookings[static_cast<size_t>(index)];
  about.booking = static_cast<int16_t>(index);
  about.start = visit.start;
  about.offset = visit.offset;
  about.person = visit.person;
  if (visit.service >= 0) {
    about.services[0] = static_cast<uint16_t>(visit.service);
    about.service_count = 1;
  }
  return about;
}

int32_t day_of(const RememberedOffer& offer) {
  return floor_div(static_cast<int32_t>(offer.start) + offer.offset, kMinutesPerDay);
}

int32_t minute_of(const RememberedOffer& offer) {
  return static_cast<int32_t>(offer.start) + offer.offset - day_of(offer) * kMinutesPerDay;
}

}  // namespace booking::routing

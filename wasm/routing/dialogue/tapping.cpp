// What a tap sends back. Every id says all that is needed, so a row of yesterday's list works, or is refused with
// another.
//
//   p person · bk book · mb my bookings · i:intent · s:service · g:page · d:from:to · o other day · w waiting list
//   t:start:offset:price:guests:person:service… · m:start:offset:price:booking · c:hold
//   b:booking · v:booking move · q:booking cancel? · x:booking cancel! · xb:booking both! · k keep · r:kind · rd
//   delete! · n:granted:booking
#include "wasm/routing/dialogue/talk.h"

namespace booking::routing {
namespace {

struct Fields {
  std::string_view rest;

  /// The next field; empty at the end.
  std::string_view text() {
    const size_t colon = rest.find(':');
    const std::string_view field = rest.substr(0, colon);
    rest = colon == std::string_view::npos ? std::string_view{} : part_of(rest, colon + 1, rest.size());
    return field;
  }
  /// Within 0 and 2^32; false when it is no number.
  bool number(int64_t& value) {
    const std::string_view field = text();
    if (field.empty() || field.size() > 10) return false;
    value = 0;
    for (const char c : field) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    return value <= UINT32_MAX;
  }
  /// East of Greenwich or west of it, at most a day.
  bool offset(int16_t& value) {
    const bool west = rest.starts_with('-');
    if (west) rest.remove_prefix(1);
    int64_t minutes = 0;
    if (!number(minutes) || minutes > kMinutesPerDay) return false;
    value = static_cast<int16_t>(west ? -minutes : minutes);
    return true;
  }
};

bool read_offer(Fields& fields, RememberedOffer& offer) {
  int64_t start = 0;
  int64_t price = 0;
  if (!fields.number(start) || start > INT32_MAX - 2 * kMinutesPerDay || !fields.offset(offer.offset) ||
      !fields.number(price) || price > INT32_MAX)
    return false;
  offer.start = static_cast<uint32_t>(start);
  offer.price_cents = static_cast<int32_t>(price);
  return true;
}

/// The row was shown before the salon gave the service up.
bool ask_another_service(Talk& talk) {
  talk.state.wish = Wish{};
  talk.state.flow = Flow::Book;
  talk.state.hold = {};
  ask_service(talk, 0);
  talk.turn.actions[talk.turn.count - size_t{1}].line = Line::AskServiceGone;
  return true;
}

bool tap_start(Talk& talk, Fields fields) {
  RememberedOffer offer;
  int64_t guests = 0;
  int64_t person = 0;
  if (!read_offer(fields, offer) || !fields.number(guests) || !fields.number(person) || guests < 1 ||
      guests > kMostGuests)
    return false;
  Wish wish;
  wish.guests = static_cast<uint8_t>(guests);
  wish.person = guests > 1 ? 0 : static_cast<uint32_t>(person);
  int64_t service = 0;
  while (wish.service_count < kMostWishes && fields.number(service)) {
    if (service_index(talk.facts, static_cast<uint32_t>(service)) < 0) return ask_another_service(talk);
    wish.services[wish.service_count++] = static_cast<uint32_t>(service);
  }
  if (wish.service_count == 0) return false;
  // Whoever the row named has left the salon: another serves, which is a question and no yes.
  const bool gone = wish.person != 0 && person_index(talk.facts, wish.person) < 0;
  if (gone) wish.person = 0;
  offer.person = wish.person;
  talk.state.wish = wish;
  talk.state.flow = Flow::Book;
  talk.state.hold = {};
  choose(talk, offer, !gone);
  return true;
}

bool tap_move(Talk& talk, Fields fields) {
  RememberedOffer offer;
  int64_t booking = 0;
  if (!read_offer(fields, offer) || !fields.number(booking)) return false;
  talk.state.flow = Flow::Move;
  talk.state.booking = static_cast<uint32_t>(booking);
  choose(talk, offer, true);
  return true;
}

bool tap_confirm(Talk& talk, Fields fields) {
  const std::string_view hold = fields.text();
  if (hold.empty() || hold.size() > talk.state.hold.bytes.size()) return false;
  if (const int made = booking_index(talk.facts, hash_of(hold)); made >= 0) {
    const About about = about_booking(talk, made);
    say(talk, Line::AlreadyBooked).about = about;
    end(talk);
    return true;
  }
  if (talk.state.hold.view() != hold) return false;
  book(talk);
  return true;
}

bool tap_days(Talk& talk, Fields fields) {
  int64_t from = 0;
  int64_t to = 0;
  if (!fields.number(from) || !fields.number(to) || to > INT32_MAX / kMinutesPerDay || to < from) return false;
  Wish& wish = talk.state.wish;
  wish.day_from = static_cast<int32_t>(from);
  wish.day_to = static_cast<int32_t>(to);
  wish.minute_from = 0;
  wish.minute_to = kMinutesPerDay;
  advance(talk);
  return true;
}

bool tap_booking(Talk& talk, std::string_view verb, Fields fields) {
  int64_t hash = 0;
  if (!fields.number(hash)) return false;
  const int index = booking_index(talk.facts, static_cast<uint32_t>(hash));
  if (verb == "x" || verb == "xb") talk.state.flow = Flow::Cancel;
  if (verb == "v") talk.state.flow = Flow::Move;
  if (verb == "q") talk.state.flow = Flow::Cancel;
  if (index < 0) {
    my_bookings(talk);
    return true;
  }
  if (verb == "x" || verb == "xb") cancel_booking(talk, index, verb == "xb");
  else change_booking(talk, index);
  return true;
}

bool tap_news(Talk& talk, Fields fields) {
  const std::string_view granted = fields.text();
  const std::string_view booking = fields.text();
  if (booking.empty() || (granted != "1" && granted != "0")) return false;
  answer_news(talk, booking, granted == "1");
  return true;
}

bool tap_request(Talk& talk, Fields fields) {
  talk.state.flow = Flow::None;
  if (fields.rest == "0") {
    await(talk, ActionKind::StartRequest).request = RequestKind::Access;
    return true;
  }
  if (fields.rest != "1") return false;
  ask_deletion(talk);
  return true;
}

bool tap_waitlist(Talk& talk) {
  if (about_wish(talk).service_count == 0) return false;
  join_waitlist(talk);
  return true;
}

bool tap_intent(Talk& talk, Fields fields) {
  int64_t intent = 0;
  if (!fields.number(intent) || intent > static_cast<int64_t>(Intent::MAX) || intent == 0) return false;
  const auto meant = static_cast<Intent>(intent);
  if (meant == Intent::Yes || meant == Intent::No) return false;
  begin(talk, meant);
  return true;
}

bool tap_service(Talk& talk, Fields fields) {
  int64_t service = 0;
  if (!fields.number(service)) return false;
  if (service_index(talk.facts, static_cast<uint32_t>(service)) < 0) return ask_another_service(talk);
  talk.state.wish.services[0] = static_cast<uint32_t>(service);
  talk.state.wish.service_count = 1;
  talk.state.flow = Flow::Book;
  advance(talk);
  return true;
}

bool tap_page(Talk& talk, Fields fields) {
  int64_t page = 0;
  if (!fields.number(page) || page > 100) return false;
  talk.state.flow = Flow::Book;
  ask_service(talk, static_cast<size_t>(page));
  return true;
}

bool tap(Talk& talk, std::string_view verb, Fields fields) {
  if (verb == "bk" || verb == "mb") {
    begin(talk, verb == "bk" ? Intent::Book : Intent::MyBookings);
    return true;
  }
  if (verb == "i") return tap_intent(talk, fields);
  if (verb == "s") return tap_service(talk, fields);
  if (verb == "g") return tap_page(talk, fields);
  if (verb == "d") return tap_days(talk, fields);
  if (verb == "o") {
    ask_day(talk);
    return true;
  }
  if (verb == "w") return tap_waitlist(talk);
  if (verb == "t") return tap_start(talk, fields);
  if (verb == "m") return tap_move(talk, fields);
  if (verb == "c") return tap_confirm(talk, fields);
  if (verb == "b" || verb == "v" || verb == "q" || verb == "x" || verb == "xb") return tap_booking(talk, verb, fields);
  if (verb == "r") return tap_request(talk, fields);
  if (verb == "n") return tap_news(talk, fields);
  if (verb == "rd") {
    await(talk, ActionKind::StartRequest).request = RequestKind::Deletion;
    return true;
  }
  if (verb != "k") return false;
  (void)say(talk, Line::Kept);
  end(talk);
  return true;
}

}  // namespace

void answer_news(Talk& talk, std::string_view booking, bool granted) {
  // A no needs no answer: every message costs money.
  Action& action = granted ? await(talk, ActionKind::Consent) : act(talk, ActionKind::Consent);
  action.id.set(booking);
  action.granted = granted;
  if (!granted) end(talk);
}

void on_choice(Talk& talk) {
  Fields fields{talk.event.choice};
  const std::string_view verb = fields.text();
  if (verb == "p") return hand_over(talk, Reason::Asked);
  if (!tap(talk, verb, fields)) misunderstood(talk);
}

}  // namespace booking::routing

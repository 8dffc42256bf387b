// A visit from the first word to the booking: which service, which start, yes.
#include <algorithm>

#include "wasm/routing/dialogue/talk.h"

namespace booking::routing {
namespace {

constexpr size_t kServicesShown = 8;

void find_starts(Talk& talk) {
  const Wish& wish = talk.state.wish;
  About about = about_wish(talk);
  const int32_t today = talk.facts.now.today.days;
  about.day_from = wish.day_from == 0 ? today : wish.day_from;
  about.day_to = wish.day_from == 0 ? today + kDaysShown : wish.day_to;
  const int booking = booking_index(talk.facts, talk.state.booking);
  Action& action = await(talk, ActionKind::FindStarts);
  action.about = about;
  if (talk.state.flow == Flow::Move && booking >= 0) {
    action.about.booking = static_cast<int16_t>(booking);
    action.id.set(talk.facts.bookings[static_cast<size_t>(booking)].id);
  }
}

/// The privacy notice goes once, with the first message that asks a client for anything.
void notice(Talk& talk) {
  if (talk.facts.noticed || talk.state.noticed) return;
  talk.state.noticed = true;
  say(talk, Line::Notice);
}

bool is_wished(const Wish& wish, const RememberedOffer& offer) {
  const int32_t day = day_of(offer);
  const int32_t minute = minute_of(offer);
  const bool day_fits = wish.day_from == 0 || (day >= wish.day_from && day <= wish.day_to);
  return day_fits && minute >= wish.minute_from && minute <= wish.minute_to;
}

/// Day and time were both named, and it can be had.
bool is_the_one(const Wish& wish, const RememberedOffer& offer) {
  return wish.day_from != 0 && wish.day_from == wish.day_to && wish.minute_from == wish.minute_to &&
         is_wished(wish, offer);
}

RowId start_id(const Talk& talk, const RememberedOffer& offer) {
  const State& state = talk.state;
  RowId id;
  const bool moving = state.flow == Flow::Move;
  id.add(moving ? "m" : "t").add(static_cast<int64_t>(offer.start)).add(static_cast<int64_t>(offer.offset));
  id.add(static_cast<int64_t>(offer.price_cents));
  if (moving) return id.add(static_cast<int64_t>(state.booking));
  id.add(static_cast<int64_t>(state.wish.guests));
  id.add(static_cast<int64_t>(offer.person != 0 ? offer.person : state.wish.person));
  for (size_t i = 0; i < state.wish.service_count; i++) id.add(static_cast<int64_t>(state.wish.services[i]));
  return id;
}

void release(Talk& talk) {
  if (talk.state.hold.empty()) return;
  act(talk, ActionKind::Release).id = talk.state.hold;
  talk.state.hold = {};
}

void hold(Talk& talk, const RememberedOffer& offer) {
  talk.state.chosen = offer;
  const About about = about_offer(talk, offer);
  await(talk, ActionKind::Hold).about = about;
}

bool is_booked_already(const Talk& talk, const RememberedOffer& offer) {
  return std::any_of(talk.facts.bookings.begin(), talk.facts.bookings.end(),
                     [&](const Visit& visit) { return visit.start == offer.start; });
}

bool lacks_number(const Talk& talk) { return !talk.facts.numbered && talk.state.phone.empty(); }

void ask_name(Talk& talk) { (void)ask(talk, Line::AskName, Stage::Name); }

void ask_phone(Talk& talk) { (void)ask(talk, Line::AskPhone, Stage::Phone); }

void say_booked_already(Talk& talk, const RememberedOffer& offer) {
  for (size_t i = 0; i < talk.facts.bookings.size(); i++) {
    if (talk.facts.bookings[i].start != offer.start) continue;
    const About about = about_booking(talk, static_cast<int>(i));
    say(talk, Line::AlreadyBooked).about = about;
    break;
  }
  end(talk);
}

}  // namespace

void advance(Talk& talk) {
  State& state = talk.state;
  state.misses = 0;
  release(talk);
  if (talk.facts.services.empty()) return hand_over(talk, Reason::Unknown);
  if (state.flow != Flow::Move) {
    state.flow = Flow::Book;
    if (state.wish.guests > kMostGuests) return hand_over(talk, Reason::Group);
    if (about_wish(talk).service_count == 0) return ask_service(talk, 0);
    if (state.waitlist) return ask_waitlist(talk, Line::AskWaitlist);
  } else if (booking_index(talk.facts, state.booking) < 0) {
    return begin_change(talk, Flow::Move);
  }
  find_starts(talk);
}

void ask_service(Talk& talk, size_t page) {
  std::array<uint16_t, kMostOffers> doubtful{};
  size_t count = talk.event.kind == EventKind::Text ? doubtful_services(talk, doubtful) : 0;
  Action& action = ask(talk, count > 0 ? Line::AskServiceOf : Line::AskService, Stage::Service);
  const size_t all = talk.facts.services.size();
  const size_t first = count > 0 || page * kServicesShown >= all ? 0 : page * kServicesShown;
  const bool more = count == 0 && all > first + kServicesShown + 1;
  if (count == 0) {
    const size_t last = more ? first + kServicesShown : std::min(all, first + kServicesShown + 1);
    for (size_t i = first; i < last; i++) {
      Row& row = offer_row(action, Line::RowService, "s");
      row.id.add(static_cast<int64_t>(hash_of(talk.facts.services[i])));
      row.about.services[0] = static_cast<uint16_t>(i);
      row.about.service_count = 1;
    }
  }
  for (size_t i = 0; i < count; i++) {
    Row& row = offer_row(action, Line::RowService, "s");
    row.id.add(static_cast<int64_t>(hash_of(talk.facts.services[doubtful[i]])));
    row.about.services[0] = doubtful[i];
    row.about.service_count = 1;
  }
  if (more) offer_row(action, Line::RowMore, "g").id.add(static_cast<int64_t>(first / kServicesShown + 1));
  if (action.row_count < kMostRows) offer_row(action, Line::RowPerson, "p");
}

void ask_day(Talk& talk) {
  release(talk);
  talk.state.offer_count = 0;
  const LocalDate today = talk.facts.now.today;
  const int32_t monday = today.days - weekday(today);
  Action& action = ask(talk, Line::AskDay, Stage::Day);
  const auto days = [&](Line line, int32_t from, int32_t to) {
    Row& row = offer_row(action, line, "d");
    row.id.add(static_cast<int64_t>(from)).add(static_cast<int64_t>(to));
    row.about.day_from = from;
    row.about.day_to = to;
  };
  for (int32_t ahead = 0; ahead < 5; ahead++) days(Line::RowDay, today.days + ahead, today.days + ahead);
  days(Line::RowDays, monday + 7, monday + 13);
  days(Line::RowDays, monday + 14, monday + 20);
  offer_row(action, Line::RowPerson, "p");
}

void ask_start(Talk& talk, Line line) {
  notice(talk);
  Action& action = ask(talk, line, Stage::Start);
  action.about = about_wish(talk);
  action.about.booking = static_cast<int16_t>(booking_index(talk.facts, talk.state.booking));
  for (size_t i = 0; i < talk.state.offer_count; i++) {
    const RememberedOffer& offer = talk.state.offers[i];
    Row& row = offer_row(action, Line::RowStart, "");
    row.id = start_id(talk, offer);
    row.about = about_offer(talk, offer);
  }
  offer_row(action, Line::RowOtherDay, "o");
  offer_row(action, Line::RowPerson, "p");
}

void ask_confirm(Talk& talk) {
  notice(talk);
  const bool moving = talk.state.flow == Flow::Move;
  Action& action = ask(talk, moving ? Line::ConfirmMove : Line::Confirm, Stage::Confirm);
  action.about = about_offer(talk, talk.state.chosen);
  if (moving) {
    offer_row(action, Line::RowYesMove, "").id = start_id(talk, talk.state.chosen);
  } else {
    offer_row(action, Line::RowYesBook, "c:").id.add(talk.state.hold.view());
  }
  offer_row(action, Line::RowOtherTime, "o");
  offer_row(action, Line::RowPerson, "p");
}

void ask_waitlist(Talk& talk, Line line) {
  notice(talk);
  Action& action = ask(talk, line, Stage::Waitlist);
  action.about = about_wish(talk);
  if (talk.state.flow != Flow::Move) offer_row(action, Line::RowWaitlist, "w");
  offer_row(action, Line::RowOtherDay, "o");
  offer_row(action, Line::RowPerson, "p");
}

void offered(Talk& talk, bool taken) {
  State& state = talk.state;
  state.hold = {};
  state.offer_count = 0;
  bool wished = false;
  for (const Offer& offer : talk.event.starts) {
    if (state.offer_count == kMostOffers) break;
    const auto person = static_cast<size_t>(offer.person);
    const uint32_t who =
        offer.person >= 0 && person < talk.facts.people.size() ? hash_of(talk.facts.people[person]) : 0;
    state.offers[state.offer_count++] = {offer.start, offer.price_cents, who, offer.offset};
    wished = wished || is_wished(state.wish, state.offers[state.offer_count - 1]);
  }
  if (state.offer_count == 0) return ask_waitlist(talk, Line::NoStarts);
  if (!taken && is_the_one(state.wish, state.offers[0])) return choose(talk, state.offers[0], false);
  if (taken) return ask_start(talk, Line::AskStartTaken);
  if (!wished) return ask_start(talk, Line::AskStartOther);
  ask_start(talk, state.flow == Flow::Move ? Line::AskStartMove : Line::AskStart);
}

void choose(Talk& talk, const RememberedOffer& offer, bool shown_whole) {
  State& state = talk.state;
  state.misses = 0;
  state.chosen = offer;
  if (state.flow == Flow::Move) {
    const int index = booking_index(talk.facts, state.booking);
    if (index < 0 && talk.event.kind == EventKind::Outcome) return hand_over(talk, Reason::Failed);  // gone meanwhile
    if (index < 0) return begin_change(talk, Flow::Move);
    if (!shown_whole) return ask_confirm(talk);
    const About about = about_offer(talk, offer);
    Action& action = await(talk, ActionKind::Move);
    action.about = about;
    action.id.set(talk.facts.bookings[static_cast<size_t>(index)].id);
    return;
  }
  if (about_wish(talk).service_count == 0) return advance(talk);
  if (shown_whole && is_booked_already(talk, offer)) return say_booked_already(talk, offer);
  if (shown_whole) book(talk);
  else hold(talk, offer);
}

void book(Talk& talk) {
  State& state = talk.state;
  state.misses = 0;
  if (!talk.facts.named && state.name.empty()) return ask_name(talk);
  if (lacks_number(talk)) return ask_phone(talk);
  const About about = about_offer(talk, state.chosen);
  Action& action = await(talk, ActionKind::Book);
  action.about = about;
  action.id = state.hold;
  action.name = state.name;
  action.phone = state.phone;
}

void join_waitlist(Talk& talk) {
  talk.state.misses = 0;
  talk.state.flow = Flow::Book;
  talk.state.chosen = {};
  if (lacks_number(talk)) return ask_phone(talk);
  const About about = about_wish(talk);
  Action& action = await(talk, ActionKind::JoinWaitlist);
  action.about = about;
  action.name = talk.state.name;
  action.phone = talk.state.phone;
}

void answer_phone(Talk& talk, std::string_view phone) {
  talk.state.phone.set(phone);
  if (talk.state.chosen.start != 0) book(talk);
  else join_waitlist(talk);
}

void held(Talk& talk) {
  talk.state.hold.set(talk.event.id);
  if (!talk.event.starts.empty()) {
    const Offer& offer = talk.event.starts[0];
    const auto person = static_cast<size_t>(offer.person);
    const uint32_t who =
        offer.person >= 0 && person < talk.facts.people.size() ? hash_of(talk.facts.people[person]) : 0;
    talk.state.chosen = {offer.start, offer.price_cents, who, offer.offset};
  }
  ask_confirm(talk);
}

void booked(Talk& talk) {
  About about = about_offer(talk, talk.state.chosen);
  if (!talk.event.starts.empty()) {
    about.start = talk.event.starts[0].start;
    about.offset = talk.event.starts[0].offset;
    about.price_cents = talk.event.starts[0].price_cents;
    about.person = talk.event.starts[0].person;
  }
  say(talk, Line::Booked).about = about;
  end(talk);
  if (talk.facts.news_answered) return;
  talk.turn.count--;  // not over yet
  talk.state.news.set(talk.event.id);
  Action& action = ask(talk, Line::AskNews, Stage::News);
  offer_row(action, Line::RowNewsYes, "n:1:").id.add(talk.event.id);
  offer_row(action, Line::RowNewsNo, "n:0:").id.add(talk.event.id);
}

bool ask_again(Talk& talk, Stage stage) {
  if (talk.state.flow == Flow::None) return false;
  switch (stage) {
    case Stage::Service:
      ask_service(talk, 0);
      return true;
    case Stage::Start:
      if (talk.state.offer_count == 0) return false;
      ask_start(talk, talk.state.flow == Flow::Move ? Line::AskStartMove : Line::AskStart);
      return true;
    case Stage::Day:
      ask_day(talk);
      return true;
    case Stage::Confirm:
      ask_confirm(talk);
      return true;
    case Stage::Name:
      ask_name(talk);
      return true;
    case Stage::Phone:
      ask_phone(talk);
      return true;
    default:
      return false;
  }
}

}  // namespace booking::routing

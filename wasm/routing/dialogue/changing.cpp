// What a client has booked: told, moved, cancelled.
#include <algorithm>

#include "wasm/routing/dialogue/talk.h"

namespace booking::routing {
namespace {

void offer_booking(Talk& talk, Action& action, size_t index) {
  Row& row = offer_row(action, Line::RowBooking, "b");
  row.id.add(static_cast<int64_t>(hash_of(talk.facts.bookings[index].id)));
  row.about = about_booking(talk, static_cast<int>(index));
}

void no_bookings(Talk& talk) {
  talk.state.flow = Flow::None;
  // There may be some, which whoever has not proven a number is not told of.
  if (!talk.facts.proven) return hand_over(talk, Reason::Unknown);
  Action& action = ask(talk, Line::NoBookings, Stage::Idle);
  offer_row(action, Line::RowBook, "bk");
  offer_row(action, Line::RowPerson, "p");
}

/// The one booking that the message can mean, by its reference, day or service; -1 when it may be several.
int meant(const Talk& talk) {
  const auto& bookings = talk.facts.bookings;
  if (bookings.size() == 1) return 0;
  int found = -1;
  for (size_t i = 0; i < bookings.size(); i++) {
    const int32_t date = floor_div(static_cast<int32_t>(bookings[i].start) + bookings[i].offset, kMinutesPerDay);
    bool named = false;
    for (size_t j = 0; j < talk.heard.count; j++) {
      const Entity& entity = talk.heard.entities[j];
      if (entity.kind == Kind::Day) named = named || (entity.from == date && entity.to == date);
      if (entity.kind == Kind::Service) named = named || entity.from == bookings[i].service;
      if (entity.kind == Kind::Reference) {
        const auto length = static_cast<size_t>(entity.end - entity.begin);
        named = named || part_of(talk.event.text, entity.begin, length) == bookings[i].id;
      }
    }
    if (!named) continue;
    if (found >= 0) return -1;
    found = static_cast<int>(i);
  }
  return found;
}

}  // namespace

void begin_change(Talk& talk, Flow flow) {
  talk.state.misses = 0;
  talk.state.flow = flow;
  if (talk.facts.bookings.empty()) return no_bookings(talk);
  const int seen = talk.state.stage == Stage::One ? booking_index(talk.facts, talk.state.booking) : -1;
  talk.state.booking = 0;
  if (flow == Flow::Move && talk.event.kind == EventKind::Text)
    (void)hear_wish(talk);  // where to, before it is known what
  const bool known = talk.event.kind == EventKind::Text || talk.facts.bookings.size() == 1;
  const int index = seen >= 0 ? seen : known ? meant(talk) : -1;
  if (index >= 0) return change_booking(talk, index);
  Action& action = ask(talk, Line::WhichBooking, Stage::Which);
  for (size_t i = 0; i < std::min(talk.facts.bookings.size(), kMostRows - 1); i++) offer_booking(talk, action, i);
  offer_row(action, Line::RowPerson, "p");
}

void change_booking(Talk& talk, int index) {
  State& state = talk.state;
  const Visit& visit = talk.facts.bookings[static_cast<size_t>(index)];
  state.misses = 0;
  state.booking = hash_of(visit.id);
  if (state.flow == Flow::None) return one_booking(talk, index);
  if (state.flow == Flow::Move) {
    if (talk.event.kind == EventKind::Text) {
      state.wish = Wish{};
      (void)hear_wish(talk);
    }
    return advance(talk);
  }
  state.flow = Flow::Cancel;
  Action& action = ask(talk, Line::ConfirmCancel, Stage::ConfirmCancel);
  action.about = about_booking(talk, index);
  offer_row(action, Line::RowYesCancel, "x").id.add(static_cast<int64_t>(state.booking));
  offer_row(action, Line::RowMove, "v").id.add(static_cast<int64_t>(state.booking));
  offer_row(action, Line::RowKeep, "k");
}

void cancel_booking(Talk& talk, int index, bool both) {
  talk.state.misses = 0;
  const About about = about_booking(talk, index);
  Action& action = await(talk, ActionKind::Cancel);
  action.about = about;
  action.id.set(talk.facts.bookings[static_cast<size_t>(index)].id);
  action.granted = both;
}

void ask_both(Talk& talk, int index) {
  State& state = talk.state;
  state.flow = Flow::Cancel;
  state.booking = hash_of(talk.facts.bookings[static_cast<size_t>(index)].id);
  Action& action = ask(talk, Line::ConfirmCancelBoth, Stage::ConfirmBoth);
  action.about = about_booking(talk, index);
  offer_row(action, Line::RowYesCancelBoth, "xb").id.add(static_cast<int64_t>(state.booking));
  offer_row(action, Line::RowMove, "v").id.add(static_cast<int64_t>(state.booking));
  offer_row(action, Line::RowKeep, "k");
}

void my_bookings(Talk& talk) {
  talk.state.misses = 0;
  talk.state.flow = Flow::None;
  if (talk.facts.bookings.empty()) return no_bookings(talk);
  if (talk.facts.bookings.size() == 1) return one_booking(talk, 0);
  Action& action = ask(talk, Line::MyBookings, Stage::Which);
  for (size_t i = 0; i < std::min(talk.facts.bookings.size(), kMostRows - 1); i++) offer_booking(talk, action, i);
  offer_row(action, Line::RowPerson, "p");
}

void one_booking(Talk& talk, int index) {
  talk.state.wish = Wish{};
  talk.state.flow = Flow::None;
  talk.state.booking = hash_of(talk.facts.bookings[static_cast<size_t>(index)].id);
  Action& action = ask(talk, Line::OneBooking, Stage::One);
  action.about = about_booking(talk, index);
  offer_row(action, Line::RowMove, "v").id.add(static_cast<int64_t>(talk.state.booking));
  offer_row(action, Line::RowCancel, "q").id.add(static_cast<int64_t>(talk.state.booking));
  offer_row(action, Line::RowPerson, "p");
}

}  // namespace booking::routing

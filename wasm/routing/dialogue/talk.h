// A turn while it is made. Each file of this folder tells one part of it; all work on this.
#pragma once

#include "wasm/routing/dialogue/turn.h"

namespace booking::routing {

/// After so many questions without anything achieved a person takes it: no conversation goes round in circles for
/// longer.
inline constexpr uint8_t kPatience = 12;
/// Messages in a row that may be misunderstood before a person takes it.
inline constexpr uint8_t kMostMisses = 2;
/// The same words are said twice at most.
inline constexpr uint8_t kMostRepeats = 2;
inline constexpr int32_t kDaysShown = 13;
inline constexpr uint8_t kMostGuests = 8;  // more than that a person arranges

struct Talk {
  const Event& event;
  const Facts& facts;
  Turn& turn;
  State& state;
  Heard heard;
};

// asking.cpp: what is said, with its rows

Action& act(Talk& talk, ActionKind kind);
Action& say(Talk& talk, Line line);
Action& ask(Talk& talk, Line line, Stage stage);
Row& offer_row(Action& action, Line line, std::string_view id);
void ask_deletion(Talk& talk);
/// The last action of a turn: `kind`, whose outcome is waited for.
Action& await(Talk& talk, ActionKind kind);
void end(Talk& talk);
void hand_over(Talk& talk, Reason reason);
/// Says the least that was not understood, or hands over when it was the second time.
void misunderstood(Talk& talk);

[[nodiscard]] int service_index(const Facts& facts, uint32_t hash);
[[nodiscard]] int person_index(const Facts& facts, uint32_t hash);
[[nodiscard]] int booking_index(const Facts& facts, uint32_t hash);
[[nodiscard]] About about_wish(const Talk& talk);
[[nodiscard]] About about_offer(const Talk& talk, const RememberedOffer& offer);
[[nodiscard]] About about_booking(const Talk& talk, int index);
[[nodiscard]] int32_t day_of(const RememberedOffer& offer);
[[nodiscard]] int32_t minute_of(const RememberedOffer& offer);

// wishing.cpp: what a message adds to the wish

/// True when the message said something about it.
bool hear_wish(Talk& talk);
/// Services that were named, but not clearly enough to tell which; 0 when there is no doubt.
size_t doubtful_services(const Talk& talk, std::array<uint16_t, kMostOffers>& indices);

// booking.cpp

/// Goes on with a booking, or with moving one: asks for what is missing, or looks for starts.
void advance(Talk& talk);
void ask_service(Talk& talk, size_t page);
void ask_day(Talk& talk);
void ask_start(Talk& talk, Line line);
void ask_confirm(Talk& talk);
void ask_waitlist(Talk& talk, Line line);
void offered(Talk& talk, bool taken);
void held(Talk& talk);
void booked(Talk& talk);
void choose(Talk& talk, const RememberedOffer& offer, bool shown_whole);
void book(Talk& talk);
void join_waitlist(Talk& talk);
/// Goes on with what the number was asked for.
void answer_phone(Talk& talk, std::string_view phone);
/// Asks again what stood before something else was answered; false when nothing did.
bool ask_again(Talk& talk, Stage stage);

// changing.cpp: moving, cancelling, and what a client has

void begin_change(Talk& talk, Flow flow);
void change_booking(Talk& talk, int index);
/// `both`: with the visits that rest on it, of which it was asked.
void cancel_booking(Talk& talk, int index, bool both);
/// Visits rest on the patch test that was to be cancelled: both or neither.
void ask_both(Talk& talk, int index);
void my_bookings(Talk& talk);
void one_booking(Talk& talk, int index);

// answering.cpp and tapping.cpp: texts and taps

void on_text(Talk& talk);
void begin(Talk& talk, Intent intent);
void on_choice(Talk& talk);
/// Keeps the answer about news with a booking.
void answer_news(Talk& talk, std::string_view booking, bool granted);

}  // namespace booking::routing

// What a text means where it stands, and where it means something new.
#include <algorithm>

#include "wasm/routing/dialogue/talk.h"

namespace booking::routing {
namespace {

constexpr uint16_t kGraveChance = 500;  // a complaint is better taken by a person once too often
constexpr uint16_t kLanguageChance = 600;
constexpr size_t kShortStop = 4;  // words; a longer one may be about a visit
constexpr size_t kShortThanks = 2;

/// Complaints, refunds, health and safety are a person's, with the story.
bool grave(Intent intent, Reason& reason) {
  switch (intent) {
    case Intent::Complaint:
      reason = Reason::Complaint;
      return true;
    case Intent::Refund:
      reason = Reason::Refund;
      return true;
    case Intent::Allergy:
      reason = Reason::Allergy;
      return true;
    case Intent::Safety:
      reason = Reason::Safety;
      return true;
    default:
      return false;
  }
}

bool is_about_booking(Intent intent) {
  return intent == Intent::Book || intent == Intent::Availability || intent == Intent::Group || intent == Intent::Yes ||
         intent == Intent::No || intent == Intent::Greeting || intent == Intent::Thanks || intent == Intent::Waitlist ||
         intent == Intent::OutOfScope || intent == Intent::Staff || intent == Intent::Services;
}

struct Word {
  Intent intent;
  bool sure;
  bool yes;
  bool no;
};

/// A yes to what was asked, and to nothing else that the same breath may hold: `ok wait` is none, nor is `yes but not
/// now`. `about`: the intent of the question, which a longer yes may name too.
bool is_clear_yes(const Talk& talk, const Word& word, Intent about) {
  if (!word.yes || word.no || talk.heard.other) return false;
  return talk.heard.words <= 1 || (word.sure && (word.intent == Intent::Yes || word.intent == about));
}

Word word_of(const Talk& talk) {
  const Reading& reading = talk.event.reading;
  const Intent intent = reading.guesses[0].intent;
  const bool sure = reading.sure && intent != Intent::OutOfScope;
  return {intent, sure, talk.heard.yes || (sure && intent == Intent::Yes),
          talk.heard.no || (sure && intent == Intent::No)};
}

/// The offer that a text picks: by its place in the list, or by its time.
const RememberedOffer* picked(const Talk& talk, bool yes) {
  const State& state = talk.state;
  const Heard& heard = talk.heard;
  if (heard.nth == -1 && state.offer_count > 0) return &state.offers[state.offer_count - 1u];
  if (heard.nth >= 0 && heard.nth < state.offer_count) return &state.offers[static_cast<size_t>(heard.nth)];
  if (heard.nth == kNoNth && state.offer_count == 1 && yes) return &state.offers[0];
  const Entity* day = heard.best(Kind::Day);
  const RememberedOffer* found = nullptr;
  for (size_t i = 0; i < heard.count; i++) {
    const Entity& time = heard.entities[i];
    if (time.kind != Kind::Time || time.from != time.to) continue;
    for (size_t j = 0; j < state.offer_count; j++) {
      const RememberedOffer& offer = state.offers[j];
      const int32_t date = day_of(offer);
      if (minute_of(offer) != time.from || (day != nullptr && (date < day->from || date > day->to))) continue;
      if (found != nullptr && found != &offer) return nullptr;  // at that time on two days
      found = &offer;
    }
  }
  return found;
}

void drop(Talk& talk) {
  if (!talk.state.hold.empty()) act(talk, ActionKind::Release).id = talk.state.hold;
  say(talk, Line::Kept);
  end(talk);
}

bool answer_start(Talk& talk, const Word& word) {
  if (const RememberedOffer* offer = picked(talk, word.yes); offer != nullptr) {
    choose(talk, *offer, false);
    return true;
  }
  if (hear_wish(talk)) {
    advance(talk);
    return true;
  }
  if (!word.no && !talk.heard.other) return false;
  ask_day(talk);
  return true;
}

/// Whether what a yes comes with is what was asked: `yes but with Lerato` is no yes.
bool is_same(const Talk& talk) {
  const RememberedOffer& chosen = talk.state.chosen;
  for (size_t i = 0; i < talk.heard.count; i++) {
    const Entity& entity = talk.heard.entities[i];
    const int32_t value = entity.kind == Kind::Day ? day_of(chosen) : minute_of(chosen);
    const bool timed = entity.kind == Kind::Day || entity.kind == Kind::Time;
    if (timed && (value < entity.from || value > entity.to)) return false;
    if (entity.kind == Kind::Guests && entity.from != talk.state.wish.guests) return false;
    if (entity.kind != Kind::Person || entity.from == kAnybody) continue;
    const bool same = hash_of(talk.facts.people[static_cast<size_t>(entity.from)]) == chosen.person;
    if (same == entity.without) return false;
  }
  return true;
}

bool answer_confirm(Talk& talk, const Word& word) {
  State& state = talk.state;
  if (is_clear_yes(talk, word, Intent::Book) && is_same(talk)) {
    if (state.flow == Flow::Move) choose(talk, state.chosen, true);
    else book(talk);
    return true;
  }
  if (hear_wish(talk)) {
    advance(talk);
    return true;
  }
  if (word.yes && !talk.heard.other) {
    ask_confirm(talk);
    return true;
  }
  if (!word.no && !talk.heard.other) return false;
  ask_day(talk);
  return true;
}

bool answer_which(Talk& talk) {
  if (talk.heard.nth >= 0 && static_cast<size_t>(talk.heard.nth) < talk.facts.bookings.size()) {
    change_booking(talk, talk.heard.nth);
    return true;
  }
  return false;
}

/// Asks once more what was not clearly agreed to.
void ask_cancel(Talk& talk) {
  const int index = booking_index(talk.facts, talk.state.booking);
  if (index < 0) begin_change(talk, Flow::Cancel);
  else change_booking(talk, index);
}

void cancel_asked(Talk& talk, bool both) {
  const int index = booking_index(talk.facts, talk.state.booking);
  if (index < 0) return begin_change(talk, Flow::Cancel);
  cancel_booking(talk, index, both);
}

bool answer_cancel(Talk& talk, const Word& word, bool both) {
  if (word.no) drop(talk);
  else if (is_clear_yes(talk, word, Intent::Cancel)) cancel_asked(talk, both);
  else if (word.yes) ask_cancel(talk);
  else return false;
  return true;
}

bool asks_to_cancel(Stage stage) { return stage == Stage::ConfirmCancel || stage == Stage::ConfirmBoth; }

bool answer_waitlist(Talk& talk, const Word& word) {
  if (hear_wish(talk)) {
    talk.state.waitlist = false;
    advance(talk);
    return true;
  }
  if (word.yes && talk.state.flow != Flow::Move) {
    join_waitlist(talk);
    return true;
  }
  if (!word.no) return false;
  drop(talk);
  return true;
}

/// Takes the text as the answer to what was asked; false when it is none.
bool answer_question(Talk& talk, const Word& word) {
  State& state = talk.state;
  switch (state.stage) {
    case Stage::Service: {
      std::array<uint16_t, kMostOffers> doubtful{};
      if (!hear_wish(talk) && doubtful_services(talk, doubtful) == 0) return false;
      advance(talk);
      return true;
    }
    case Stage::Start:
      return answer_start(talk, word);
    case Stage::Day:
      if (!hear_wish(talk)) return false;
      advance(talk);
      return true;
    case Stage::Name: {
      if (word.no) {
        drop(talk);
        return true;
      }
      const Entity* name = talk.heard.best(Kind::Name);
      // A question is no name, and whoever is sure to want something else is not called that; but somebody's name alone
      // reads like a question after one of the team.
      const bool wants = word.sure && word.intent != Intent::Staff;
      if (name == nullptr && (wants || talk.event.text.find('?') != std::string_view::npos)) return false;
      if (name == nullptr && (talk.heard.words == 0 || talk.heard.words > 4)) return false;
      const auto length = name == nullptr ? talk.event.text.size() : static_cast<size_t>(name->end - name->begin);
      state.name.set(part_of(talk.event.text, name == nullptr ? 0 : name->begin, length));
      book(talk);
      return true;
    }
    case Stage::Phone: {
      if (word.no) {
        drop(talk);
        return true;
      }
      const Entity* phone = talk.heard.best(Kind::Phone);
      if (phone == nullptr) return false;
      answer_phone(talk, part_of(talk.event.text, phone->begin, static_cast<size_t>(phone->end - phone->begin)));
      return true;
    }
    case Stage::Confirm:
      return answer_confirm(talk, word);
    case Stage::Which:
      return answer_which(talk);
    case Stage::ConfirmCancel:
    case Stage::ConfirmBoth:
      return answer_cancel(talk, word, state.stage == Stage::ConfirmBoth);
    case Stage::Waitlist:
      return answer_waitlist(talk, word);
    case Stage::ConfirmDeletion:
      if (word.no) drop(talk);
      else if (is_clear_yes(talk, word, Intent::MyData))
        await(talk, ActionKind::StartRequest).request = RequestKind::Deletion;
      else if (word.yes) ask_deletion(talk);
      else return false;
      return true;
    default:
      return false;
  }
}

/// A new subject in the middle of another: what was held stays held until it lapses, the wish is forgotten.
void start_afresh(Talk& talk) {
  talk.state.wish = Wish{};
  talk.state.offer_count = 0;
  talk.state.hold = {};
  talk.state.flow = Flow::None;
  talk.state.waitlist = false;
}

void answer(Talk& talk, Intent intent) {
  About about = about_wish(talk);
  if (talk.event.kind == EventKind::Text) {
    const Wish kept = talk.state.wish;
    (void)hear_wish(talk);
    if (const About named = about_wish(talk); named.service_count > 0) about = named;
    if (talk.state.flow != Flow::None) talk.state.wish = kept;  // what a question is about is no wish
  }
  Action& action = await(talk, ActionKind::Answer);
  action.about = about;
  action.about.intent = intent;
  talk.state.asking = intent;
}

}  // namespace

void begin(Talk& talk, Intent intent) {
  State& state = talk.state;
  const bool text = talk.event.kind == EventKind::Text;
  Reason reason = Reason::Other;
  if (grave(intent, reason)) return hand_over(talk, reason);
  state.misses = 0;
  switch (intent) {
    case Intent::Human:
      return hand_over(talk, Reason::Asked);
    case Intent::Late:
      return hand_over(talk, Reason::Late);
    case Intent::Receipt:
    case Intent::LostProperty:
      return hand_over(talk, Reason::Other);
    case Intent::Book:
    case Intent::Availability:
    case Intent::Group:
    case Intent::Waitlist:
      if (state.flow != Flow::Book && state.flow != Flow::None) start_afresh(talk);
      state.flow = Flow::Book;
      state.waitlist = intent == Intent::Waitlist;
      if (text) (void)hear_wish(talk);
      // A bridal party of nobody knows how many is for a person.
      if (intent == Intent::Group && state.wish.guests <= 1) return hand_over(talk, Reason::Group);
      return advance(talk);
    case Intent::Move:
    case Intent::Cancel:
      start_afresh(talk);
      return begin_change(talk, intent == Intent::Move ? Flow::Move : Flow::Cancel);
    case Intent::MyBookings:
      start_afresh(talk);
      return my_bookings(talk);
    case Intent::MyData: {
      start_afresh(talk);
      Action& action = ask(talk, Line::MyData, Stage::MyData);
      offer_row(action, Line::RowAccess, "r:0");
      offer_row(action, Line::RowDeletion, "r:1");
      offer_row(action, Line::RowPerson, "p");
      return;
    }
    case Intent::OptOut:
      start_afresh(talk);
      (void)await(talk, ActionKind::OptOut);
      return;
    case Intent::Feedback:
      (void)say(talk, Line::ThanksForFeedback);
      return end(talk);
    case Intent::Thanks:
    case Intent::Goodbye:
      return state.flow == Flow::None ? end(talk) : misunderstood(talk);
    case Intent::Greeting: {
      start_afresh(talk);
      Action& action = ask(talk, Line::Welcome, Stage::Idle);
      offer_row(action, Line::RowBook, "bk");
      offer_row(action, Line::RowMyBookings, "mb");
      offer_row(action, Line::RowPerson, "p");
      return;
    }
    case Intent::Yes:
    case Intent::No:
    case Intent::OutOfScope:
      return misunderstood(talk);
    default:
      return answer(talk, intent);
  }
}

void on_text(Talk& talk) {
  State& state = talk.state;
  const Reading& reading = talk.event.reading;
  if (reading.language != Language::Other && reading.language_chance >= kLanguageChance)
    state.language = reading.language;
  const Language hint = reading.language != Language::Other ? reading.language : state.language;
  read_entities(talk.event.text, talk.facts.now, hint, talk.facts.menu, talk.heard);
  if (state.stage == Stage::Meaning && state.flow != Flow::None) state.stage = state.before;
  const Word word = word_of(talk);
  Reason reason = Reason::Other;
  if (talk.heard.human || (word.sure && word.intent == Intent::Human)) return hand_over(talk, Reason::Asked);
  if (grave(word.intent, reason) && (word.sure || reading.guesses[0].chance >= kGraveChance))
    return hand_over(talk, reason);
  // Only the button says yes to news (POPIA s 69: a specific expression of will); `ok` and `thanks` are said of the
  // booking.
  if (state.stage == Stage::News) {
    if (word.no && talk.heard.words <= kShortStop) return answer_news(talk, state.news.view(), false);
    state.stage = Stage::Idle;
    if (talk.heard.words <= kShortThanks && (word.yes || (word.sure && word.intent == Intent::Thanks)))
      return end(talk);
  }
  // Whoever is moving a visit and says `cancel it` may mean the visit: that is asked.
  const bool visit = state.flow == Flow::Move && word.sure && word.intent == Intent::Cancel;
  if (talk.heard.stop && !visit && state.flow != Flow::None && !asks_to_cancel(state.stage) &&
      talk.heard.words <= kShortStop)
    return drop(talk);
  const bool same_change = (word.intent == Intent::Cancel && asks_to_cancel(state.stage)) ||
                           (word.intent == Intent::Move && state.flow == Flow::Move);
  const bool number_told = state.stage == Stage::Phone && talk.heard.best(Kind::Phone) != nullptr;
  const bool elsewhere = word.sure && !same_change && !number_told && !is_about_booking(word.intent);
  if (!elsewhere && answer_question(talk, word)) return;
  if (word.sure && word.intent != Intent::Yes && word.intent != Intent::No) {
    const bool same = state.flow == Flow::Move && word.intent == Intent::Move;
    const bool named = talk.heard.best(Kind::Service) != nullptr;
    if (word.intent == Intent::Greeting && (named || state.flow != Flow::None)) return begin(talk, Intent::Book);
    if (same && ask_again(talk, state.stage)) return;
    return begin(talk, word.intent);
  }
  const bool told = talk.heard.best(Kind::Service) != nullptr &&
                    (talk.heard.best(Kind::Day) != nullptr || talk.heard.best(Kind::Time) != nullptr);
  if (told && !word.no) return begin(talk, Intent::Book);
  if (talk.facts.answerable) {
    state.misses = 0;
    return answer(talk, Intent::OutOfScope);
  }
  if (state.flow == Flow::None) (void)hear_wish(talk);  // for the reading that will be tapped
  misunderstood(talk);
}

}  // namespace booking::routing

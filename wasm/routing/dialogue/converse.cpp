#include "wasm/routing/dialogue/talk.h"

namespace booking::routing {
namespace {

void mix(uint32_t& hash, uint32_t value) {
  for (int i = 0; i < 4; i++) hash = (hash ^ ((value >> (8 * i)) & 0xff)) * 16'777'619u;
}

/// What a turn says, as a number: the same words about the same things, with the same choices. 0: it says nothing.
uint32_t said_by(const Turn& turn) {
  uint32_t hash = 2'166'136'261u;
  bool any = false;
  for (size_t i = 0; i < turn.count; i++) {
    const Action& action = turn.actions[i];
    if (action.kind != ActionKind::Say && action.kind != ActionKind::Ask) continue;
    if (action.line == Line::Notice) continue;
    any = true;
    mix(hash, static_cast<uint32_t>(action.line));
    mix(hash, action.about.start);
    mix(hash, action.about.services[0] | static_cast<uint32_t>(action.about.service_count) << 16);
    mix(hash, static_cast<uint32_t>(action.about.intent));
    for (size_t row = 0; row < action.row_count; row++) mix(hash, hash_of(action.rows[row].id.view()));
  }
  return any && hash == 0 ? 1 : any ? hash : 0;
}

bool asks(const Turn& turn) {
  for (size_t i = 0; i < turn.count; i++)
    if (turn.actions[i].kind == ActionKind::Ask) return true;
  return false;
}

/// Nothing is said a third time, and nobody is asked without end.
void keep_from_circling(Talk& talk) {
  State& state = talk.state;
  const uint32_t said = said_by(talk.turn);
  if (said == 0 || state.stage == Stage::WithPerson || state.stage == Stage::Over) return;
  state.repeats = said == state.said ? static_cast<uint8_t>(state.repeats + 1) : uint8_t{0};
  state.said = said;
  if (state.repeats >= kMostRepeats) return hand_over(talk, Reason::Repeated);
  if (asks(talk.turn) && ++state.patience > kPatience) hand_over(talk, Reason::TooLong);
}

/// Whether the question that stands, or will be asked again, is one of a booking's start.
bool is_placing(const State& state, Stage stage) {
  if (stage == Stage::Confirm || stage == Stage::Name || stage == Stage::Phone) return true;
  if (state.stage != Stage::Acting) return false;
  return state.acting == ActionKind::Hold || state.acting == ActionKind::Book || state.acting == ActionKind::Move;
}

/// Forgets what no question that stands can still need: less is kept of people, and fewer states are to be understood.
void forget(State& state) {
  if (state.stage == Stage::WithPerson || state.stage == Stage::Over) {
    State fresh;
    fresh.stage = state.stage;
    fresh.language = state.language;
    fresh.noticed = state.noticed;
    fresh.name = state.name;
    fresh.phone = state.phone;
    state = fresh;
    return;
  }
  const bool acting = state.stage == Stage::Acting;
  const bool answering = acting && state.acting == ActionKind::Answer;
  if (!acting) state.acting = ActionKind::End;
  if (!answering) state.asking = Intent::OutOfScope;
  if (!answering && state.stage != Stage::Meaning) state.before = Stage::Idle;
  const Stage stage = answering || state.stage == Stage::Meaning ? state.before : state.stage;
  if (stage == Stage::One || stage == Stage::MyData || stage == Stage::ConfirmDeletion || stage == Stage::News)
    state.flow = Flow::None;
  if (stage != Stage::Start) {
    state.offer_count = 0;
    state.offers = {};
  }
  if (!is_placing(state, stage)) {
    state.chosen = {};
    state.hold = {};
  }
  if (stage != Stage::News) state.news = {};
  if (state.flow != Flow::Book) {
    state.waitlist = false;
    state.hold = {};
  }
  if (state.flow == Flow::Move) {
    state.wish.services = {};
    state.wish.service_count = 0;
    state.wish.person = 0;
    state.wish.guests = 1;
  }
  const bool moving = state.flow == Flow::Move || state.flow == Flow::Cancel;
  if (!moving && stage != Stage::One) state.booking = 0;
  if (state.flow == Flow::Cancel || (state.flow == Flow::None && state.stage != Stage::Meaning)) state.wish = {};
}

void achieved(Talk& talk) { talk.state.patience = 0; }

void say_and_end(Talk& talk, Line line) {
  About about = about_offer(talk, talk.state.chosen);
  const int index = booking_index(talk.facts, talk.state.booking);
  if ((line == Line::Cancelled || line == Line::Moved) && index >= 0) about = about_booking(talk, index);
  if (line == Line::Moved && !talk.event.starts.empty()) {
    const Offer& now = talk.event.starts[0];
    about.start = now.start;
    about.offset = now.offset;
    about.price_cents = now.price_cents;
    about.person = now.person;
  }
  say(talk, line).about = about;
  end(talk);
}

void answered(Talk& talk) {
  State& state = talk.state;
  Action& told = say(talk, Line::Answer);
  told.about = about_wish(talk);
  told.about.intent = state.asking;
  state.stage = state.before;
  if (ask_again(talk, state.before)) return;
  talk.turn.count = 0;
  Action& action = ask(talk, Line::Answer, Stage::Idle);
  action.about.intent = state.asking;
  offer_row(action, Line::RowBook, "bk");
  offer_row(action, Line::RowPerson, "p");
  state.flow = Flow::None;
}

void on_outcome(Talk& talk) {
  State& state = talk.state;
  if (state.stage != Stage::Acting) return;  // of an action that nobody waits for any more
  state.stage = state.before;
  switch (talk.event.outcome) {
    case OutcomeKind::Offered:
      return offered(talk, false);
    case OutcomeKind::Taken:
      return offered(talk, true);
    case OutcomeKind::Held:
      return held(talk);
    case OutcomeKind::Booked:
      achieved(talk);
      return booked(talk);
    case OutcomeKind::Moved:
      achieved(talk);
      return say_and_end(talk, Line::Moved);
    case OutcomeKind::Cancelled:
      achieved(talk);
      return say_and_end(talk, Line::Cancelled);
    case OutcomeKind::Resting: {
      const int index = booking_index(talk.facts, hash_of(talk.event.id));
      return index < 0 ? hand_over(talk, Reason::Failed) : ask_both(talk, index);
    }
    case OutcomeKind::Waiting:
      achieved(talk);
      return say_and_end(talk, Line::Waiting);
    case OutcomeKind::Answered:
      return answered(talk);
    case OutcomeKind::Unanswered:
      return hand_over(talk, Reason::Unknown);
    case OutcomeKind::Requested:
      achieved(talk);
      return say_and_end(talk, Line::Requested);
    case OutcomeKind::Stopped:
      achieved(talk);
      return say_and_end(talk, Line::OptedOut);
    case OutcomeKind::Noted:
      (void)say(talk, Line::NewsYes);
      return end(talk);
    default:
      return hand_over(talk, Reason::Failed);
  }
}

void on_timeout(Talk& talk) {
  if (!talk.state.hold.empty()) act(talk, ActionKind::Release).id = talk.state.hold;
  end(talk);
}

/// Whoever was handed over is a person's until the conversation is closed; only asking for one again is passed on.
bool is_with_person(Talk& talk) {
  if (talk.state.stage != Stage::WithPerson) return false;
  if (talk.event.kind == EventKind::Choice && talk.event.choice == "p") hand_over(talk, Reason::Asked);
  if (talk.event.kind != EventKind::Text) return true;
  read_entities(talk.event.text, talk.facts.now, talk.event.reading.language, talk.facts.menu, talk.heard);
  const bool asked = talk.event.reading.sure && talk.event.reading.guesses[0].intent == Intent::Human;
  if (talk.heard.human || asked) hand_over(talk, Reason::Asked);
  return true;
}

}  // namespace

void converse(const State& before, const Event& event, const Facts& facts, Turn& turn) {
  turn.count = 0;
  turn.state = before;
  Talk talk{event, facts, turn, turn.state, {}};
  State& state = turn.state;
  if (state.language == Language::Other)
    state.language = facts.spoken == Language::Other ? Language::English : facts.spoken;
  if (event.kind == EventKind::Timeout) {
    on_timeout(talk);
    return forget(state);
  }
  if (is_with_person(talk)) return forget(state);
  if (event.kind == EventKind::Outcome) {
    on_outcome(talk);
  } else {
    // An outcome that never came is no reason to be deaf.
    if (state.stage == Stage::Acting || state.stage == Stage::Over) state.stage = Stage::Idle;
    if (event.kind == EventKind::Choice) on_choice(talk);
    else on_text(talk);
  }
  keep_from_circling(talk);
  forget(state);
}

}  // namespace booking::routing

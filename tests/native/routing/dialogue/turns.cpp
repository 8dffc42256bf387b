#include "tests/native/routing/dialogue/world.h"

using namespace world;

TEST_CASE("a message that says everything is held and confirmed once, and a yes books it") {
  Conversation talk;
  const Action* found = find(talk.on(text("a cut tomorrow at 3 with Thandi", Intent::Book)), ActionKind::FindStarts);
  REQUIRE(found != nullptr);
  CHECK(found->about.service_count == 1);
  CHECK(found->about.person == 0);
  CHECK(found->about.day_from == kToday.days + 1);
  CHECK(found->about.minute_from == 900);
  CHECK(find(talk.on(outcome(OutcomeKind::Offered, kOne)), ActionKind::Hold) != nullptr);
  const Turn& asked = talk.on(outcome(OutcomeKind::Held, kOne, "hold"));
  REQUIRE(says(asked, Line::Confirm));
  CHECK(asked.actions[0].about.price_cents == 35'000);
  CHECK(asked.actions[0].row_count == 3);
  const Action* made = find(talk.on(text("yes please", Intent::Yes)), ActionKind::Book);
  REQUIRE(made != nullptr);
  CHECK(made->id.view() == "hold");
  CHECK(says(talk.on(outcome(OutcomeKind::Booked, kOne, "hold")), Line::Booked));
  CHECK(talk.state.stage == Stage::Over);
}

TEST_CASE("a tapped start was shown whole, and is booked without a further question") {
  Conversation talk;
  talk.on(text("I want a cut", Intent::Book));
  const Turn& asked = talk.on(outcome(OutcomeKind::Offered, kThree));
  REQUIRE(says(asked, Line::AskStart));
  CHECK(asked.actions[0].row_count == 5);
  const std::string id(asked.actions[0].rows[1].id.view());
  const Action* made = find(talk.on(tap(id)), ActionKind::Book);
  REQUIRE(made != nullptr);
  CHECK(made->about.start == kThree[1].start);
  CHECK(made->about.price_cents == 35'000);
  CHECK(made->about.person == 1);
}

TEST_CASE("a row of an old list books in a new conversation too, and not twice") {
  Conversation talk;
  talk.on(text("I want a cut", Intent::Book));
  const std::string id(talk.on(outcome(OutcomeKind::Offered, kThree)).actions[0].rows[0].id.view());
  Conversation later;
  CHECK(find(later.on(tap(id)), ActionKind::Book) != nullptr);
  Conversation again;
  const std::vector<Visit> mine = {{"hold", kThree[0].start, kOffset, 0, 0}};
  again.known.bookings = mine;
  CHECK(says(again.on(tap(id)), Line::AlreadyBooked));
}

TEST_CASE("a yes that changes something is no yes") {
  Conversation talk;
  talk.on(text("a cut tomorrow at 3", Intent::Book));
  talk.on(outcome(OutcomeKind::Offered, kOne));
  talk.on(outcome(OutcomeKind::Held, kOne, "hold"));
  const Turn& turn = talk.on(text("yes but at 4", Intent::Yes));
  CHECK(find(turn, ActionKind::Book) == nullptr);
  REQUIRE(find(turn, ActionKind::FindStarts) != nullptr);
  CHECK(find(turn, ActionKind::FindStarts)->about.minute_from == 960);
  CHECK(find(turn, ActionKind::Release) != nullptr);
}

TEST_CASE(
    "what is taken meanwhile is answered with the nearest others, and with the waiting list when there are none") {
  Conversation talk;
  talk.on(text("a cut tomorrow at 3", Intent::Book));
  talk.on(outcome(OutcomeKind::Offered, kOne));
  CHECK(says(talk.on(outcome(OutcomeKind::Taken, kThree)), Line::AskStartTaken));
  talk.on(text("at 3 with Ayanda", Intent::Book));
  talk.on(text("Saturday", Intent::Book));
  const Turn& none = talk.on(outcome(OutcomeKind::Offered));
  REQUIRE(says(none, Line::NoStarts));
  CHECK(find(talk.on(tap("w")), ActionKind::JoinWaitlist) != nullptr);
  CHECK(says(talk.on(outcome(OutcomeKind::Waiting)), Line::Waiting));
}

TEST_CASE("a person is asked for once, in any language, by word or tap") {
  for (const char* said : {"human", "'n mens asseblief", "umuntu", "ndifuna ukuthetha nomntu"}) {
    Conversation talk;
    INFO(said);
    CHECK(find(talk.on(unclear(said)), ActionKind::HandOver) != nullptr);
    CHECK(talk.state.stage == Stage::WithPerson);
    CHECK(talk.on(text("book", Intent::Book)).count == 0);
  }
}

TEST_CASE("complaints, refunds, allergies and safety go to a person with the story, even half understood") {
  for (const Intent intent : {Intent::Complaint, Intent::Refund, Intent::Allergy, Intent::Safety}) {
    Conversation talk;
    talk.on(text("a cut tomorrow", Intent::Book));
    talk.on(outcome(OutcomeKind::Offered, kThree));
    const Action* given = find(talk.on(text("my scalp is burning", intent)), ActionKind::HandOver);
    REQUIRE(given != nullptr);
    CHECK(given->reason != Reason::Asked);
    CHECK(given->about.service_count == 1);
    CHECK(given->about.intent == intent);
    Conversation unsure;
    Event half = text("it burns", intent, false);
    half.reading.guesses[0].chance = 600;
    CHECK(find(unsure.on(half), ActionKind::HandOver) != nullptr);
  }
}

TEST_CASE("less sure offers the three readings and a person, and the second time it is a person") {
  Conversation talk;
  const Turn& asked = talk.on(text("hmm", Intent::Deposit, false));
  REQUIRE(says(asked, Line::AskMeaning));
  CHECK(asked.actions[0].row_count == 4);
  CHECK(asked.actions[0].rows[0].about.intent == Intent::Deposit);
  const Action* given = find(talk.on(text("hmm hmm", Intent::Deposit, false)), ActionKind::HandOver);
  REQUIRE(given != nullptr);
  CHECK(given->reason == Reason::Misunderstood);
}

TEST_CASE("the same words are not said a third time") {
  Conversation talk;
  Turn* turn = &talk.on(text("hello", Intent::Greeting));
  CHECK(says(*turn, Line::Welcome));
  turn = &talk.on(text("hello", Intent::Greeting));
  CHECK(says(*turn, Line::Welcome));
  turn = &talk.on(text("hello", Intent::Greeting));
  REQUIRE(find(*turn, ActionKind::HandOver) != nullptr);
  CHECK(find(*turn, ActionKind::HandOver)->reason == Reason::Repeated);
}

TEST_CASE("a question in the middle of a booking is answered, and the booking goes on") {
  Conversation talk;
  talk.on(text("I want a cut", Intent::Book));
  talk.on(outcome(OutcomeKind::Offered, kThree));
  CHECK(find(talk.on(text("how much is the colour", Intent::Price)), ActionKind::Answer)->about.services[0] == 1);
  const Turn& turn = talk.on(outcome(OutcomeKind::Answered));
  CHECK(says(turn, Line::Answer));
  CHECK(says(turn, Line::AskStart));
  const Action* held = find(talk.on(text("the second one", Intent::OutOfScope)), ActionKind::Hold);
  REQUIRE(held != nullptr);
  CHECK(held->about.services[0] == 0);
  CHECK(held->about.start == kThree[1].start);
}

TEST_CASE("a booking is cancelled after one question, and moved by tap") {
  Conversation talk;
  talk.known = facts(1);
  CHECK(says(talk.on(text("cancel my appointment", Intent::Cancel)), Line::ConfirmCancel));
  CHECK(find(talk.on(text("yes", Intent::Yes)), ActionKind::Cancel)->id.view() == "first");
  CHECK(says(talk.on(outcome(OutcomeKind::Cancelled)), Line::Cancelled));
  talk.on(text("move my appointment to tomorrow", Intent::Move));
  const Turn& asked = talk.on(outcome(OutcomeKind::Offered, kThree));
  REQUIRE(says(asked, Line::AskStartMove));
  const std::string id(asked.actions[0].rows[0].id.view());
  const Action* moved = find(talk.on(tap(id)), ActionKind::Move);
  REQUIRE(moved != nullptr);
  CHECK(moved->id.view() == "first");
}

TEST_CASE(
    "a patch test on which a visit rests is cancelled with it after a second question, by a button or a clear yes") {
  Conversation talk;
  talk.known = facts(1);
  const auto refused = [&talk] {
    talk.on(text("cancel my appointment", Intent::Cancel));
    const Action* alone = find(talk.on(text("yes", Intent::Yes)), ActionKind::Cancel);
    REQUIRE(alone != nullptr);
    CHECK_FALSE(alone->granted);
    REQUIRE(says(talk.on(outcome(OutcomeKind::Resting, {}, "first")), Line::ConfirmCancelBoth));
  };
  refused();
  CHECK(find(talk.on(text("ok wait", Intent::Yes, false)), ActionKind::Cancel) == nullptr);
  refused();
  CHECK(says(talk.on(text("no", Intent::No)), Line::Kept));
  refused();
  const std::string id(talk.turn.actions[0].rows[0].id.view());
  const Action* tapped = find(talk.on(tap(id)), ActionKind::Cancel);
  REQUIRE(tapped != nullptr);
  CHECK(tapped->granted);
  CHECK(tapped->id.view() == "first");
  CHECK(says(talk.on(outcome(OutcomeKind::Cancelled)), Line::Cancelled));
  refused();
  const Action* said = find(talk.on(text("yes", Intent::Yes)), ActionKind::Cancel);
  REQUIRE(said != nullptr);
  CHECK(said->granted);
}

TEST_CASE("of several bookings the one that the message names is meant") {
  Conversation talk;
  talk.known = facts(2);
  const Turn& turn = talk.on(text("cancel the colour", Intent::Cancel));
  REQUIRE(says(turn, Line::ConfirmCancel));
  CHECK(turn.actions[0].about.booking == 1);
  CHECK(says(talk.on(text("cancel my visit", Intent::Cancel)), Line::ConfirmCancel) == false);
}

TEST_CASE(
    "the notice is shown once, before anything is asked of a stranger; news are asked for after, and a no costs "
    "nothing") {
  Conversation talk;
  talk.known.noticed = talk.known.news_answered = talk.known.named = false;
  talk.on(text("a cut", Intent::Book));
  CHECK(says(talk.on(outcome(OutcomeKind::Offered, kThree)), Line::Notice));
  const std::string id(talk.turn.actions[1].rows[0].id.view());
  CHECK(says(talk.on(tap(id)), Line::AskName));
  const Action* made = find(talk.on(unclear("Nomsa Dlamini")), ActionKind::Book);
  REQUIRE(made != nullptr);
  CHECK(made->name.view() == "Nomsa Dlamini");
  const Turn& asked = talk.on(outcome(OutcomeKind::Booked, kOne, "made"));
  CHECK_FALSE(says(asked, Line::Notice));
  REQUIRE(says(asked, Line::AskNews));
  const Turn& no = talk.on(text("no thanks", Intent::No));
  CHECK(find(no, ActionKind::Consent)->granted == false);
  CHECK(find(no, ActionKind::Say) == nullptr);
}

TEST_CASE("who shows no number is asked for one before anything is booked, and it is remembered") {
  Conversation talk;
  talk.known.numbered = talk.known.proven = false;
  talk.on(text("a cut", Intent::Book));
  talk.on(outcome(OutcomeKind::Offered, kThree));
  REQUIRE(says(talk.on(tap(talk.turn.actions[0].rows[0].id.view())), Line::AskPhone));
  CHECK(find(talk.turn, ActionKind::Book) == nullptr);
  const Action* made = find(talk.on(text("it is 082 555 0142", Intent::Price)), ActionKind::Book);
  REQUIRE(made != nullptr);
  CHECK(made->phone.view() == "082 555 0142");
  talk.on(outcome(OutcomeKind::Booked, kOne, "made"));
  std::array<uint8_t, kMostState> room{};
  const size_t size = encode_state(talk.state, room);
  CHECK(decode_state(std::span(room).first(size)).phone.view() == "082 555 0142");
}

TEST_CASE("who is asked for a number and says no, or another thing, books nothing and is not asked without end") {
  Conversation talk;
  talk.known.numbered = talk.known.proven = false;
  talk.on(text("a cut", Intent::Book));
  talk.on(outcome(OutcomeKind::Offered, kThree));
  talk.on(tap(talk.turn.actions[0].rows[0].id.view()));
  Conversation other = talk;
  CHECK(says(talk.on(text("no", Intent::No)), Line::Kept));
  other.on(unclear("asdf"));
  other.on(unclear("asdf"));
  CHECK(find(other.turn, ActionKind::HandOver) != nullptr);
}

TEST_CASE("whose number is not proven is told of no visits, and a person looks for them") {
  for (const Intent intent : {Intent::MyBookings, Intent::Cancel, Intent::Move}) {
    Conversation talk;
    talk.known.proven = false;
    CHECK(find(talk.on(text("my visit", intent)), ActionKind::HandOver) != nullptr);
  }
  Conversation own;
  own.known = facts(1);
  own.known.proven = false;
  CHECK(says(own.on(text("cancel my visit", Intent::Cancel)), Line::ConfirmCancel));
}

TEST_CASE("a name that reads like a question after one of the team is a name where one was asked for") {
  Conversation talk;
  talk.known.named = false;
  talk.on(text("a cut", Intent::Book));
  talk.on(outcome(OutcomeKind::Offered, kThree));
  REQUIRE(says(talk.on(tap(talk.turn.actions[0].rows[0].id.view())), Line::AskName));
  const Action* made = find(talk.on(text("Nomsa", Intent::Staff)), ActionKind::Book);
  REQUIRE(made != nullptr);
  CHECK(made->name.view() == "Nomsa");
}

TEST_CASE("a state is a few hundred bytes, comes back as it was, and any other bytes are a new conversation") {
  Conversation talk;
  talk.on(text("a cut", Intent::Book));
  talk.on(outcome(OutcomeKind::Offered, kThree));
  std::array<uint8_t, kMostState> room{};
  const size_t size = encode_state(talk.state, room);
  CHECK(size < 300);
  const State back = decode_state(std::span(room).first(size));
  std::array<uint8_t, kMostState> again{};
  CHECK(encode_state(back, again) == size);
  CHECK(room == again);
  CHECK(decode_state({}).stage == Stage::Idle);
  for (size_t cut = 0; cut < size; cut++) CHECK(decode_state(std::span(room).first(cut)).stage == Stage::Idle);
  room[0] = 99;
  CHECK(decode_state(std::span(room).first(size)).stage == Stage::Idle);
}

TEST_CASE("what is not understood is looked up where an article answers it, and asked about where none does") {
  Conversation talk;
  talk.known.answerable = true;
  const Action* answer = find(talk.on(text("is there wifi", Intent::Staff, false)), ActionKind::Answer);
  REQUIRE(answer != nullptr);
  CHECK(answer->about.intent == Intent::OutOfScope);
  CHECK(says(talk.on(outcome(OutcomeKind::Answered)), Line::Answer));
  CHECK(talk.state.misses == 0);
  talk.known.answerable = false;
  CHECK(says(talk.on(text("is there wifi", Intent::Staff, false)), Line::AskMeaning));
}

TEST_CASE("an article in the middle of a booking is followed by what was asked before") {
  Conversation talk;
  talk.on(text("I want a cut", Intent::Book));
  talk.on(outcome(OutcomeKind::Offered, kThree));
  talk.known.answerable = true;
  talk.on(text("is there wifi", Intent::Staff, false));
  const Turn& told = talk.on(outcome(OutcomeKind::Answered));
  CHECK(says(told, Line::Answer));
  CHECK(says(told, Line::AskStart));
}

TEST_CASE("a row of a service that the salon has given up leads to the others") {
  Conversation talk;
  const Turn& turn = talk.on(tap("t:29933820:120:35000:1:0:12345"));
  CHECK(says(turn, Line::AskServiceGone));
  CHECK(talk.state.misses == 0);
  CHECK(says(talk.on(tap("s:12345")), Line::AskServiceGone));
}

TEST_CASE("`cancel it` while a visit is being moved is asked about, not passed over") {
  Conversation talk;
  talk.known = facts(1);
  talk.on(text("move my visit", Intent::Move));
  talk.on(outcome(OutcomeKind::Offered, kThree));
  CHECK(says(talk.on(text("just cancel it", Intent::Cancel)), Line::ConfirmCancel));
}

TEST_CASE("a row that names somebody who has left is asked about before another serves") {
  Conversation talk;
  const std::string row = "t:29933820:120:35000:1:4711:" + std::to_string(hash_of("cut"));
  CHECK(find(talk.on(tap(row)), ActionKind::Hold) != nullptr);
  CHECK(says(talk.on(outcome(OutcomeKind::Held, kOne, "hold")), Line::Confirm));
}

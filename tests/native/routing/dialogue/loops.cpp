// That no conversation goes round in circles, by going everywhere.
//
// Every state that can be reached is visited, with a client and a world that do their worst: any text of a list at any
// time, any tap on any row that was ever shown, any outcome, facts that change under the conversation. Three counters
// are set to nought in a state that was reached (`patience`, and `said` with `repeats`): nothing reads them but
// keep_from_circling, which can only hand over, so leaving its hand-overs out shows more behaviour than there is, not
// less. What it counts is checked on every transition instead.
#include <cstdio>
#include <deque>
#include <functional>
#include <set>
#include <string>
#include <unordered_map>

#include "tests/native/routing/dialogue/world.h"
#include "wasm/base/arena.h"

using namespace world;

namespace {

using Key = std::string;

Key key_of(State state) {
  state.patience = 0;
  state.said = 0;
  state.repeats = 0;
  if (!state.name.empty()) state.name.set("N");
  if (!state.phone.empty()) state.phone.set("0");
  std::array<uint8_t, kMostState> room{};
  const size_t size = encode_state(state, room);
  return {reinterpret_cast<const char*>(room.data()), size};
}

State state_of(const Key& key) { return decode_state({reinterpret_cast<const uint8_t*>(key.data()), key.size()}); }

std::vector<Facts> worlds() {
  Facts stranger = facts(0);
  stranger.named = stranger.noticed = stranger.news_answered = stranger.staffed = false;
  Facts numberless = facts(0);
  numberless.numbered = numberless.proven = false;
#ifdef BOOKING_ADDRESS_SANITIZER
  return {stranger};  // a tenth of the speed
#else
  Facts reader = facts(1);
  reader.answerable = true;
  return {stranger, numberless, reader, facts(2)};
#endif
}

std::vector<Event> texts() {
  return {text("hello", Intent::Greeting),
          text("book", Intent::Book),
          text("a cut please", Intent::Book),
          text("a cut tomorrow at 3", Intent::Book),
          text("tomorrow", Intent::Availability, false),
          unclear("asdf"),
          text("asdf", Intent::Deposit, false),
          text("yes", Intent::Yes),
          text("no", Intent::No),
          text("the first one", Intent::Yes, false),
          text("another time", Intent::No, false),
          text("how much", Intent::Price),
          text("move it", Intent::Move),
          text("cancel my visit", Intent::Cancel),
          text("when am I booked", Intent::MyBookings),
          text("waiting list", Intent::Waitlist),
          text("thanks", Intent::Thanks),
          text("never mind"),
          text("my data", Intent::MyData),
          text("no more news", Intent::OptOut),
          text("12 of us", Intent::Group),
          unclear("082 555 0142"),
          unclear("")};
}

std::vector<Event> outcomes() {
  std::vector<Event> all;
  for (int kind = 0; kind <= static_cast<int>(OutcomeKind::MAX); kind++) {
    const auto what = static_cast<OutcomeKind>(kind);
    all.push_back(outcome(what, {}, what == OutcomeKind::Resting ? "first" : "made"));
    if (what == OutcomeKind::Offered || what == OutcomeKind::Taken || what == OutcomeKind::Held) {
      all.push_back(outcome(what, kOne, "made"));
      if (what != OutcomeKind::Held) all.push_back(outcome(what, kThree, "made"));
    }
  }
  return all;
}

bool has(const Turn& turn, ActionKind kind) { return find(turn, kind) != nullptr; }

struct Count {
  size_t transitions = 0;
  size_t ends = 0;
  size_t hand_overs = 0;
  size_t achievements = 0;
  size_t questions = 0;
  size_t acts = 0;
  size_t silences = 0;
};

bool achieves(const Event& event) {
  if (event.kind != EventKind::Outcome) return false;
  switch (event.outcome) {
    case OutcomeKind::Booked:
    case OutcomeKind::Moved:
    case OutcomeKind::Cancelled:
    case OutcomeKind::Waiting:
    case OutcomeKind::Requested:
    case OutcomeKind::Stopped:
      return true;
    default:
      return false;
  }
}

struct Search {
  std::unordered_map<Key, size_t> seen;  // and how many taps it was tried with
  std::vector<std::string> taps;
  std::set<std::string, std::less<>> known_taps;
  Turn turn;  // one for all: to make one of its size takes longer than most turns
  std::deque<Key> open;
  Count count;
  std::string broken;
  std::string finding;

  void reach(const State& state) {
    Key key = key_of(state);
    if (seen.emplace(key, 0).second) open.push_back(std::move(key));
  }

  void fail(const char* promise, const State& before, const Event& event) {
    if (!broken.empty()) return;
    broken = std::string(promise) + " at stage " + std::to_string(static_cast<int>(before.stage)) + " flow " +
             std::to_string(static_cast<int>(before.flow)) + " on " + std::to_string(static_cast<int>(event.kind)) +
             " '" + std::string(event.text) + std::string(event.choice) + "' outcome " +
             std::to_string(static_cast<int>(event.outcome));
  }

  void step(const State& before, const Event& event, const Facts& known) {
    converse(before, event, known, turn);
    count.transitions++;
    const State& after = turn.state;
    if (has(turn, ActionKind::HandOver)) count.hand_overs++;
    else if (has(turn, ActionKind::End)) count.ends++;
    else if (achieves(event) && before.stage == Stage::Acting) count.achievements++;
    else if (has(turn, ActionKind::Ask)) {
      count.questions++;
      if (after.patience != before.patience + 1) fail("a question costs patience", before, event);
    } else if (after.stage == Stage::Acting) {
      count.acts++;
      if (event.kind == EventKind::Outcome && event.outcome != OutcomeKind::Offered)
        fail("only offers lead to another act", before, event);
      if (event.kind == EventKind::Outcome && after.acting != ActionKind::Hold)
        fail("an offer leads to a hold at most", before, event);
      if (after.patience != before.patience) fail("an act costs no patience and gives none", before, event);
    } else {
      count.silences++;
      const bool passed_over =
          before.stage == Stage::WithPerson || (event.kind == EventKind::Outcome && before.stage != Stage::Acting);
      if (!passed_over || turn.count > 0) fail("nobody is left without an answer", before, event);
    }
    if (after.misses >= kMostMisses && after.stage != Stage::WithPerson)
      fail("two misunderstandings are the most", before, event);
    for (size_t i = 0; i < turn.count; i++) {
      for (size_t row = 0; row < turn.actions[i].row_count; row++) {
        const std::string_view id = turn.actions[i].rows[row].id.view();
        if (id.size() >= kLongestId) fail("an id is whole", before, event);
        // Days of a list differ in their number alone: one of them, and one week, stand for all.
        if (id.starts_with("d:") && row != 1 && row != 5) continue;
        if (known_taps.contains(id)) continue;
        known_taps.emplace(id);
        taps.emplace_back(id);
      }
    }
    reach(after);
  }

  void expand(const Key& key, const std::vector<Event>& said, const std::vector<Event>& came,
              const std::vector<Facts>& known) {
    const State state = state_of(key);
    const size_t first = seen[key];
    const size_t last = taps.size();
    for (const Facts& each : known) {
      if (first == 0) {
        for (const Event& event : said) step(state, event, each);
        for (const Event& event : came) step(state, event, each);
        Event timeout;
        timeout.kind = EventKind::Timeout;
        step(state, timeout, each);
        step(state, tap("?"), each);
      }
      for (size_t i = first; i < last; i++) {
        const std::string id = taps[i];
        step(state, tap(id), each);
      }
    }
    seen[key] = last;
  }
};

}  // namespace

TEST_CASE("from every state a person is one word away, everything ends, and nothing goes in circles") {
  Search search;
  const auto said = texts();
  const auto came = outcomes();
  const auto known = worlds();
  search.taps.push_back("t:1:0:1:1:0:1");
  search.reach(State{});
  while (!search.open.empty()) {
    while (!search.open.empty() && search.broken.empty() && search.seen.size() < 100'000) {
      const Key key = search.open.front();
      search.open.pop_front();
      search.expand(key, said, came, known);
    }
    if (!search.broken.empty()) break;
    for (const auto& [key, tried] : search.seen)
      if (tried < search.taps.size()) search.open.push_back(key);
  }
  CHECK(search.broken == "");
  size_t humans = 0;
  size_t ends = 0;
  for (const auto& [key, tried] : search.seen) {
    const State state = state_of(key);
    for (const Facts& each : known) {
      for (const Event& event : {text("human", Intent::Human), unclear("'n mens"), unclear("umuntu"),
                                 unclear("ndifuna ukuthetha nomntu"), tap("p")}) {
        Turn turn;
        converse(state, event, each, turn);
        humans += static_cast<size_t>(has(turn, ActionKind::HandOver) && turn.state.stage == Stage::WithPerson);
      }
      Event timeout;
      timeout.kind = EventKind::Timeout;
      Turn turn;
      converse(state, timeout, each, turn);
      ends += static_cast<size_t>(has(turn, ActionKind::End) && turn.state.stage == Stage::Over);
    }
  }
  CHECK(humans == search.seen.size() * known.size() * 5);
  CHECK(ends == search.seen.size() * known.size());
  const Count& count = search.count;
  std::printf(
      "dialogue: %zu states, %zu transitions, %zu rows tapped: %zu questions, %zu acts, %zu achieved, %zu handed over, "
      "%zu ended, %zu silent\n",
      search.seen.size(), count.transitions, search.taps.size(), count.questions, count.acts, count.achievements,
      count.hand_overs, count.ends, count.silences);
  // Every question costs one of kPatience; between two of them lies at most a look for starts and a hold.
  CHECK(search.seen.size() > 1'000);
}

TEST_CASE("a client who never says anything useful is with a person after as many questions as there is patience") {
  const auto said = texts();
  const auto came = outcomes();
  const auto known = worlds();
  size_t longest = 0;
  uint32_t dice = 1;
  const auto roll = [&](size_t sides) {
    dice = dice * 1'664'525u + 1'013'904'223u;
    return static_cast<size_t>(dice >> 8) % sides;
  };
  for (int walk = 0; walk < 20'000; walk++) {
    State state;
    Turn turn;
    std::vector<std::string> rows;
    size_t questions = 0;
    for (int steps = 0; steps < 200; steps++) {
      const Facts& each = known[roll(known.size())];
      Event event = state.stage == Stage::Acting ? came[roll(came.size())] : said[roll(said.size())];
      if (state.stage != Stage::Acting && !rows.empty() && roll(2) == 0) event = tap(rows[roll(rows.size())]);
      const std::string chosen(event.choice);
      event.choice = chosen;
      const bool achieved = achieves(event);
      converse(state, event, each, turn);
      state = turn.state;
      rows.clear();
      for (size_t i = 0; i < turn.count; i++)
        for (size_t row = 0; row < turn.actions[i].row_count; row++)
          rows.emplace_back(turn.actions[i].rows[row].id.view());
      if (achieved || has(turn, ActionKind::End)) questions = 0;
      if (has(turn, ActionKind::HandOver)) break;
      questions += static_cast<size_t>(has(turn, ActionKind::Ask));
      longest = std::max(longest, questions);
    }
  }
  std::printf("dialogue: at most %zu questions in a row without anything achieved in 20,000 walks\n", longest);
  CHECK(longest <= kPatience + 1u);
}

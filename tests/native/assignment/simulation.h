// A busy team over a week, minute by minute, under three ways to give conversations to people: ours, round robin, and
// whoever has the least. The same clients come, the same people are away, and everything but the choice is alike.
//
// The model. Twelve people, each with some of four skills and some of four languages, three chats at once, one answered
// at a time, the longest wait first. They are away for an hour at midday, now and then, and some for a whole day; who
// waits for them waits for anybody then. An answer takes two to five minutes, `unable` times as long by somebody who
// lacks the skill or the language. Clients come by chance, in bursts, and at night; they write one to four times, and
// some call, which takes the whole of a person.
#pragma once

#include <cstdint>

namespace simulation {

enum class Way : uint8_t { Ours, RoundRobin, LeastLoaded };

struct Week {
  uint64_t seed;
  int per_hour;        // clients who come, outside bursts
  int unable_percent;  // 200: twice as long without the skill or the language
};

struct Told {
  int clients = 0;
  int first_half = 0;  // business minutes until the first answer: half were as quick
  int first_most = 0;  // nine in ten
  int first_late = 0;  // first answers that missed their deadline
  int late = 0;        // clients for whom a deadline was missed: first, next or resolution
};

Told play(const Week& week, Way way);

/// Several weeks with seeds one after the other, as one.
Told play_all(Week week, int weeks, Way way);

}  // namespace simulation

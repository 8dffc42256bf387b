// Time a byte does not grow with the text, on texts made to make finders go back. A quadratic one takes sixteen times
// as long for four times the text, four times as long a byte. What is counted is the time of this thread alone, the
// best of several rounds, since a busy machine makes wall clocks tell more than the work.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <ctime>
#include <string>

#include "marked_texts.h"

namespace {

constexpr size_t kSmall = 256U << 10;
constexpr size_t kLarge = 1U << 20;
constexpr double kMostGrowth = 2.5;
constexpr int kTries = 6;

std::string repeated(const std::string& piece, size_t size) {
  std::string text;
  text.reserve(size + piece.size());
  while (text.size() < size) text += piece;
  text.resize(size);
  return text;
}

double nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Nanoseconds a byte, the best of `rounds`.
double per_byte(const std::string& text, int rounds) {
  std::vector<booking::compliance::PersonalSpan> room(booking::compliance::Spans::most_in(text.size()));
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  double best = 1e300;
  for (int round = 0; round < rounds; ++round) {
    const double began = nanoseconds();
    if (booking::compliance::find_personal_data(bytes, room) > room.size()) return -1;
    best = std::min(best, (nanoseconds() - began) / static_cast<double>(text.size()));
  }
  return best;
}

struct Hostile {
  const char* name;
  std::string piece;
};

std::vector<Hostile> hostile() {
  std::string every_byte;
  uint32_t state = 1;
  for (int i = 0; i < 65'521; ++i) every_byte += static_cast<char>((state = state * 1'664'525 + 1'013'904'223) >> 24);
  return {{"ordinary words", "Good morning, can I still come on Saturday at ten for a cut and colour? Thank you. "},
          {"one digit", "7"},
          {"digits one by one", "1 "},
          {"digits in pairs", "12-"},
          {"digits in threes and brackets", "(012) "},
          {"cards with a wrong check digit", "4111 1111 1111 1112 "},
          {"identities of no day", "9913015000081 "},
          {"almost telephones", "082 555 010 "},
          {"pluses", "+"},
          {"pluses and zeros", "+0"},
          {"brackets", "("},
          {"@", "@"},
          {"a@", "a@"},
          {"a@b.", "a@b."},
          {"a long local part", "a.b-c_d+"},
          {"labels without an end", "@a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.1."},
          {"dots", "."},
          {"colons", ":"},
          {"groups of hexadecimal digits", "a:"},
          {"almost IPv6", "::1:2:3:4:5:6:7:8 "},
          {"almost IPv4", "1.2.3."},
          {"almost dates", "31/02/1990 "},
          {"schemes", "http://"},
          {"schemes and a letter", "http://a "},
          {"a URL of dots", "www.a."},
          {"one letter", "a"},
          {"hexadecimal letters", "f "},
          {"titles", "Mr "},
          {"particles", "mr van der "},
          {"joints", "Mr A-B'C-D'E-F'G-H'"},
          {"introductions", "my name is "},
          {"accounts behind numbers", "1234567 account "},
          {"shortest spans", "::1 "},
          {"spans that swallow spans", "a@b.cc::1 "},
          {"letters of two bytes", "\xc3\xa9"},
          {"lead bytes alone", "\xc3"},
          {"continuations alone", "\x80"},
          {"emoji", "\xf0\x9f\x92\x85"},
          {"blanks that break no line", "0\xc2\xa0"},
          {"zeros", std::string(1, '\0')},
          {"every byte", every_byte}};
}

}  // namespace

TEST_CASE("time a byte does not grow with the text, whatever it holds") {
  double ordinary = 0;
  double worst = 0;
  const char* worst_name = "";
  for (const Hostile& each : hostile()) {
    const std::string small = repeated(each.piece, kSmall);
    const std::string large = repeated(each.piece, kLarge);
    // Neighbours on the machine may spoil a measurement, but not six in turn.
    double growth = 1e300;
    double large_time = 1e300;
    for (int tries = 0; tries < kTries && growth >= kMostGrowth; ++tries) {
      const double small_time = per_byte(small, 6);
      large_time = per_byte(large, 3);
      growth = std::min(growth, large_time / small_time);
    }
    if (ordinary == 0) ordinary = large_time;
    if (large_time > worst) {
      worst = large_time;
      worst_name = each.name;
    }
    INFO(each.name);
    CHECK(large_time > 0);
    CHECK(growth < kMostGrowth);
  }
  std::printf("finder: %.1f ns/byte on ordinary words, at worst %.1f (%s)\n", ordinary, worst, worst_name);
}

TEST_CASE("one long thing of a kind costs no more a byte than many short ones") {
  for (const char* once : {"http://a.b/", "+2", "0", "a@", "Mr A", "my name is a", "::", "(0"}) {
    const auto with_tail = [once](size_t size, char tail) { return std::string(once) + std::string(size, tail); };
    for (const char tail : {'1', 'a', '.', ')', '-', ':', ' ', 'A', '@'}) {
      double growth = 1e300;
      for (int tries = 0; tries < kTries && growth >= kMostGrowth; ++tries) {
        growth = std::min(growth, per_byte(with_tail(kSmall, tail), 4) / per_byte(with_tail(kSmall / 4, tail), 8));
      }
      INFO(once << " and then " << tail);
      CHECK(growth < kMostGrowth);
    }
  }
}

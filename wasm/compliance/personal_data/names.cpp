#include "wasm/compliance/personal_data/names.h"

namespace booking::compliance {
namespace {

constexpr uint32_t kMostWords = 6;  // with particles: "Jan van der Merwe Botha"
constexpr uint32_t kLongestWord = 40;
constexpr uint32_t kWidestGap = 3;  // bytes between words of one phrase: a space, an apostrophe

constexpr uint8_t kScoreOfPhrase = 80;
constexpr uint8_t kScoreOfTitle = 75;
constexpr uint8_t kScoreOfHint = 55;

/// Bytes of an apostrophe (' or U+2019) or hyphen at `i`, which join the parts of a name.
uint32_t joint_bytes(Text text, uint32_t i) {
  const uint8_t c = text.at(i);
  if (c == '\'' || c == '-') return 1;
  return c == 0xe2 && text.at(i + 1) == 0x80 && text.at(i + 2) == 0x99 ? 3 : 0;
}

/// What may stand between the announcing word and the name: blanks, a colon, marks of emphasis; `lines` adds a line's
/// end.
uint32_t skip_to_name(Text text, uint32_t at, bool lines) {
  for (uint32_t skipped = 0; skipped < 4; ++skipped) {
    const uint8_t c = text.at(at);
    const uint32_t blank = blank_bytes(text, at);
    if (blank > 0) at += blank;
    else if (c == ':' || c == '*' || c == '"' || (lines && (c == ',' || c == '\n' || c == '\r'))) ++at;
    else break;
  }
  return at;
}

/// Capitalised words from `at` on, with particles and initials between them. `any` lets the first be written small.
uint32_t read_name(Text text, uint32_t at, bool any) {
  const uint32_t begin = at;
  uint32_t end = begin;
  for (uint32_t words = 0; words < kMostWords && letter_bytes(text, at) > 0; ++words) {
    const bool capital = is_capital(text, at);
    WordFound word = read_word(text, at);
    uint32_t word_end = word.end;
    for (uint32_t joint = joint_bytes(text, word_end); joint > 0 && letter_bytes(text, word_end + joint) > 0;
         joint = joint_bytes(text, word_end)) {
      word_end = read_word(text, word_end + joint).end;
      if (word_end - at > kLongestWord) return end;
    }
    if (word_end - at > kLongestWord) return end;
    const bool initial = capital && word_end - at == 1;
    if (!initial && word.kind != Word::Particle) {
      if (word.kind != Word::None || (!capital && (!any || words != 0))) break;
      if (word_end - at < 2) break;
      end = word_end;
    }
    at = word_end;
    if (initial && text.at(at) == '.') ++at;
    const uint32_t blank = blank_bytes(text, at);
    if (blank == 0) break;
    at += blank;
  }
  const uint8_t next = text.at(end);
  return next == '@' || next == '_' || is_digit(next) ? begin : end;
}

bool starts_with(Text text, uint32_t at, const char* small) {
  for (; *small != 0; ++small, ++at) {
    if (lower(text.at(at)) != static_cast<uint8_t>(*small)) return false;
  }
  return true;
}

bool colon_follows(Text text, uint32_t at) { return text.at(at + blank_bytes(text, at)) == ':'; }

}  // namespace

NameFound Names::hear(Text text, const WordFound& word) {
  const bool joined = word.begin - last_.end <= kWidestGap;
  const Word last = joined ? last_.kind : Word::None;
  const Word before = joined ? before_ : Word::None;
  before_ = last;
  last_ = word;

  uint8_t score = 0;
  bool any = false;
  uint32_t at = word.end;
  switch (word.kind) {
    case Word::None: {
      // Prefixes are written together with the name.
      const bool of_mine = last == Word::Lami && before == Word::Igama && starts_with(text, word.begin, "ngu");
      const uint32_t prefix = of_mine ? 3 : 6;
      if (!of_mine && !starts_with(text, word.begin, "ngingu") && !starts_with(text, word.begin, "ndingu")) return {};
      at = word.begin + prefix;
      if (at + 2 > word.end || !(of_mine || is_capital(text, at))) return {};
      return {at, read_name(text, at, of_mine), kScoreOfPhrase};
    }
    case Word::Title:
      if (word.value == 1 && !is_capital(text, word.begin)) return {};
      if (text.at(at) == '.') ++at;
      if (blank_bytes(text, at) == 0) return {};
      score = kScoreOfTitle;
      break;
    case Word::Is:
      if (last == Word::Name) {
        score = kScoreOfPhrase;
        any = before == Word::Own;
      } else if (last == Word::This || last == Word::I) {
        score = kScoreOfHint;
      }
      break;
    case Word::Am:
      if (last == Word::I) score = kScoreOfHint;
      break;
    case Word::Its:
      score = kScoreOfHint;
      break;
    case Word::Ngu:
      any = last == Word::Lami && before == Word::Igama;
      if (any) score = kScoreOfPhrase;
      break;
    case Word::Ngingu:
      score = kScoreOfPhrase;
      break;
    case Word::Name:
    case Word::Label:
    case Word::Igama:
    case Word::Lami:
      if (colon_follows(text, at)) score = kScoreOfTitle;
      break;
    case Word::SignOff:
      score = kScoreOfTitle;
      break;
    default:
      break;
  }
  if (score == 0) return {};
  at = skip_to_name(text, at, word.kind == Word::SignOff);
  if (at == word.end) return {};
  return {at, read_name(text, at, any), score};
}

}  // namespace booking::compliance

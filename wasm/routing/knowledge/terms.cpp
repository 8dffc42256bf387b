#include "wasm/routing/knowledge/terms.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace booking::routing {
namespace {

/// Bytes folded at once: however they fold, they fit `Folded` (a question mark becomes a word between spaces).
constexpr size_t kSlice = kMostLetters / 3 - 1;

/// Folded words that tell nothing about what is asked, in the order of the alphabet: English, Afrikaans, isiZulu,
/// isiXhosa.
constexpr auto kCommon = std::to_array<std::string_view>(
    {"a",        "aan",     "about",        "after",      "al",       "all",     "also",      "am",         "an",
     "and",      "any",     "apho",         "are",        "as",       "asb",     "asseblief", "at",         "be",
     "because",  "been",    "but",          "by",         "can",      "could",   "daar",      "dalk",       "dan",
     "dankie",   "dat",     "deur",         "did",        "die",      "dis",     "dit",       "do",         "does",
     "dont",     "een",     "ek",           "en",         "enkosi",   "er",      "for",       "from",       "futhi",
     "gaan",     "get",     "going",        "got",        "guys",     "haai",    "had",       "hallo",      "has",
     "have",     "hello",   "het",          "hey",        "hi",       "hier",    "hoe",       "how",        "hulle",
     "i",        "if",      "ihi",          "im",         "in",       "is",      "it",        "its",        "ja",
     "jou",      "jul",     "julle",        "just",       "jy",       "kan",     "kanjani",   "kanti",      "kodwa",
     "kon",      "kry",     "kuba",         "kufanele",   "kufuneka", "kungani", "kuphi",     "let",        "like",
     "ma",       "maar",    "mag",          "may",        "me",       "mense",   "met",       "mina",       "moet",
     "molo",     "molweni", "mos",          "my",         "n",        "na",      "naar",      "namhlanje",  "ndi",
     "ndicela",  "ndifuna", "ndingathanda", "ne",         "need",     "ngaba",   "ngabe",     "nge",        "ngi",
     "ngicela",  "ngifuna", "ngingathanda", "ngiyabonga", "ngoba",    "nie",     "nina",      "nini",       "njani",
     "njengoba", "no",      "nog",          "not",        "nou",      "now",     "of",        "oh",         "ok",
     "om",       "on",      "onder",        "ons",        "ook",      "op",      "or",        "our",        "out",
     "phi",      "please",  "pls",          "pm",         "s",        "sal",     "sawubona",  "sawubonani", "se",
     "she",      "should",  "sien",         "sir",        "so",       "some",    "someone",   "sommer",     "sulle",
     "te",       "than",    "thank",        "thanks",     "that",     "the",     "their",     "them",       "then",
     "there",    "they",    "this",         "to",         "toe",      "too",     "u",         "uit",        "ukuba",
     "ukuthi",   "uma",     "up",           "ur",         "us",       "van",     "vir",       "waar",       "wait",
     "wanneer",  "want",    "was",          "wat",        "watter",   "we",      "wena",      "were",       "what",
     "when",     "where",   "which",        "who",        "why",      "wil",     "will",      "with",       "word",
     "would",    "xa",      "yes",          "yini",       "yintoni",  "you",     "your",      "youre"});
static_assert(std::is_sorted(kCommon.begin(), kCommon.end()));

bool is_common(std::string_view word) { return std::binary_search(kCommon.begin(), kCommon.end(), word); }

Term hash_of(const uint8_t* letters, size_t count, Term kind) {
  Term hash = 2'166'136'261U;
  for (size_t i = 0; i < count; ++i) hash = (hash ^ letters[i]) * 16'777'619U;
  return (hash & ~Term{1}) | kind;
}

/// At most `size` bytes from `at`, ended at a space where there is one.
std::span<const uint8_t> slice_of(std::span<const uint8_t> text, size_t at) {
  size_t size = std::min(kSlice, text.size() - at);
  if (at + size < text.size()) {
    size_t end = size;
    while (end > 0 && text[at + end - 1] > ' ') --end;
    if (end > 0) size = end;
  }
  return text.subspan(at, size);
}

}  // namespace

size_t terms_of(std::span<const uint8_t> text, Folded& scratch, std::span<Term> to) {
  size_t count = 0;
  for (size_t at = 0; at < text.size();) {
    const auto slice = slice_of(text, at);
    at += slice.size();
    fold(slice, scratch);
    for (const Word& word : scratch.all()) {
      const uint8_t* letters = scratch.letters.data() + word.begin;
      const size_t length = static_cast<size_t>(word.end) - word.begin;
      if (*letters == '?' || is_common({reinterpret_cast<const char*>(letters), length})) continue;
      const size_t pieces = length < kPieced ? 0 : length - kPiece + 1;
      if (to.size() - count < pieces + 1) return count;
      to[count++] = hash_of(letters, length, 0);
      for (size_t i = 0; i < pieces; ++i) to[count++] = hash_of(letters + i, kPiece, 1);
    }
  }
  return count;
}

}  // namespace booking::routing

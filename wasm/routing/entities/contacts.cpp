// Telephone numbers and booking references, read before anything else makes times of their digits.
#include "wasm/routing/entities/message.h"

namespace booking::routing {
namespace {

constexpr size_t kFewestDigits = 9;
constexpr size_t kMostDigits = 15;      // E.164
constexpr size_t kReferenceBytes = 26;  // a booking's id: 128 bits in base32

/// `082 555 0101`, `+27 82 555 0101`: groups of digits parted by blanks or hyphens.
size_t read_phone(Message& message, size_t i) {
  const Tags& tags = message.tags;
  const bool plus = message.mark(i, '+');
  size_t digits = 0;
  size_t last = plus ? i + 1 : i;
  for (size_t j = last; j < tags.count; j++) {
    const Word& word = message.word(j);
    if (word.shape == Shape::Digits) {
      digits += word.length;
      last = j + 1;
    } else if (!message.mark(j, '-') && !message.mark(j, '(') && !message.mark(j, ')')) {
      break;
    }
  }
  if (digits < kFewestDigits || digits > kMostDigits) return i;
  if (!plus && message.letters(i)[0] != '0' && (!message.letters(i).starts_with("27") || digits != 11)) return i;
  message.add(Kind::Phone, plus ? 95 : 85, i, last, 0, 0);
  message.use(i, last);
  return last;
}

size_t read_reference(Message& message, size_t i) {
  const Tags& tags = message.tags;
  size_t last = i;
  bool digit = false;
  while (last < tags.count && message.word(last).shape != Shape::Mark && (last == i || message.word(last).joined)) {
    digit = digit || message.word(last).shape == Shape::Digits;
    last++;
  }
  if (last == i || !digit) return i;
  const Tag& end = tags.tags[last - 1];
  const auto bytes =
      static_cast<size_t>(message.words.words[static_cast<size_t>(end.last) - 1].end - message.word(i).begin);
  if (bytes != kReferenceBytes) return i;
  message.add(Kind::Reference, 90, i, last, 0, 0);
  message.use(i, last);
  return last;
}

}  // namespace

void read_contacts(Message& message) {
  for (size_t i = 0; i < message.tags.count;) {
    size_t next = i;
    if (message.mark(i, '+') || message.word(i).shape == Shape::Digits) next = read_phone(message, i);
    if (next == i && message.word(i).shape != Shape::Mark && !message.word(i).joined) next = read_reference(message, i);
    i = next > i ? next : i + 1;
  }
}

}  // namespace booking::routing

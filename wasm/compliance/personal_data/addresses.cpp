#include "wasm/compliance/personal_data/addresses.h"

namespace booking::compliance {
namespace {

constexpr uint32_t kLongestDomain = 253;
constexpr uint32_t kLongestLabel = 63;

bool in_label(uint8_t c) { return is(c, kLetter | kDigit) || c == '-' || c >= 0x80; }

/// Digits at `begin` as a number, when there are 1 to `most` of them and no needless zero before them; else -1.
struct Number {
  int32_t value;
  uint32_t end;
};
Number read_number(Text text, uint32_t begin, uint32_t most) {
  uint32_t end = begin;
  int32_t value = 0;
  while (end - begin <= most && is_digit(text.at(end))) value = value * 10 + (text.at(end++) - '0');
  const uint32_t digits = end - begin;
  const bool good = digits >= 1 && digits <= most && (digits == 1 || text.at(begin) != '0');
  return {good ? value : -1, end};
}

/// `end`, or the end of a CIDR suffix of at most `most` bits behind it.
uint32_t with_prefix(Text text, uint32_t end, int32_t most) {
  if (text.at(end) != '/') return end;
  const Number bits = read_number(text, end + 1, 3);
  return bits.value >= 0 && bits.value <= most && !is_joined(text.at(bits.end)) ? bits.end : end;
}

/// Four octets without looking at what stands around them.
uint32_t read_octets(Text text, uint32_t begin) {
  uint32_t at = begin;
  for (int octet = 0; octet < 4; ++octet) {
    if (octet > 0 && text.at(at++) != '.') return begin;
    const Number number = read_number(text, at, 3);
    if (number.value < 0 || number.value > 255) return begin;
    at = number.end;
  }
  return at;
}

}  // namespace

uint32_t read_domain(Text text, uint32_t begin) {
  uint32_t at = begin;
  uint32_t end = begin;  // of the domain as far as it is a good one
  for (uint32_t labels = 1; at - begin <= kLongestDomain; ++labels) {
    const uint32_t label = at;
    bool numeric = true;
    while (at - label <= kLongestLabel && in_label(text.at(at))) numeric = is_digit(text.at(at++)) && numeric;
    uint32_t label_end = at;
    while (label_end > label && text.at(label_end - 1) == '-') --label_end;
    if (label_end == label || text.at(label) == '-' || at - label > kLongestLabel) break;
    if (labels >= 2 && !numeric && label_end - label >= 2) end = label_end;
    if (label_end != at || text.at(at) != '.') break;
    ++at;
  }
  return end;
}

uint32_t read_url(Text text, uint32_t begin, uint32_t word_end) {
  uint32_t at = word_end;
  if (lower(text.at(begin)) == 'w') {
    if (text.at(at) != '.' || read_domain(text, begin) < at + 3) return begin;
  } else {
    if (text.at(at) != ':' || text.at(at + 1) != '/' || text.at(at + 2) != '/') return begin;
    at += 3;
    if (!is(text.at(at), kLetter | kDigit) && text.at(at) != '[' && text.at(at) < 0x80) return begin;
  }
  bool bracket = false;  // a closing one belongs to the URL only if one was opened in it
  while (is(text.at(at), kUrl)) bracket = text.at(at++) == '(' || bracket;
  for (;;) {
    const uint8_t last = text.at(at - 1);
    const bool closing = last == ')' && !bracket;
    if (!closing && last != '.' && last != ',' && last != ';' && last != ':' && last != '!' && last != '?' &&
        last != '\'' && last != '*')
      return at;
    --at;
  }
}

uint32_t read_ipv4(Text text, uint32_t begin) {
  const uint32_t end = read_octets(text, begin);
  if (end == begin || is_joined(text.at(end)) || (text.at(end) == '.' && is_digit(text.at(end + 1)))) return begin;
  return with_prefix(text, end, 32);
}

uint32_t read_ipv6(Text text, uint32_t begin) {
  uint32_t at = begin;
  int groups = 0;
  bool shortened = false;
  if (text.at(at) == ':') {
    if (text.at(at + 1) != ':') return begin;
    shortened = true;
    at += 2;
  }
  while (groups < 8) {
    const uint32_t octets = groups <= 6 ? read_octets(text, at) : at;
    if (octets != at) {
      groups += 2;
      at = octets;
      break;
    }
    const uint32_t group = at;
    while (at - group < 4 && is(text.at(at), kHex)) ++at;
    if (at == group) break;
    ++groups;
    if (text.at(at) != ':') break;
    if (text.at(at + 1) == ':') {
      if (shortened) return begin;
      shortened = true;
      at += 2;
    } else if (groups < 8 && is(text.at(at + 1), kHex)) {
      ++at;
    } else {
      break;
    }
  }
  if (shortened ? groups > 7 : groups != 8) return begin;
  if (is_joined(text.at(at)) || (text.at(at) == ':' && is_joined(text.at(at + 1))) ||
      (text.at(at) == ':' && text.at(at + 1) == ':'))
    return begin;
  const uint32_t end = with_prefix(text, at, 128);
  return groups == 0 && end == at ? begin : end;
}

}  // namespace booking::compliance

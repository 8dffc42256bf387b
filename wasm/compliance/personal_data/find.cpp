#include "wasm/compliance/personal_data/find.h"

#include "wasm/compliance/personal_data/addresses.h"
#include "wasm/compliance/personal_data/dates.h"
#include "wasm/compliance/personal_data/names.h"
#include "wasm/compliance/personal_data/numbers.h"
#include "wasm/compliance/personal_data/text.h"
#include "wasm/compliance/personal_data/words.h"

namespace booking::compliance {
namespace {

/// Bytes for which a word's announcement holds: a short clause; and how far behind a number a word may claim it.
constexpr uint32_t kClause = 48;
constexpr uint32_t kNear = 24;
/// A reference's number stands right behind its word ("invoice no. 4711"), so that a telephone further on is not
/// missed.
constexpr uint32_t kRightBehind = 8;
constexpr uint32_t kLongestLocal = 64;  // RFC 5321, 4.5.3.1.1

class Finder {
 public:
  Finder(Text text, std::span<PersonalSpan> room) : text_(text), spans_(room) {}

  size_t run() {
    uint32_t at = 0;
    while (at < text_.size) {
      const uint8_t c = text_.bytes[at];
      if (is(c, kLetter) || (c >= 0xc3 && letter_bytes(text_, at) > 0)) at = word(at);
      else if (is_digit(c)) at = number(at);
      else if (c == '+' || c == '(') at = bracket_or_plus(at);
      else if (c == '@') at = mail(at);
      else if (c == ':' && text_.at(at + 1) == ':') at = colons(at);
      else at = pass(at, at + 1);
    }
    return spans_.count();
  }

 private:
  /// Reads on at `next`. The byte at `at` ends an e-mail address' local part unless it may be within one.
  uint32_t pass(uint32_t at, uint32_t next) {
    if (!is(text_.bytes[at], kLocal)) local_ = at + 1;
    return next;
  }

  uint32_t add(PersonalSpan span) {
    spans_.add(span);
    return span.end;
  }

  [[nodiscard]] bool ip_may_begin(uint32_t at) const {
    if (at == 0) return true;
    const uint8_t before = text_.at(at - 1);
    return !is_joined(before) && before != ':' && before != '.';
  }

  /// An IPv6 address begins with up to four hexadecimal digits and a colon.
  [[nodiscard]] uint32_t ipv6_end(uint32_t at) const {
    uint32_t colon = at;
    while (colon - at < 4 && is(text_.at(colon), kHex)) ++colon;
    return text_.at(colon) == ':' && ip_may_begin(at) ? read_ipv6(text_, at) : at;
  }

  uint32_t word(uint32_t at) {
    if (is(text_.bytes[at], kHex)) {
      if (const uint32_t end = ipv6_end(at); end != at) return add({at, end, Entity::Ip, 90});
    }
    const WordFound word = read_word(text_, at);
    heed(word);
    if (word.kind == Word::Web && (at == 0 || !is_joined(text_.at(at - 1)))) {
      if (const uint32_t end = read_url(text_, at, word.end); end != at)
        return local_ = add({at, end, Entity::Url, 90});
    }
    if (word.kind == Word::Month) {
      if (const uint32_t end = read_date_from_month(text_, word); end != at) return date(at, end);
    }
    const NameFound name = names_.hear(text_, word);
    if (name.begin == name.end) return word.end;
    return local_ = add({name.begin, name.end, Entity::Name, name.score});
  }

  /// Remembers what a word announces, and gives it the number or date right before it.
  void heed(const WordFound& word) {
    switch (word.kind) {
      case Word::Account:
        if (unclaimed_number_.end > 0 && word.begin - unclaimed_number_.end <= kNear) add(unclaimed_number_);
        unclaimed_number_ = {};
        announced_ = word;
        break;
      case Word::Birth:
        if (unclaimed_date_.end > 0 && word.begin - unclaimed_date_.end <= kNear) {
          add(unclaimed_date_);
          unclaimed_date_ = {};
        } else {
          birth_end_ = word.end;
        }
        break;
      case Word::Phone:
      case Word::Reference:
        announced_ = word;
        break;
      case Word::Number:
        // "Account number", "invoice no.": the number is of what was named before.
        if (announced_.kind != Word::None && word.begin - announced_.end <= kRightBehind) announced_.end = word.end;
        else announced_ = word;
        break;
      default:
        break;
    }
  }

  [[nodiscard]] Word announced_at(uint32_t at) const {
    const uint32_t distance = at - announced_.end;
    switch (announced_.kind) {
      case Word::Reference:
        return distance <= kRightBehind ? announced_.kind : Word::None;
      case Word::Number:
        return distance <= kNear ? announced_.kind : Word::None;
      default:
        return distance <= kClause ? announced_.kind : Word::None;
    }
  }

  uint32_t date(uint32_t at, uint32_t end) {
    const PersonalSpan span{at, end, Entity::BirthDate, 80};
    if (birth_end_ > 0 && at - birth_end_ <= kClause) {
      birth_end_ = 0;  // one birthday a word: the next date is another's
      add(span);
    } else {
      unclaimed_date_ = span;
    }
    return local_ = end;
  }

  uint32_t number(uint32_t at) {
    if (const uint32_t end = ipv6_end(at); end != at) return add({at, end, Entity::Ip, 90});
    if (ip_may_begin(at)) {
      if (const uint32_t end = read_ipv4(text_, at); end != at) return add({at, end, Entity::Ip, 75});
      if (const uint32_t end = read_date(text_, at); end != at) return date(at, end);
    }
    return bracket_or_plus(at);
  }

  uint32_t bracket_or_plus(uint32_t at) {
    const Word announced = announced_at(at);
    const NumberFound found = read_number(text_, at, announced);
    if (found.span.end != found.span.begin) {
      if (found.span.entity == Entity::Account) announced_ = {};
      add(found.span);
      // The last group may begin an e-mail address: only what touches the @ belongs to it.
      uint32_t group = found.next;
      while (group > at && is_digit(text_.at(group - 1))) --group;
      if (group > local_ && !is(text_.at(group - 1), kLocal)) local_ = group;
      return found.next;
    }
    if (found.account_end != 0 && announced != Word::Reference)
      unclaimed_number_ = {at, found.account_end, Entity::Account, 70};
    return pass(at, found.next);
  }

  uint32_t colons(uint32_t at) {
    if (ip_may_begin(at)) {
      if (const uint32_t end = read_ipv6(text_, at); end != at) return local_ = add({at, end, Entity::Ip, 90});
    }
    return pass(at, at + 1);
  }

  uint32_t mail(uint32_t at) {
    uint32_t begin = local_;
    while (begin < at && !is_joined(text_.bytes[begin]) && text_.bytes[begin] < 0x80) ++begin;
    const uint32_t domain = begin < at && at - begin <= kLongestLocal && text_.bytes[at - 1] != '.' ? at + 1 : at;
    const uint32_t end = domain == at ? at : read_domain(text_, domain);
    if (end == domain) return local_ = at + 1;
    return local_ = add({begin, end, Entity::Email, 95});
  }

  Text text_;
  Spans spans_;
  Names names_;
  uint32_t local_ = 0;  // where the run of bytes begins that may be an e-mail address' local part
  WordFound announced_{0, 0, Word::None, 0};
  uint32_t birth_end_ = 0;
  PersonalSpan unclaimed_number_{};  // an account if a word behind it says so
  PersonalSpan unclaimed_date_{};
};

}  // namespace

size_t find_personal_data(std::span<const uint8_t> text, std::span<PersonalSpan> room) {
  return Finder({text.data(), static_cast<uint32_t>(text.size())}, room).run();
}

}  // namespace booking::compliance

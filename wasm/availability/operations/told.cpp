#include "wasm/availability/operations/told.h"

#include <array>
#include <cstring>
#include <string_view>

#include "wasm/base/time.h"

namespace booking::availability {
namespace {

using std::string_view;

// A start as text: its two instants, which are always as long, then its two numbers.
constexpr string_view kInstants =
    R"(,{"start":"2026-12-01T09:00:00+02:00","end":"2026-12-01T11:00:00+02:00","price_cents":)";
constexpr string_view kScore = R"(,"score":)";
constexpr size_t kBegins = string_view(R"(,{"start":")").size();
constexpr size_t kEnds = kInstants.find("2026", kBegins + 1);
constexpr size_t kFixed = kInstants.size() + kScore.size() + 1;

constexpr uint32_t magnitude(int32_t value) {
  const auto bits = static_cast<uint32_t>(value);
  return value < 0 ? 0U - bits : bits;
}

constexpr size_t length_of(int32_t value) {
  size_t length = value < 0 ? 2 : 1;
  const uint64_t all = magnitude(value);
  for (uint64_t least = 10; all >= least; least *= 10) ++length;  // a division takes ten times as long
  return length;
}

/// The last `length` digits of a number, leading zeros with them.
constexpr void put_digits(char* at, size_t length, uint32_t value) {
  for (size_t i = length; i-- > 0; value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

/// The two digits of every number below 100.
constexpr auto kPairs = [] {
  std::array<char, 200> pairs{};
  for (uint32_t i = 0; i < 100; ++i) put_digits(&pairs[size_t{2} * i], 2, i);
  return pairs;
}();

void put_pair(char* at, uint32_t value) { std::memcpy(at, &kPairs[size_t{2} * value], 2); }

/// An instant within a text. It remembers the day and the offset that it wrote last, so that of the next one most often
/// only the clock is written.
class InstantText {
 public:
  explicit InstantText(char* text) : text_(text) {}

  void write(uint32_t instant, int32_t offset) {
    const WallTime wall = wall_at(Instant{static_cast<int32_t>(instant)}, offset);
    if (offset != offset_ || wall < midnight_ || wall - midnight_ >= Minutes{kMinutesPerDay}) begin(wall, offset);
    const auto minutes = static_cast<uint32_t>((wall - midnight_).count);
    put_pair(&text_[11], minutes / 60);
    put_pair(&text_[14], minutes % 60);
  }

 private:
  void begin(WallTime wall, int32_t offset) {
    const LocalDate date = date_of(wall);
    const CivilDate civil = civil_from_date(date);
    midnight_ = midnight(date);
    offset_ = offset;
    put_digits(&text_[0], 4, static_cast<uint32_t>(civil.year));
    put_digits(&text_[5], 2, static_cast<uint32_t>(civil.month));
    put_digits(&text_[8], 2, static_cast<uint32_t>(civil.day));
    const uint32_t east = magnitude(offset);
    text_[19] = offset < 0 ? '-' : '+';
    put_digits(&text_[20], 2, east / 60);
    put_digits(&text_[23], 2, east % 60);
  }

  char* text_;
  WallTime midnight_{};
  int32_t offset_ = INT32_MAX;  // none: an offset is less than a day
};

/// Price and score as text, written anew only where one of them is another than of the start before.
class NumbersText {
 public:
  static constexpr size_t kMost = 40;

  [[nodiscard]] string_view of(int32_t price, int32_t score) {
    if (size_ == 0 || price != price_ || score != score_) {
      price_ = price;
      score_ = score;
      size_ = 0;
      integer(price);
      std::memcpy(&text_[size_], kScore.data(), kScore.size());
      size_ += kScore.size();
      integer(score);
      text_[size_++] = '}';
    }
    return {text_.data(), size_};
  }

 private:
  void integer(int32_t value) {
    const size_t length = length_of(value);
    put_digits(&text_[size_], length, magnitude(value));
    if (value < 0) text_[size_] = '-';
    size_ += length;
  }

  std::array<char, kMost> text_{};
  size_t size_ = 0;
  int32_t price_ = 0;
  int32_t score_ = 0;
};

}  // namespace

size_t told_bytes(std::span<const wire::Start> starts) {
  if (starts.empty()) return 0;
  size_t bytes = kFixed * starts.size() - 1;  // no comma before the first
  for (const wire::Start& start : starts) bytes += length_of(start.price_cents()) + length_of(start.score());
  return bytes;
}

void tell(std::span<const wire::Start> starts, uint8_t* out) {
  std::array<char, kInstants.size()> instants{};
  std::memcpy(instants.data(), kInstants.data(), kInstants.size());
  InstantText begins(&instants[kBegins]);
  InstantText ends(&instants[kEnds]);
  NumbersText numbers;
  const auto write_instants = [&](const wire::Start& start) {
    begins.write(start.start(), start.offset());
    ends.write(start.end(), start.end_offset());
  };
  if (starts.empty()) return;
  write_instants(starts.front());
  std::memcpy(out, &instants[1], instants.size() - 1);
  out += instants.size() - 1;
  // Copies of a size that is known become a few instructions: so the numbers are copied with what stands behind them,
  // which the next start's instants cover.
  static_assert(NumbersText::kMost < kInstants.size());
  const wire::Start* last = &starts.front();
  for (const wire::Start& start : starts.subspan(1)) {
    const string_view text = numbers.of(last->price_cents(), last->score());
    std::memcpy(out, text.data(), NumbersText::kMost);
    out += text.size();
    write_instants(start);
    std::memcpy(out, instants.data(), instants.size());
    out += instants.size();
    last = &start;
  }
  const string_view text = numbers.of(last->price_cents(), last->score());
  std::memcpy(out, text.data(), text.size());
}

}  // namespace booking::availability

#include "wasm/availability/operations/told.h"

#include <array>
#include <cstring>
#include <string_view>

#include "wasm/base/time.h"

namespace booking::availability {
namespace {

using std::string_view;

constexpr string_view kStart = R"({"start":")";
constexpr string_view kEnd = R"(","end":")";
constexpr string_view kPrice = R"(","price_cents":)";
constexpr string_view kScore = R"(,"score":)";
constexpr string_view kClose = "}";
constexpr string_view kComma = ",";
constexpr string_view kInstant = "2026-12-01T09:00:00+02:00";
constexpr size_t kFixed =
    kStart.size() + kInstant.size() + kEnd.size() + kInstant.size() + kPrice.size() + kScore.size() + kClose.size();

constexpr uint32_t magnitude(int32_t value) {
  const auto bits = static_cast<uint32_t>(value);
  return value < 0 ? 0U - bits : bits;
}

constexpr size_t length_of(int32_t value) {
  size_t length = value < 0 ? 2 : 1;
  for (uint32_t rest = magnitude(value); rest >= 10; rest /= 10) ++length;
  return length;
}

/// The last `length` digits of a number, leading zeros with them.
void put_digits(char* at, size_t length, uint32_t value) {
  for (size_t i = length; i-- > 0; value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

/// An instant as text. It remembers the day and the offset that it wrote last, so that of the next one most often only
/// the clock is written.
class InstantText {
 public:
  [[nodiscard]] string_view at(uint32_t instant, int32_t offset) {
    const WallTime wall = wall_at(Instant{static_cast<int32_t>(instant)}, offset);
    if (offset != offset_ || wall < midnight_ || wall - midnight_ >= Minutes{kMinutesPerDay}) begin(wall, offset);
    const auto minutes = static_cast<uint32_t>((wall - midnight_).count);
    put_digits(&text_[11], 2, minutes / 60);
    put_digits(&text_[14], 2, minutes % 60);
    return {text_.data(), text_.size()};
  }

 private:
  void begin(WallTime wall, int32_t offset) {
    const LocalDate date = date_of(wall);
    const CivilDate civil = civil_from_date(date);
    midnight_ = midnight(date);
    offset_ = offset;
    std::memcpy(text_.data(), kInstant.data(), kInstant.size());
    put_digits(&text_[0], 4, static_cast<uint32_t>(civil.year));
    put_digits(&text_[5], 2, static_cast<uint32_t>(civil.month));
    put_digits(&text_[8], 2, static_cast<uint32_t>(civil.day));
    const uint32_t east = magnitude(offset);
    text_[19] = offset < 0 ? '-' : '+';
    put_digits(&text_[20], 2, east / 60);
    put_digits(&text_[23], 2, east % 60);
  }

  std::array<char, kInstant.size()> text_{};
  WallTime midnight_{};
  int32_t offset_ = INT32_MAX;  // none: an offset is less than a day
};

class Writer {
 public:
  explicit Writer(uint8_t* out) : at_(out) {}
  void text(string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  void integer(int32_t value) {
    std::array<char, 11> digits{};
    const size_t length = length_of(value);
    put_digits(digits.data(), length, magnitude(value));
    if (value < 0) digits[0] = '-';
    text({digits.data(), length});
  }

 private:
  uint8_t* at_;
};

}  // namespace

size_t told_bytes(std::span<const wire::Start> starts) {
  if (starts.empty()) return 0;
  size_t bytes = (kFixed + kComma.size()) * starts.size() - kComma.size();
  for (const wire::Start& start : starts) bytes += length_of(start.price_cents()) + length_of(start.score());
  return bytes;
}

void tell(std::span<const wire::Start> starts, uint8_t* out) {
  Writer writer(out);
  InstantText begins;
  InstantText ends;
  for (const wire::Start& start : starts) {
    if (&start != starts.data()) writer.text(kComma);
    writer.text(kStart);
    writer.text(begins.at(start.start(), start.offset()));
    writer.text(kEnd);
    writer.text(ends.at(start.end(), start.end_offset()));
    writer.text(kPrice);
    writer.integer(start.price_cents());
    writer.text(kScore);
    writer.integer(start.score());
    writer.text(kClose);
  }
}

}  // namespace booking::availability

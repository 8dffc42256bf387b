// The starts as JSON, held to what a plain writer makes of the same rows.
#include "told.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "wasm/availability/operations/told.h"

using namespace booking;
using availability::tell;
using availability::told_bytes;

namespace {

std::string plain(const std::vector<wire::Start>& starts) {
  std::string json;
  for (const auto& start : starts) {
    if (!json.empty()) json += ",";
    json += oracle::told_start(static_cast<int>(start.start()), start.offset(), static_cast<int>(start.end()),
                               start.end_offset(), start.price_cents(), start.score());
  }
  return json;
}

/// What is written, and nothing beyond it.
std::string told(const std::vector<wire::Start>& starts) {
  const size_t bytes = told_bytes(starts);
  std::vector<uint8_t> out(bytes + 8, 0xaa);
  tell(starts, out.data());
  for (size_t i = bytes; i < out.size(); ++i) REQUIRE(out[i] == 0xaa);
  return {out.begin(), out.begin() + static_cast<std::ptrdiff_t>(bytes)};
}

wire::Start start(uint32_t at, int16_t offset = 120, int16_t end_offset = 120, int32_t price = 35'000,
                  int32_t score = 0, uint32_t length = 90) {
  return {at, at + length, price, score, offset, end_offset, {}, {}};
}

}  // namespace

TEST_CASE("starts are told as a plain writer tells them, whatever changes from one to the next") {
  constexpr uint32_t kTen = 29'935'200;  // 2026-12-01T08:00Z
  std::vector<wire::Start> many;
  for (uint32_t i = 0; i < 3000; ++i)
    many.push_back(start(kTen + i * 35, 120, 120, 35'000, static_cast<int32_t>(i % 7) * -13'000));
  std::vector<wire::Start> numbers;
  for (const int32_t score : {0, -1, 9, 10, -10, 99, 100, INT32_MIN, INT32_MAX})
    numbers.push_back(start(kTen + static_cast<uint32_t>(numbers.size()) * 15, 120, 120, score, score));
  const std::vector<std::vector<wire::Start>> cases = {
      {},
      {start(kTen)},
      {start(kTen), start(kTen + 15), start(kTen + 134)},
      // Another day, visits over midnight, and back to a day before.
      {start(kTen), start(kTen + 1440), start(kTen + 2220), start(kTen + 2240), start(kTen)},
      // The clock changes between two starts, and within a visit.
      {start(kTen, 60, 60), start(kTen + 15, 60, 0), start(kTen + 30, 0, 0)},
      {start(kTen, -210, -210), start(kTen + 30, -210, -150), start(kTen + 60, 765, 765), start(kTen + 60, -720, -720)},
      // The first and the last date that the engine knows, and a leap day.
      {start(10'957U * 1440), start(33'237U * 1440 + 1300), start(29'829'600)},
      numbers,
      many,
  };
  for (const auto& each : cases) CHECK(told(each) == plain(each));
}

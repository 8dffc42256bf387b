#include "wasm/routing/ingest/reader.h"

namespace booking::routing {
namespace {

constexpr int64_t kMostNumber = int64_t{1} << 53;

std::string_view without_space(std::string_view token) {
  const size_t end = token.find_last_not_of(" \t\r\n");
  return token.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

int64_t digits(std::string_view text) {
  int64_t number = 0;
  for (const char each : text) {
    if (each < '0' || each > '9') return 0;
    number = number * 10 + (each - '0');
    if (number > kMostNumber) return 0;
  }
  return number;
}

}  // namespace

bool Reader::is_good(simdjson::error_code error) {
  switch (error) {
    case simdjson::SUCCESS:
      return true;
    case simdjson::INCORRECT_TYPE:
    case simdjson::NO_SUCH_FIELD:
    case simdjson::NUMBER_ERROR:
    case simdjson::NUMBER_OUT_OF_RANGE:
    case simdjson::STRING_ERROR:
      return false;
    default:
      broken_ = true;
      return false;
  }
}

std::string_view Reader::text(ondemand::value value) {
  ondemand::json_type type{};
  if (!is_good(value.type().get(type))) return {};
  std::string_view read;
  if (type == ondemand::json_type::string) return is_good(value.get_string(true).get(read)) ? read : std::string_view();
  if (type == ondemand::json_type::number) return without_space(value.raw_json_token());
  return {};
}

int64_t Reader::number(ondemand::value value) { return digits(text(value)); }

bool Reader::truth(ondemand::value value) {
  bool read = false;
  return is_good(value.get_bool().get(read)) && read;
}

std::string_view Reader::raw(ondemand::value value) {
  std::string_view read;
  return is_good(value.raw_json().get(read)) ? without_space(read) : std::string_view();
}

}  // namespace booking::routing

// Reading JSON of which nothing is certain: what is not of the expected type reads as empty; what is no JSON is noted.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "wasm/routing/ingest/json.h"
#include "wasm/routing/ingest/pieces.h"

namespace booking::routing {

class Reader {
 public:
  [[nodiscard]] bool broken() const { return broken_; }

  /// `each(key, value)` for every field; nothing for what is no object. `source`, where asked for, is the object as it
  /// came.
  template <class Each>
  void fields(ondemand::value value, Each each, std::string_view* source = nullptr) {
    ondemand::object object;
    if (!is_good(value.get_object().get(object))) return;
    if (source != nullptr) {
      if (!is_good(object.raw_json().get(*source)) || !is_good(object.reset().error())) return;
    }
    for (auto found : object) {
      ondemand::field field;
      std::string_view key;
      if (!is_good(std::move(found).get(field)) || !is_good(field.unescaped_key(true).get(key))) return;
      each(key, field.value());
      if (broken_) return;
    }
  }

  /// `each(value)` for every element; nothing for what is no array.
  template <class Each>
  void elements(ondemand::value value, Each each) {
    ondemand::array array;
    if (!is_good(value.get_array().get(array))) return;
    for (auto found : array) {
      ondemand::value element;
      if (!is_good(std::move(found).get(element))) return;
      each(element);
      if (broken_) return;
    }
  }

  [[nodiscard]] bool is_good(simdjson::error_code error);

  /// A string's text, a number as it is written; empty otherwise. Half a surrogate pair reads as U+FFFD.
  [[nodiscard]] std::string_view text(ondemand::value value);

  /// Of a number, or of a string of digits; 0 otherwise, and for what is beyond 2^53.
  [[nodiscard]] int64_t number(ondemand::value value);

  [[nodiscard]] bool truth(ondemand::value value);

  /// An object or array as it came, passed over.
  [[nodiscard]] std::string_view raw(ondemand::value value);

 private:
  bool broken_ = false;
};

/// `root` reads a document that is one object; Ok, Unreadable where it is none, TooLarge for more than there is room
/// for.
template <class Root>
[[nodiscard]] wire::Status read_object(ondemand::document& document, Reader& reader, const Pieces& pieces, Root root) {
  ondemand::value value;
  if (!reader.is_good(document.get_value().get(value))) return wire::Status::Unreadable;
  ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS || type != ondemand::json_type::object)
    return wire::Status::Unreadable;
  root(value);
  if (reader.broken() || !document.at_end()) return wire::Status::Unreadable;
  return pieces.full ? wire::Status::TooLarge : wire::Status::Ok;
}

}  // namespace booking::routing

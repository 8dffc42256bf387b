// One webhook read by the module that ships, with what it told of it.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "routing_generated.h"
#include "wasm/base/module.h"

extern "C" uint32_t booking_read_webhook(const uint8_t* request, uint32_t length);

namespace booking::testing {

struct Read {
  routing::wire::Status status;
  std::vector<uint8_t> answer;

  [[nodiscard]] const routing::wire::ReadWebhookAnswer* told() const {
    return flatbuffers::GetRoot<routing::wire::ReadWebhookAnswer>(answer.data());
  }
  [[nodiscard]] uint32_t count() const { return told()->events() == nullptr ? 0 : told()->events()->size(); }
  [[nodiscard]] const routing::wire::WebhookEvent& event(uint32_t i) const { return *told()->events()->Get(i); }
  [[nodiscard]] std::string text(const routing::wire::TextSpan& span) const {
    const auto* bytes = told()->text();
    return {reinterpret_cast<const char*>(bytes->data()) + span.first(), span.size()};
  }
};

inline Read read(std::string_view body, routing::wire::Provider provider) {
  flatbuffers::FlatBufferBuilder builder;
  const auto bytes = builder.CreateVector(reinterpret_cast<const uint8_t*>(body.data()), body.size());
  builder.Finish(routing::wire::CreateReadWebhookRequest(builder, bytes, provider));
  const uint32_t size = builder.GetSize();
  uint8_t* const room = booking_reserve(size);
  REQUIRE(room != nullptr);
  std::copy_n(builder.GetBufferPointer(), size, room);
  Read out{static_cast<routing::wire::Status>(booking_read_webhook(room, size)), {}};
  const booking::module::Answer* answer = booking_answer();
  out.answer.assign(answer->ptr, answer->ptr + answer->len);
  return out;
}

}  // namespace booking::testing

// Calling an operation of any module on a copy that ends where the request ends, so that AddressSanitizer sees a read
// beyond it.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "wasm/base/module.h"

namespace fuzz {

/// A broken promise stops the run, and libFuzzer keeps the input.
inline void require(bool kept, const char* promise) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

using Operation = uint32_t (*)(const uint8_t*, uint32_t);

struct Outcome {
  uint32_t status;
  std::vector<uint8_t> answer;
  bool operator==(const Outcome&) const = default;
};

/// `Status` is the module's own enum.
template <class Status>
Outcome call_module(Operation operation, const uint8_t* data, size_t size) {
  const std::unique_ptr<uint8_t[]> exact(new uint8_t[size]);
  std::copy_n(data, size, exact.get());
  Outcome out{operation(exact.get(), static_cast<uint32_t>(size)), {}};
  require(out.status <= static_cast<uint32_t>(Status::MAX), "a status is one of the documented");
  const booking::module::Answer* answer = booking_answer();
  require(out.status == 0 || answer->len == 0, "a refusal has no answer");
  if (out.status == 0) out.answer.assign(answer->ptr, answer->ptr + answer->len);
  return out;
}

template <class Answer>
const Answer* verified(const Outcome& outcome) {
  flatbuffers::Verifier verifier(outcome.answer.data(), outcome.answer.size());
  require(verifier.VerifyBuffer<Answer>(), "an answer verifies against its schema");
  return flatbuffers::GetRoot<Answer>(outcome.answer.data());
}

template <class T>
uint32_t length(const flatbuffers::Vector<T>* vector) {
  return vector ? vector->size() : 0;
}

/// An input of a target for several operations: which one, then its request. `check` is asked about what was answered.
template <class Status, size_t N, class Check>
int call_one_of(const Operation (&operations)[N], const uint8_t* data, size_t size, Check check) {
  if (size == 0) return 0;
  const size_t which = data[0] % N;
  const std::vector<uint8_t> bytes(data + 1, data + size);
  const Outcome outcome = call_module<Status>(operations[which], bytes.data(), bytes.size());
  if (outcome.status == 0) check(which, bytes, outcome);
  return 0;
}

/// Such an input, of a request that was built.
inline std::vector<uint8_t> one_of(int which, const flatbuffers::FlatBufferBuilder& builder) {
  std::vector<uint8_t> made{static_cast<uint8_t>(which)};
  made.insert(made.end(), builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize());
  return made;
}

}  // namespace fuzz

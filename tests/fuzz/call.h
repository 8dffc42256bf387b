// Calling an operation of any module on a copy that ends where the request ends (so that AddressSanitizer sees a read
// beyond it), and changing requests without breaking their structure.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "tests/native/oracle/salons/dice.h"
#include "wasm/base/module.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace fuzz {

/// A broken promise stops the run, and libFuzzer keeps the input.
inline void require(bool kept, const char* promise) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

struct Outcome {
  uint32_t status;
  std::vector<uint8_t> answer;
  bool operator==(const Outcome&) const = default;
};

/// `Status` is the module's own enum.
template <class Status>
Outcome call_module(uint32_t (*operation)(const uint8_t*, uint32_t), const uint8_t* data, size_t size) {
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

/// Payloads of struct vectors: what may be changed while the buffer still verifies.
using Payloads = std::vector<std::span<uint8_t>>;

template <class T>
void add(Payloads& payloads, const flatbuffers::Vector<T>* vector, size_t element) {
  if (length(vector) > 0) payloads.emplace_back(const_cast<uint8_t*>(vector->Data()), vector->size() * element);
}

/// Sets one 16- or 32-bit field to a number that programs get wrong, or moves it a little.
inline void change_field(const Payloads& payloads, oracle::Dice& dice) {
  if (payloads.empty()) return;
  const std::span<uint8_t> payload = dice.pick(payloads);
  const auto change = [&]<class Field>(Field) {
    if (payload.size() < sizeof(Field)) return;
    uint8_t* at =
        payload.data() +
        static_cast<size_t>(dice.between(0, static_cast<int>(payload.size() / sizeof(Field)) - 1)) * sizeof(Field);
    Field value;
    std::memcpy(&value, at, sizeof value);
    const uint32_t wild[] = {
        0, 1, 5, 1440, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, static_cast<uint32_t>(dice.roll())};
    if (dice.percent(50)) value = static_cast<Field>(value + static_cast<Field>(dice.fives(-60, 60)));
    else value = static_cast<Field>(wild[static_cast<size_t>(dice.between(0, 10))]);
    std::memcpy(at, &value, sizeof value);
  };
  if (dice.percent(50)) change(uint16_t{});
  else change(uint32_t{});
}

/// Writes `made` over the input when there is room; else the input stays.
inline size_t replace(uint8_t* data, size_t size, size_t max_size, const std::vector<uint8_t>& made) {
  if (made.size() > max_size) return size;
  std::copy(made.begin(), made.end(), data);
  return made.size();
}

}  // namespace fuzz

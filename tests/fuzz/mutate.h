// How a target makes its next input: a whole new request, the fields of one that still verifies changed, or libFuzzer's
// own changes to the bytes. Bytes alone rarely pass the verifier.
#pragma once

#include <cstring>
#include <span>

#include "tests/fuzz/call.h"
#include "tests/native/oracle/salons/dice.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace fuzz {

/// An input where it lies, as libFuzzer gives it to a mutator.
struct Input {
  uint8_t* data;
  size_t size;
  size_t max_size;

  size_t changed() const { return LLVMFuzzerMutate(data, size, max_size); }
};

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
inline size_t replace(const Input& input, const std::vector<uint8_t>& made) {
  if (made.size() > input.max_size) return input.size;
  std::copy(made.begin(), made.end(), input.data);
  return made.size();
}

/// The input as a request; null where it does not verify.
template <class Request>
const Request* as(const Input& input) {
  flatbuffers::Verifier verifier(input.data, input.size);
  return verifier.VerifyBuffer<Request>() ? flatbuffers::GetRoot<Request>(input.data) : nullptr;
}

/// A new request in so many of a hundred cases, else bytes. `fresh(dice)` makes one.
template <class Fresh>
size_t mutate_bytes(const Input& input, unsigned int seed, int percent, Fresh fresh) {
  oracle::Dice dice(seed);
  return dice.percent(percent) ? replace(input, fresh(dice)) : input.changed();
}

/// In so many of a hundred cases.
struct Odds {
  int fresh;
  /// Of what is not new: bytes, though fields could be changed.
  int bytes;
};

/// `fields(payloads, request)` adds those that may be changed.
template <class Request, class Fresh, class Fields>
size_t mutate_fields(const Input& input, unsigned int seed, Odds odds, Fresh fresh, Fields fields) {
  oracle::Dice dice(seed);
  if (dice.percent(odds.fresh)) return replace(input, fresh(dice));
  const Request* request = dice.percent(odds.bytes) ? nullptr : as<Request>(input);
  if (request == nullptr) return input.changed();
  Payloads payloads;
  fields(payloads, *request);
  for (int i = dice.between(1, 4); i > 0; --i) change_field(payloads, dice);
  return input.size;
}

/// A request that is mostly one text, which keeps its length while its bytes change. `text(request)` is its vector.
template <class Request, class Fresh, class Text>
size_t mutate_text(const Input& input, unsigned int seed, int percent, Fresh fresh, Text text) {
  oracle::Dice dice(seed);
  if (dice.percent(percent)) return replace(input, fresh(dice));
  const Request* request = dice.percent(80) ? as<Request>(input) : nullptr;
  if (request == nullptr) return input.changed();
  const auto* bytes = text(*request);
  if (length(bytes) > 0) LLVMFuzzerMutate(const_cast<uint8_t*>(bytes->data()), bytes->size(), bytes->size());
  return input.size;
}

}  // namespace fuzz

#include "wasm/base/module.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

using namespace booking;

namespace {

enum class Status : uint8_t { Ok = 0, OutOfMemory = 6, Refused = 9 };

/// Answers with the request backwards; an empty request is refused.
Status backwards(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  if (request.empty()) return Status::Refused;
  uint8_t* const copy = arena.take<uint8_t>(request.size());
  if (copy == nullptr) return Status::OutOfMemory;
  std::reverse_copy(request.begin(), request.end(), copy);
  answer = {copy, request.size()};
  return Status::Ok;
}

Status exhaust(std::span<const uint8_t>, Arena& arena, std::span<const uint8_t>& answer) {
  answer = {arena.take<uint8_t>(1), 1};
  while (arena.take<uint8_t>(1u << 20) != nullptr) {
  }
  return Status::OutOfMemory;
}

std::vector<uint8_t> answered() {
  const module::Answer& answer = *booking_answer();
  return {answer.ptr, answer.ptr + answer.len};
}

uint8_t* write(const std::vector<uint8_t>& request) {
  uint8_t* const at = booking_reserve(static_cast<uint32_t>(request.size()));
  REQUIRE(at != nullptr);
  std::copy(request.begin(), request.end(), at);
  return at;
}

}  // namespace

BOOKING_OPERATION(test_backwards, backwards)
BOOKING_OPERATION(test_exhaust, exhaust)

TEST_CASE("an operation reads the request and its answer is found through answer()") {
  const std::vector<uint8_t> request = {1, 2, 3, 4, 5};
  REQUIRE(booking_test_backwards(write(request), 5) == 0);
  CHECK(answered() == std::vector<uint8_t>{5, 4, 3, 2, 1});
}

TEST_CASE("an answer stays as it is until the next call, even if the request is overwritten in place") {
  const std::vector<uint8_t> request = {1, 2, 3};
  uint8_t* const at = write(request);
  REQUIRE(booking_test_backwards(at, 3) == 0);
  std::fill(at, at + 3, uint8_t{0xff});
  CHECK(answered() == std::vector<uint8_t>{3, 2, 1});
  CHECK(booking_abi_version() == module::kAbiVersion);
  CHECK(answered() == std::vector<uint8_t>{3, 2, 1});
}

TEST_CASE("a failed operation leaves no answer") {
  REQUIRE(booking_test_backwards(write({1}), 1) == 0);
  CHECK(booking_test_backwards(write({}), 0) == 9);
  CHECK(booking_answer()->len == 0);
}

TEST_CASE("reserve refuses more than 16 MiB and never refuses with a pointer") {
  CHECK(booking_reserve(0) != nullptr);
  CHECK(booking_reserve(module::kMaxRequestBytes) != nullptr);
  CHECK(booking_reserve(module::kMaxRequestBytes + 1) == nullptr);
  CHECK(booking_reserve(UINT32_MAX) == nullptr);
}

TEST_CASE("a request of the largest size is answered") {
  std::vector<uint8_t> request(module::kMaxRequestBytes);
  for (size_t i = 0; i < request.size(); i++) request[i] = static_cast<uint8_t>(i * 31 >> 3);
  REQUIRE(booking_test_backwards(write(request), module::kMaxRequestBytes) == 0);
  std::reverse(request.begin(), request.end());
  CHECK(answered() == request);
}

TEST_CASE("an operation that runs out of memory says so, and the next one has all of it again") {
  CHECK(booking_test_exhaust(write({1}), 1) == 6);
  CHECK(booking_answer()->len == 0);
  CHECK(booking_test_exhaust(write({1}), 1) == 6);
  REQUIRE(booking_test_backwards(write({1, 2}), 2) == 0);
  CHECK(answered() == std::vector<uint8_t>{2, 1});
}

TEST_CASE("a request may lie anywhere, not only where reserve said") {
  const std::vector<uint8_t> elsewhere = {7, 8, 9};
  REQUIRE(booking_test_backwards(elsewhere.data(), 3) == 0);
  CHECK(answered() == std::vector<uint8_t>{9, 8, 7});
}

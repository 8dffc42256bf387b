// The engine natively at -O3: what the Wasm build is measured against.
//
//   bench_engine <request file> <calls>      prints nanoseconds a call, the best of seven rounds, and the answer's
//   bytes
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "wasm/base/module.h"

extern "C" uint32_t booking_availability(const uint8_t* request, uint32_t length);

int main(int count, char** arguments) {
  if (count != 3) return 2;
  std::ifstream file(arguments[1], std::ios::binary);
  const std::vector<char> request(std::istreambuf_iterator<char>(file), {});
  const int calls = std::atoi(arguments[2]);
  const uint32_t length = static_cast<uint32_t>(request.size());
  uint8_t* at = booking_reserve(length);
  double best = 1e18;
  for (int round = 0; round < 7; ++round) {
    const auto began = std::chrono::steady_clock::now();
    for (int call = 0; call < calls; ++call) {
      std::memcpy(at, request.data(), length);
      if (booking_availability(at, length) != 0) return 1;
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
    if (took.count() / calls < best) best = took.count() / calls;
  }
  std::printf("%.0f %u\n", best, booking_answer()->len);
  return 0;
}

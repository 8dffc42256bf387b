// The audit operations natively at -O3: what the Wasm build is measured against.
//
//   bench_audit leaves|verify <request file> <calls>    prints nanoseconds a call, the best of seven rounds
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "wasm/base/module.h"

extern "C" uint32_t booking_audit_leaves(const uint8_t* request, uint32_t length);
extern "C" uint32_t booking_audit_verify(const uint8_t* request, uint32_t length);

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const auto operation = std::strcmp(arguments[1], "leaves") == 0 ? booking_audit_leaves : booking_audit_verify;
  std::ifstream file(arguments[2], std::ios::binary);
  const std::vector<char> request(std::istreambuf_iterator<char>(file), {});
  const int calls = std::atoi(arguments[3]);
  const auto length = static_cast<uint32_t>(request.size());
  uint8_t* const at = booking_reserve(length);
  double best = 1e18;
  for (int round = 0; round < 7; ++round) {
    const auto began = std::chrono::steady_clock::now();
    for (int call = 0; call < calls; ++call) {
      std::memcpy(at, request.data(), length);
      if (operation(at, length) != 0) return 1;
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
    if (took.count() / calls < best) best = took.count() / calls;
  }
  std::printf("%.0f\n", best);
  return 0;
}

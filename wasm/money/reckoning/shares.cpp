#include "wasm/money/reckoning/shares.h"

#include <array>

namespace booking::money {

void part(int64_t total, std::span<const int64_t> weights, std::span<int64_t> shares) {
  std::array<int64_t, kMostLines> rest{};
  int64_t sum = 0;
  for (const int64_t weight : weights) sum += weight;
  int64_t left = sum == 0 ? 0 : total;
  for (size_t i = 0; i < weights.size(); ++i) {
    shares[i] = sum == 0 ? 0 : total * weights[i] / sum;
    rest[i] = sum == 0 ? 0 : total * weights[i] % sum;
    left -= shares[i];
  }
  for (; left > 0; --left) {
    size_t most = 0;
    for (size_t i = 1; i < weights.size(); ++i) {
      if (rest[i] > rest[most] || (rest[i] == rest[most] && weights[i] > weights[most])) most = i;
    }
    shares[most] += 1;
    rest[most] = -1;  // each gets one cent more at most, for fewer are left than have a remainder
  }
}

}  // namespace booking::money

// Whole cents out of a proportion, so that the parts are the whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace booking::money {

/// Of any amount, and of all amounts of one call together: ten million rand. A product of two is within 10^18.
inline constexpr int64_t kMostCents = 1'000'000'000;
inline constexpr int64_t kWhole = 10'000;  // hundredths of a percent
inline constexpr size_t kMostLines = 200;

/// Parts `total` by `weights` (largest remainder; of equal ones the heavier, then the earlier). `total` and the sum of
/// the weights in [0, kMostCents], at most kMostLines; the shares sum to `total`, or are all 0 where all weights are.
/// None is beyond its weight while `total` is within the sum.
void part(int64_t total, std::span<const int64_t> weights, std::span<int64_t> shares);

/// The tax in an amount that includes it, to the nearest cent, half a cent up: the tax fraction of the Value-Added Tax
/// Act, s 1.
[[nodiscard]] constexpr int64_t tax_within(int64_t gross, int64_t rate) {
  return (2 * gross * rate + kWhole + rate) / (2 * (kWhole + rate));
}

/// `rate` of an amount, to the nearest cent, half a cent up; `numerator` is amounts times rates, summed.
[[nodiscard]] constexpr int64_t rated(int64_t numerator) { return (2 * numerator + kWhole) / (2 * kWhole); }

}  // namespace booking::money

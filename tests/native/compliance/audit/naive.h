// The audit tree as RFC 6962, 2.1 writes it down, word for word and without a thought for cost: what the tests hold the
// tree and its proofs against.
#pragma once

#include <bit>
#include <string>
#include <vector>

#include "wasm/base/sha256.h"

namespace naive {

using booking::Digest;
using Hashes = std::vector<Digest>;

inline Digest sha256(const std::string& text) {
  booking::Sha256 hash;
  hash.update({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  return hash.finish();
}

inline std::string text(const Digest& digest) { return {digest.bytes.begin(), digest.bytes.end()}; }

inline Digest leaf(const std::string& entry) { return sha256(std::string(1, '\0') + entry); }

/// Leaves of entries "0", "1", …
inline Hashes leaves(size_t count) {
  Hashes all;
  for (size_t i = 0; i < count; i++) all.push_back(leaf(std::to_string(i)));
  return all;
}

inline Hashes part(const Hashes& d, size_t from, size_t to) {
  return {d.begin() + static_cast<std::ptrdiff_t>(from), d.begin() + static_cast<std::ptrdiff_t>(to)};
}

/// "k is the largest power of two smaller than n."
inline size_t k(size_t n) {
  size_t power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

inline Digest mth(const Hashes& d) {
  if (d.empty()) return sha256("");
  if (d.size() == 1) return d[0];
  const size_t at = k(d.size());
  return sha256("\1" + text(mth(part(d, 0, at))) + text(mth(part(d, at, d.size()))));
}

inline Hashes path(size_t m, const Hashes& d) {
  if (d.size() == 1) return {};
  const size_t at = k(d.size());
  Hashes proof = m < at ? path(m, part(d, 0, at)) : path(m - at, part(d, at, d.size()));
  proof.push_back(m < at ? mth(part(d, at, d.size())) : mth(part(d, 0, at)));
  return proof;
}

inline Hashes subproof(size_t m, const Hashes& d, bool complete) {
  if (m == d.size()) return complete ? Hashes{} : Hashes{mth(d)};
  const size_t at = k(d.size());
  Hashes proof = m <= at ? subproof(m, part(d, 0, at), complete) : subproof(m - at, part(d, at, d.size()), false);
  proof.push_back(m <= at ? mth(part(d, at, d.size())) : mth(part(d, 0, at)));
  return proof;
}

inline Hashes proof(size_t m, const Hashes& d) { return subproof(m, d, true); }

/// From the leaf up: is the sibling on the left? Two (index, size) with one shape have the same proof for one root.
inline std::string shape(size_t m, size_t n) {
  if (n == 1) return "";
  const size_t at = k(n);
  return m < at ? shape(m, at) + "R" : shape(m - at, n - at) + "L";
}

}  // namespace naive

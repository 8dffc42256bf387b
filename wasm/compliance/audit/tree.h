// The audit tree of RFC 6962 (and 9162), section 2.1: a Merkle tree over a salon's audit entries in the order of their
// numbers. It grows by one leaf for each entry and never changes otherwise.
//
//   leaf = SHA-256(0x00 || entry)      node = SHA-256(0x01 || left || right)      empty tree = SHA-256("")
//
// Node (level, index) is perfect when it covers the 2^level leaves from index * 2^level on and all of them exist.
// Perfect nodes never change. The rest of a tree of n leaves, its right edge, is made of the perfect nodes that n's
// binary digits name, so whoever has some perfect nodes can make roots and proofs of every size that they cover.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "wasm/base/sha256.h"

namespace booking::audit {

[[nodiscard]] Digest leaf_hash(std::span<const uint8_t> entry);
[[nodiscard]] Digest node_hash(const Digest& left, const Digest& right);
[[nodiscard]] Digest empty_root();

/// Perfect nodes that lie side by side: `hashes` are (level, first), (level, first + 1), …
struct Run {
  uint32_t level;
  uint64_t first;
  std::span<const Digest> hashes;
};

/// Some perfect nodes of one tree, which nobody has checked: what follows from them is only as true as they are.
class KnownNodes {
 public:
  /// `runs` ascend by level, then by first, and do not overlap.
  explicit KnownNodes(std::span<const Run> runs) : runs_(runs) {}

  /// False when a node that this one is made of is not known. Cost: at most two hashes per node below that is known.
  [[nodiscard]] bool perfect(uint32_t level, uint64_t index, Digest& out) const;

  /// The hash over the leaves [begin, end), end > begin and begin a multiple of the smallest power of two >= end -
  /// begin.
  [[nodiscard]] bool subtree(uint64_t begin, uint64_t end, Digest& out) const;

  /// MTH of RFC 6962 of the first `size` leaves.
  [[nodiscard]] bool root(uint64_t size, Digest& out) const;

 private:
  [[nodiscard]] const Digest* known(uint32_t level, uint64_t index) const;

  std::span<const Run> runs_;
};

/// A tree has fewer leaves than 2^63, so no path is longer than this.
inline constexpr uint32_t kLongestPath = 64;

/// The nodes of a proof, from the leaf towards the root.
struct Path {
  std::array<Digest, kLongestPath> nodes;
  uint32_t length = 0;

  void add(const Digest& node) { nodes[length++] = node; }
  [[nodiscard]] std::span<const Digest> view() const { return {nodes.data(), length}; }
};

/// PATH(index, D[size]) of RFC 6962, 2.1.1; index < size. False when a node is not known.
[[nodiscard]] bool inclusion_path(const KnownNodes& nodes, uint64_t index, uint64_t size, Path& out);

/// PROOF(from, D[size]) of RFC 6962, 2.1.2; 0 < from <= size. False when a node is not known.
[[nodiscard]] bool consistency_path(const KnownNodes& nodes, uint64_t from, uint64_t size, Path& out);

}  // namespace booking::audit

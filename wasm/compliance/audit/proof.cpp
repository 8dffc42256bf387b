#include "wasm/compliance/audit/proof.h"

#include <bit>

#include "wasm/compliance/audit/tree.h"

namespace booking::audit {

// `node` and `last` are the RFC's fn and sn: on each level the index of the node that was reached, and of the last
// node.

bool verify_inclusion(const Digest& leaf, uint64_t index, uint64_t size, const Digest& root,
                      std::span<const Digest> path) {
  if (index >= size) return false;
  uint64_t node = index;
  uint64_t last = size - 1;
  Digest hash = leaf;
  for (const Digest& sibling : path) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      hash = node_hash(sibling, hash);
      // The last node has no right sibling on these levels: it rises unchanged.
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(uint64_t from, const Digest& from_root, uint64_t size, const Digest& root,
                        std::span<const Digest> path) {
  if (from == 0 || from > size) return false;
  if (from == size) return path.empty() && from_root == root;
  if (path.empty()) return false;
  uint64_t node = from - 1;
  uint64_t last = size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  // A power of two of leaves is a perfect node, and its root is the first node of the path.
  const bool perfect = std::has_single_bit(from);
  Digest old_hash = perfect ? from_root : path[0];
  Digest new_hash = old_hash;
  for (const Digest& sibling : perfect ? path : path.subspan(1)) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      old_hash = node_hash(sibling, old_hash);
      new_hash = node_hash(sibling, new_hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = node_hash(new_hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == from_root && new_hash == root;
}

}  // namespace booking::audit

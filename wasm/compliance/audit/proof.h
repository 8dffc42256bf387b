// Proofs of the audit tree, checked by whoever does not trust the salon's database (RFC 9162, 2.1.3.2 and 2.1.4.2).
//
// A proof says something about a root, and only a signed checkpoint says which size a root is of: the same nodes may
// prove one leaf under two sizes whose paths have the same shape. So take `size` and `root` from one signed note.
#pragma once

#include <cstdint>
#include <span>

#include "wasm/base/sha256.h"

namespace booking::audit {

/// Is `leaf` entry number `index` (from 0) of the tree of `size` leaves with that root?
[[nodiscard]] bool verify_inclusion(const Digest& leaf, uint64_t index, uint64_t size, const Digest& root,
                                    std::span<const Digest> path);

/// Is the tree of `size` leaves the one of `from` leaves with more after them? A tree of no leaves is what every tree
/// began with; that needs no proof, so `from` must be at least 1.
[[nodiscard]] bool verify_consistency(uint64_t from, const Digest& from_root, uint64_t size, const Digest& root,
                                      std::span<const Digest> path);

}  // namespace booking::audit

#include "wasm/compliance/audit/tree.h"

#include <algorithm>
#include <bit>

namespace booking::audit {
namespace {

/// The largest power of two that is smaller than `leaves`, where RFC 6962 parts a tree; leaves >= 2.
uint64_t split(uint64_t leaves) { return std::bit_floor(leaves - 1); }

}  // namespace

Digest leaf_hash(std::span<const uint8_t> entry) {
  constexpr uint8_t kLeaf[] = {0};
  Sha256 hash;
  hash.update(kLeaf);
  hash.update(entry);
  return hash.finish();
}

Digest node_hash(const Digest& left, const Digest& right) {
  constexpr uint8_t kNode[] = {1};
  Sha256 hash;
  hash.update(kNode);
  hash.update(left.bytes);
  hash.update(right.bytes);
  return hash.finish();
}

Digest empty_root() { return Sha256().finish(); }

const Digest* KnownNodes::known(uint32_t level, uint64_t index) const {
  const auto after = std::upper_bound(runs_.begin(), runs_.end(), index, [level](uint64_t wanted, const Run& run) {
    return level != run.level ? level < run.level : wanted < run.first;
  });
  if (after == runs_.begin()) return nullptr;
  const Run& run = *(after - 1);
  if (run.level != level || index - run.first >= run.hashes.size()) return nullptr;
  return &run.hashes[static_cast<size_t>(index - run.first)];
}

bool KnownNodes::perfect(uint32_t level, uint64_t index, Digest& out) const {
  if (const Digest* const hash = known(level, index); hash != nullptr) {
    out = *hash;
    return true;
  }
  if (level == 0) return false;
  Digest left;
  Digest right;
  if (!perfect(level - 1, 2 * index, left) || !perfect(level - 1, 2 * index + 1, right)) return false;
  out = node_hash(left, right);
  return true;
}

bool KnownNodes::subtree(uint64_t begin, uint64_t end, Digest& out) const {
  const uint64_t leaves = end - begin;
  if (std::has_single_bit(leaves)) {
    const auto level = static_cast<uint32_t>(std::countr_zero(leaves));
    return perfect(level, begin >> level, out);
  }
  const uint64_t middle = begin + split(leaves);
  Digest left;
  Digest right;
  if (!subtree(begin, middle, left) || !subtree(middle, end, right)) return false;
  out = node_hash(left, right);
  return true;
}

bool KnownNodes::root(uint64_t size, Digest& out) const {
  if (size > 0) return subtree(0, size, out);
  out = empty_root();
  return true;
}

bool inclusion_path(const KnownNodes& nodes, uint64_t index, uint64_t size, Path& out) {
  // From the root down; the RFC wants the siblings from the leaf up.
  std::array<Digest, kLongestPath> down;
  uint32_t depth = 0;
  for (uint64_t begin = 0, end = size; end - begin > 1;) {
    const uint64_t middle = begin + split(end - begin);
    const bool left = index < middle;
    if (!nodes.subtree(left ? middle : begin, left ? end : middle, down[depth++])) return false;
    (left ? end : begin) = middle;
  }
  out.length = 0;
  while (depth > 0) out.add(down[--depth]);
  return true;
}

bool consistency_path(const KnownNodes& nodes, uint64_t from, uint64_t size, Path& out) {
  out.length = 0;
  if (from == size) return true;
  std::array<Digest, kLongestPath> down;
  uint32_t depth = 0;
  uint64_t begin = 0;
  uint64_t end = size;
  while (from != end) {
    const uint64_t middle = begin + split(end - begin);
    const bool left = from <= middle;
    if (!nodes.subtree(left ? middle : begin, left ? end : middle, down[depth++])) return false;
    (left ? end : begin) = middle;
  }
  // What is left, [begin, from), is the whole old tree where it is a left child all the way: its root is known already.
  if (begin != 0) {
    Digest rest;
    if (!nodes.subtree(begin, end, rest)) return false;
    out.add(rest);
  }
  while (depth > 0) out.add(down[--depth]);
  return true;
}

}  // namespace booking::audit

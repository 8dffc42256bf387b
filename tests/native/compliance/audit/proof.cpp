#include "wasm/compliance/audit/proof.h"

#include <catch2/catch.hpp>

#include "tests/native/compliance/audit/naive.h"

using namespace booking;
using namespace booking::audit;

namespace {

/// Every way in which a proof is not itself: a bit flipped in each node, one left out, one doubled, one too many, two
/// that changed places.
std::vector<naive::Hashes> mutations(const naive::Hashes& proof) {
  std::vector<naive::Hashes> all;
  for (size_t i = 0; i < proof.size(); i++) {
    naive::Hashes flipped = proof;
    flipped[i].bytes[(i * 5) % 32] ^= static_cast<uint8_t>(1u << (i % 8));
    all.push_back(flipped);
    naive::Hashes shorter = proof;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
    all.push_back(shorter);
    naive::Hashes doubled = proof;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
    all.push_back(doubled);
    for (size_t j = i + 1; j < proof.size(); j++) {
      naive::Hashes swapped = proof;
      std::swap(swapped[i], swapped[j]);
      all.push_back(swapped);
    }
  }
  naive::Hashes longer = proof;
  longer.push_back(Digest{});
  all.push_back(longer);
  return all;
}

Digest flipped(Digest digest, size_t bit) {
  digest.bytes[bit / 8 % 32] ^= static_cast<uint8_t>(1u << (bit % 8));
  return digest;
}

// Sanitizers make it ten times slower, and look for other mistakes: one size in seven will do for them.
#if __has_feature(address_sanitizer)
constexpr size_t kStride = 7;
#else
constexpr size_t kStride = 1;
#endif

}  // namespace

TEST_CASE("the RFC's proofs hold for every size to 130") {
  const naive::Hashes leaves = naive::leaves(130);
  for (size_t size = 1; size <= leaves.size(); size += kStride) {
    const naive::Hashes own = naive::part(leaves, 0, size);
    const Digest root = naive::mth(own);
    for (size_t i = 0; i < size; i++) {
      REQUIRE(verify_inclusion(leaves[i], i, size, root, naive::path(i, own)));
      const Digest old = naive::mth(naive::part(leaves, 0, i + 1));
      REQUIRE(verify_consistency(i + 1, old, size, root, naive::proof(i + 1, own)));
    }
  }
}

TEST_CASE("no changed inclusion proof holds, nor one for another leaf, root or place") {
  const naive::Hashes leaves = naive::leaves(40);
  for (size_t size = 1; size <= leaves.size(); size++) {
    const naive::Hashes own = naive::part(leaves, 0, size);
    const Digest root = naive::mth(own);
    for (size_t i = 0; i < size; i++) {
      const naive::Hashes proof = naive::path(i, own);
      for (const naive::Hashes& changed : mutations(proof))
        REQUIRE_FALSE(verify_inclusion(leaves[i], i, size, root, changed));
      REQUIRE_FALSE(verify_inclusion(flipped(leaves[i], size + i), i, size, root, proof));
      REQUIRE_FALSE(verify_inclusion(leaves[i], i, size, flipped(root, size + i), proof));
      for (size_t other = 0; other < 2 * size; other++)
        if (other != i) REQUIRE_FALSE(verify_inclusion(leaves[i], other, size, root, proof));
      for (size_t wrong = 0; wrong < 2 * size + 2; wrong++) {
        const bool alike = wrong > i && naive::shape(i, wrong) == naive::shape(i, size);
        REQUIRE(verify_inclusion(leaves[i], i, wrong, root, proof) == alike);
      }
    }
  }
}

TEST_CASE("no changed consistency proof holds, nor one for other roots or sizes") {
  const naive::Hashes leaves = naive::leaves(40);
  for (size_t size = 1; size <= leaves.size(); size++) {
    const naive::Hashes own = naive::part(leaves, 0, size);
    const Digest root = naive::mth(own);
    for (size_t from = 1; from <= size; from++) {
      const Digest old = naive::mth(naive::part(leaves, 0, from));
      const naive::Hashes proof = naive::proof(from, own);
      for (const naive::Hashes& changed : mutations(proof))
        REQUIRE_FALSE(verify_consistency(from, old, size, root, changed));
      REQUIRE_FALSE(verify_consistency(from, flipped(old, size + from), size, root, proof));
      REQUIRE_FALSE(verify_consistency(from, old, size, flipped(root, size + from), proof));
      REQUIRE_FALSE(verify_consistency(0, old, size, root, proof));
      REQUIRE_FALSE(verify_consistency(size + 1, old, size, root, proof));
      for (size_t other = 1; other <= size; other++) {
        // A fork: the old tree had another last leaf.
        naive::Hashes fork = naive::part(leaves, 0, from);
        fork.back() = flipped(fork.back(), other);
        REQUIRE_FALSE(verify_consistency(from, naive::mth(fork), size, root, proof));
        if (other != from) REQUIRE_FALSE(verify_consistency(other, old, size, root, proof));
      }
    }
  }
}

TEST_CASE("sizes near the end of 64 bits neither loop nor pass") {
  const Digest any = naive::leaf("any");
  const naive::Hashes path(64, any);
  constexpr uint64_t kMost = ~uint64_t{0};
  CHECK_FALSE(verify_inclusion(any, kMost - 1, kMost, any, path));
  CHECK_FALSE(verify_inclusion(any, 0, 0, any, {}));
  CHECK_FALSE(verify_consistency(1, any, kMost, any, path));
  CHECK_FALSE(verify_consistency(kMost - 1, any, kMost, any, path));
}

#include "wasm/compliance/audit/tree.h"

#include <catch2/catch.hpp>

#include "tests/native/compliance/audit/naive.h"
#include "wasm/compliance/audit/tiles.h"

using namespace booking;
using namespace booking::audit;

namespace {

constexpr size_t kMost = 300;

// Sanitizers make it ten times slower, and look for other mistakes: one size in seven will do for them.
#if __has_feature(address_sanitizer)
constexpr size_t kStride = 7;
#else
constexpr size_t kStride = 1;
#endif

naive::Hashes listed(const Path& path) { return {path.view().begin(), path.view().end()}; }

/// The rows from which the tree of `size` leaves is read: its right edge, and the tiles over `indices`.
class Rows {
 public:
  Rows(const naive::Hashes& leaves, uint64_t size, std::vector<uint64_t> indices) {
    uint64_t nodes = size;
    naive::Hashes level(leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(size));
    for (uint32_t height = 0; nodes > 0; height++) {
      std::vector<uint64_t> tiles;
      for (const uint64_t index : indices) tiles.push_back(index >> (4 * (height + 1)));
      tiles.push_back(nodes / kTileWidth);  // the edge: nodes that no tile holds yet
      std::sort(tiles.begin(), tiles.end());
      tiles.erase(std::unique(tiles.begin(), tiles.end()), tiles.end());
      for (const uint64_t tile : tiles) keep(height, level, tile * kTileWidth);
      naive::Hashes above;
      for (uint64_t i = 0; i + kTileWidth <= nodes; i += kTileWidth)
        above.push_back(naive::mth(naive::part(level, i, i + kTileWidth)));
      level = above;
      nodes = above.size();
    }
    for (size_t i = 0; i < kept_.size(); i++) runs_.push_back({starts_[i].first, starts_[i].second, kept_[i]});
  }

  [[nodiscard]] KnownNodes known() const { return KnownNodes(runs_); }
  [[nodiscard]] size_t count() const { return runs_.size(); }

 private:
  void keep(uint32_t height, const naive::Hashes& level, uint64_t first) {
    if (first >= level.size()) return;
    starts_.emplace_back(height * kTileLevels, first);
    kept_.push_back(naive::part(level, first, std::min<uint64_t>(first + kTileWidth, level.size())));
  }

  std::vector<std::pair<uint32_t, uint64_t>> starts_;
  std::vector<naive::Hashes> kept_;
  std::vector<Run> runs_;
};

}  // namespace

TEST_CASE("leaves and nodes are hashed with marks of their own") {
  CHECK(leaf_hash({}) == naive::leaf(""));
  const naive::Hashes two = naive::leaves(2);
  CHECK(node_hash(two[0], two[1]) == naive::mth(two));
  CHECK(empty_root() == naive::sha256(""));
}

TEST_CASE("root and both proofs are the RFC's for every size to 300, from the leaves alone") {
  const naive::Hashes leaves = naive::leaves(kMost);
  const Run all[] = {{0, 0, leaves}};
  const KnownNodes nodes(all);
  for (size_t size = 0; size <= kMost; size += kStride) {
    const naive::Hashes own = naive::part(leaves, 0, size);
    Digest root;
    REQUIRE(nodes.root(size, root));
    REQUIRE(root == naive::mth(own));
    const size_t step = size < 70 ? 1 : 7;
    for (size_t i = 0; i < size; i += step) {
      Path path;
      REQUIRE(inclusion_path(nodes, i, size, path));
      REQUIRE(listed(path) == naive::path(i, own));
      REQUIRE(consistency_path(nodes, i + 1, size, path));
      REQUIRE(listed(path) == naive::proof(i + 1, own));
    }
  }
}

TEST_CASE("the right edge and the tiles over an entry are enough for its proofs, and few rows") {
  constexpr size_t kLarge = 4'500;  // tiles of three heights
  const naive::Hashes leaves = naive::leaves(kLarge);
  for (const size_t size : {1u, 15u, 16u, 17u, 255u, 256u, 257u, 300u, 4095u, 4096u, 4097u, 4500u}) {
    const naive::Hashes own = naive::part(leaves, 0, size);
    for (const size_t index : {size_t{0}, size_t{15}, size_t{16}, size_t{200}, size / 2, size - 1}) {
      if (index >= size) continue;
      const Rows rows(leaves, size, {index});
      Digest root;
      Path path;
      REQUIRE(rows.known().root(size, root));
      REQUIRE(root == naive::mth(own));
      REQUIRE(inclusion_path(rows.known(), index, size, path));
      REQUIRE(listed(path) == naive::path(index, own));
      REQUIRE(consistency_path(rows.known(), index + 1, size, path));
      REQUIRE(listed(path) == naive::proof(index + 1, own));
      REQUIRE(rows.count() <= 8);
    }
  }
}

TEST_CASE("a node that nobody gave is asked for, not made up") {
  const naive::Hashes leaves = naive::leaves(20);
  const naive::Hashes hole = naive::part(leaves, 0, 7);
  const naive::Hashes rest = naive::part(leaves, 8, 20);
  const Run runs[] = {{0, 0, hole}, {0, 8, rest}};
  const KnownNodes nodes(runs);
  Digest root;
  Path path;
  CHECK(nodes.root(7, root));
  CHECK_FALSE(nodes.root(8, root));
  CHECK_FALSE(inclusion_path(nodes, 6, 20, path));
  CHECK_FALSE(consistency_path(nodes, 12, 20, path));
  CHECK(nodes.perfect(2, 3, root));
  CHECK_FALSE(nodes.perfect(31, 0, root));
}

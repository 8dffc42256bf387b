// What is stored of an audit tree: tiles of 16 sibling nodes, on every fourth level. Tile (height, position) holds the
// nodes (4 * height, 16 * position + 0 … 15), and is stored once all of them are perfect; it never changes after that.
// One row for every 15 entries, where a row for every node would double what an entry costs; a proof reads at most 16
// rows a height.
//
// The hashes below a tile stand in the tile of the next lower height, those below the lowest in the entries themselves:
// so every stored hash stands against the hashes it was made of, and what was altered can be found.
#pragma once

#include <cstdint>

namespace booking::audit {

inline constexpr uint32_t kTileLevels = 4;
inline constexpr uint64_t kTileWidth = 16;
/// Sizes are 32-bit numbers: nothing is complete above this height.
inline constexpr uint32_t kTileHeights = 8;

struct Tile {
  uint32_t height;
  uint64_t position;

  [[nodiscard]] uint32_t level() const { return height * kTileLevels; }
  [[nodiscard]] uint64_t first() const { return position * kTileWidth; }
};

/// How many tiles of that height a tree of `size` entries has.
[[nodiscard]] constexpr uint64_t complete_tiles(uint64_t size, uint32_t height) {
  return size >> (kTileLevels * (height + 1));
}

}  // namespace booking::audit

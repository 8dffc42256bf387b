// What the detectors remember of one salon between two sweeps: 48 KB at most, kept as one blob.
//
// Sources (keyed hashes of addresses) that did something remarkable have a slot of their own; what everybody does,
// looking at free times, is counted in a Count-Min sketch first (Cormode and Muthukrishnan 2005), which over-counts and
// never under-counts. Every count halves in half an hour, an EWMA in whole numbers, so the past need not be kept.
#pragma once

#include <array>
#include <cstdint>

namespace booking::compliance {

/// In the order of wire::Detector.
inline constexpr int kDetectors = 6;

/// Counts are in 1/256, so that they can halve. Seconds since 1970-01-01T00:00Z.
inline constexpr int kCountBits = 8;
inline constexpr uint32_t kOne = 1u << kCountBits;
inline constexpr uint32_t kHalfLife = 1'800;

struct Source {
  uint64_t key;         // 0: the slot is free
  uint64_t accounts;    // telephone numbers whose codes were guessed, a bit for each by hash: at least so many
  uint64_t references;  // links and holds that do not exist
  uint64_t dates;       // dates looked at, modulo 64
  uint32_t last;        // when the counts below were last halved
  uint32_t failed, worked;
  uint32_t missed, found;
  uint32_t held, confirmed;
  uint32_t forged;
  uint32_t declines;  // CUSUM (Page 1954)
  std::array<uint32_t, kDetectors> quiet_until;
  std::array<uint8_t, 8> strikes;  // by detector; the last two are padding
};
static_assert(sizeof(Source) == 104);

inline constexpr uint32_t kSources = 384;
inline constexpr uint32_t kSketchRows = 4;
inline constexpr uint32_t kSketchColumns = 1'024;

struct State {
  uint32_t layout;
  uint32_t sketch_halved;                                                // when the sketch was last halved
  std::array<std::array<uint16_t, kSketchColumns>, kSketchRows> sketch;  // days looked at, by source
  std::array<Source, kSources> sources;
};
static_assert(sizeof(State) <= 65'536);

inline constexpr uint32_t kLayout = 1;

/// `count` after `elapsed` seconds: halved for every half-life, straight between two halvings.
constexpr uint32_t decayed(uint32_t count, uint32_t elapsed) {
  const uint32_t halvings = elapsed / kHalfLife;
  if (halvings >= 32) return 0;
  const uint32_t whole = count >> halvings;
  return whole - static_cast<uint32_t>(uint64_t{whole} * (elapsed % kHalfLife) / (uint64_t{2} * kHalfLife));
}

/// SplitMix64's finaliser: spreads a hash over a row of the sketch or a bitmap.
constexpr uint64_t mixed(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

/// Adds to the sketch what the source looked at and returns its count: never less than it was, and more only where
/// another source shares all four columns.
uint32_t count_looks(State& state, uint64_t source, uint32_t days, uint32_t at);

/// The source's slot, its counts as of `at`. A new source takes a free one, else that of whoever is least remarkable.
Source& slot_of(State& state, uint64_t source, uint32_t at);

}  // namespace booking::compliance

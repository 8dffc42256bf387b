#include "wasm/base/sha256.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace booking {
namespace {

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (4.2.2).
constexpr uint32_t kRound[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

uint32_t big_endian(const uint8_t* at) {
  return uint32_t{at[0]} << 24 | uint32_t{at[1]} << 16 | uint32_t{at[2]} << 8 | uint32_t{at[3]};
}

void write_big_endian(uint8_t* at, uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; i--, value >>= 8) at[i] = static_cast<uint8_t>(value);
}

/// One round (6.2.2, step 3). The standard moves the eight working variables on by one name; here the caller does, by
/// the order of its arguments, and only `d` and `h` change.
inline void round(uint32_t a, uint32_t b, uint32_t c, uint32_t& d, uint32_t e, uint32_t f, uint32_t g, uint32_t& h,
                  uint32_t schedule_and_constant) {
  const uint32_t t1 =
      h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + (g ^ (e & (f ^ g))) + schedule_and_constant;
  d += t1;
  h = t1 + (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) | (c & (a | b)));
}

void compress(std::array<uint32_t, 8>& state, const uint8_t* block) {
  uint32_t w[64];
  for (size_t i = 0; i < 16; i++) w[i] = big_endian(block + 4 * i);
  for (int i = 16; i < 64; i++) {
    const uint32_t early = w[i - 15];
    const uint32_t late = w[i - 2];
    w[i] = w[i - 16] + (std::rotr(early, 7) ^ std::rotr(early, 18) ^ (early >> 3)) + w[i - 7] +
           (std::rotr(late, 17) ^ std::rotr(late, 19) ^ (late >> 10));
  }
  uint32_t a = state[0];
  uint32_t b = state[1];
  uint32_t c = state[2];
  uint32_t d = state[3];
  uint32_t e = state[4];
  uint32_t f = state[5];
  uint32_t g = state[6];
  uint32_t h = state[7];
  for (int i = 0; i < 64; i += 8) {
    round(a, b, c, d, e, f, g, h, kRound[i] + w[i]);
    round(h, a, b, c, d, e, f, g, kRound[i + 1] + w[i + 1]);
    round(g, h, a, b, c, d, e, f, kRound[i + 2] + w[i + 2]);
    round(f, g, h, a, b, c, d, e, kRound[i + 3] + w[i + 3]);
    round(e, f, g, h, a, b, c, d, kRound[i + 4] + w[i + 4]);
    round(d, e, f, g, h, a, b, c, kRound[i + 5] + w[i + 5]);
    round(c, d, e, f, g, h, a, b, kRound[i + 6] + w[i + 6]);
    round(b, c, d, e, f, g, h, a, kRound[i + 7] + w[i + 7]);
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

}  // namespace

void Sha256::update(std::span<const uint8_t> piece) {
  size_t filled = length_ % kBlockBytes;
  length_ += piece.size();
  while (!piece.empty()) {
    if (filled == 0 && piece.size() >= kBlockBytes) {
      compress(state_, piece.data());
      piece = piece.subspan(kBlockBytes);
      continue;
    }
    const size_t taken = std::min(piece.size(), kBlockBytes - filled);
    std::memcpy(block_.data() + filled, piece.data(), taken);
    piece = piece.subspan(taken);
    filled = (filled + taken) % kBlockBytes;
    if (filled == 0) compress(state_, block_.data());
  }
}

Digest Sha256::finish() {
  constexpr size_t kLengthAt = kBlockBytes - 8;
  size_t filled = length_ % kBlockBytes;
  block_[filled++] = 0x80;
  if (filled > kLengthAt) {
    std::memset(block_.data() + filled, 0, kBlockBytes - filled);
    compress(state_, block_.data());
    filled = 0;
  }
  std::memset(block_.data() + filled, 0, kLengthAt - filled);
  write_big_endian(block_.data() + kLengthAt, length_ * 8, 8);
  compress(state_, block_.data());
  Digest digest;
  for (size_t i = 0; i < 8; i++) write_big_endian(digest.bytes.data() + 4 * i, state_[i], 4);
  return digest;
}

}  // namespace booking

// SHA-256 (FIPS 180-4): the hash of the audit tree. Own code, since a module imports nothing and has no heap.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace booking {

struct Digest {
  std::array<uint8_t, 32> bytes;
  bool operator==(const Digest&) const = default;
};
static_assert(sizeof(Digest) == 32, "digests lie side by side in buffers");

/// One message, fed in pieces. At most 2^61 - 1 bytes.
class Sha256 {
 public:
  static constexpr size_t kBlockBytes = 64;

  void update(std::span<const uint8_t> piece);

  /// The digest of everything fed so far. The object is spent.
  [[nodiscard]] Digest finish();

 private:
  // The first 32 bits of the fractional parts of the square roots of the first eight primes (5.3.3).
  std::array<uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<uint8_t, kBlockBytes> block_{};
  uint64_t length_ = 0;
};

}  // namespace booking

// Reading requests and writing answers with FlatBuffers inside the arena.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <cstdint>
#include <span>

#include "wasm/base/arena.h"

namespace booking {

/// The request as a table, or nullptr when the bytes do not verify. Memory a request may name is bounded by its own
/// length.
template <class Table>
[[nodiscard]] const Table* read_request(std::span<const uint8_t> bytes) {
  if (bytes.size() < 8 || reinterpret_cast<uintptr_t>(bytes.data()) % alignof(uint32_t) != 0) return nullptr;
  flatbuffers::Verifier verifier(bytes.data(), bytes.size(), 16, 64);
  if (!verifier.VerifyBuffer<Table>(nullptr)) return nullptr;
  return flatbuffers::GetRoot<Table>(bytes.data());
}

/// One block for a builder that knows its size beforehand, so that it never asks for a second.
class OneBlock final : public flatbuffers::Allocator {
 public:
  OneBlock(Arena& arena, size_t bytes) : bytes_((bytes + 15) / 16 * 16), block_(arena.take<uint8_t>(bytes_)) {}
  [[nodiscard]] bool ok() const { return block_ != nullptr; }
  [[nodiscard]] size_t bytes() const { return bytes_; }
  uint8_t* allocate(size_t) override { return block_; }
  void deallocate(uint8_t*, size_t) override {}

 private:
  size_t bytes_;  // whole largest scalars, as the builder rounds up
  uint8_t* block_;
};

inline constexpr size_t kTableOverhead =
    256;  // bytes: root, vtable, fields, vector lengths and padding of any answer here

}  // namespace booking

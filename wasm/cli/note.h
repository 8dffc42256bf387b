// Signed notes (C2SP signed-note, tlog-checkpoint): what a checkpoint says and who signed it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wasm/base/sha256.h"

namespace booking::cli {

/// A verifier key, `name+hash+base64(1 || 32 bytes)`: Ed25519 alone.
struct VerifierKey {
  std::string name;
  std::array<uint8_t, 4> hash;
  std::array<uint8_t, 32> key;
};

/// Nothing when the text is no such key, or its hash is not that of its name and bytes.
std::optional<VerifierKey> read_key(std::string_view text);

struct Checkpoint {
  std::string origin;
  uint64_t size;
  Digest root;
};

/// Nothing unless the note is a checkpoint of the log that the key names, signed by that key.
std::optional<Checkpoint> read_checkpoint(std::string_view note, const VerifierKey& key);

/// Standard base64 with padding; nothing when the text is none.
std::optional<std::string> from_base64(std::string_view text);

std::string to_base64(const Digest& digest);

/// A hash in base64; nothing when it is no 32 bytes.
std::optional<Digest> read_digest(std::string_view text);

}  // namespace booking::cli

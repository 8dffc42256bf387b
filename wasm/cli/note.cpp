#include "wasm/cli/note.h"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace booking::cli {
namespace {

constexpr char kEd25519 = 1;
constexpr std::string_view kSignatureMark = "\xE2\x80\x94 ";  // an em dash and a space

std::span<const uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

/// The first line, without its end; the rest stays in `text`.
std::string_view take_line(std::string_view& text) {
  const size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

bool verifies(const VerifierKey& key, std::string_view text, std::string_view signature) {
  EVP_PKEY* const own = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.key.data(), key.key.size());
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  const bool good =
      own != nullptr && context != nullptr && EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, own) == 1 &&
      EVP_DigestVerify(context, bytes(signature).data(), signature.size(), bytes(text).data(), text.size()) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(own);
  return good;
}

/// One of the note's signature lines is the key's and good. Those of other keys, such as witnesses, are passed over.
bool signed_by(const VerifierKey& key, std::string_view text, std::string_view signatures) {
  while (!signatures.empty()) {
    std::string_view line = take_line(signatures);
    if (!line.starts_with(kSignatureMark)) return false;
    line.remove_prefix(kSignatureMark.size());
    const size_t space = line.find(' ');
    if (space == std::string_view::npos || line.substr(0, space) != key.name) continue;
    const auto signature = from_base64(line.substr(space + 1));
    if (!signature || signature->size() != key.hash.size() + 64) continue;
    const std::string_view whole = *signature;
    if (!std::ranges::equal(bytes(whole.substr(0, key.hash.size())), key.hash)) continue;
    if (verifies(key, text, whole.substr(key.hash.size()))) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::vector<uint8_t> decoded(text.size() / 4 * 3 + 1);
  const int length = EVP_DecodeBlock(decoded.data(), bytes(text).data(), static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  const int padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;  // decoded as zeros
  // One text for one value: bits that a decoder passes over are no second way to write it.
  std::string again(text.size() + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<uint8_t*>(again.data()), decoded.data(), length - padding);
  if (!again.starts_with(text)) return std::nullopt;
  return std::string(decoded.begin(), decoded.begin() + length - padding);
}

std::string to_base64(const Digest& digest) {
  std::array<uint8_t, 45> text{};
  EVP_EncodeBlock(text.data(), digest.bytes.data(), static_cast<int>(digest.bytes.size()));
  return {text.begin(), text.end() - 1};
}

std::optional<Digest> read_digest(std::string_view text) {
  const auto decoded = from_base64(text);
  Digest digest;
  if (!decoded || decoded->size() != digest.bytes.size()) return std::nullopt;
  std::copy(decoded->begin(), decoded->end(), digest.bytes.begin());
  return digest;
}

std::optional<VerifierKey> read_key(std::string_view text) {
  const size_t first = text.find('+');
  const size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos || second - first != 9) return std::nullopt;
  VerifierKey key{std::string(text.substr(0, first)), {}, {}};
  const auto encoded = from_base64(text.substr(second + 1));
  if (!encoded || encoded->size() != 1 + key.key.size() || encoded->front() != kEd25519) return std::nullopt;
  std::copy(encoded->begin() + 1, encoded->end(), key.key.begin());
  Sha256 hash;
  hash.update(bytes(key.name + "\n"));
  hash.update(bytes(*encoded));
  const Digest digest = hash.finish();
  std::copy_n(digest.bytes.begin(), key.hash.size(), key.hash.begin());
  for (size_t i = 0; i < key.hash.size(); i++) {
    uint8_t byte = 0;
    const char* const at = text.data() + first + 1 + 2 * i;
    if (std::from_chars(at, at + 2, byte, 16).ptr != at + 2 || byte != key.hash[i]) return std::nullopt;
  }
  return key;
}

std::optional<Checkpoint> read_checkpoint(std::string_view note, const VerifierKey& key) {
  const size_t blank = note.find("\n\n");
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view text = note.substr(0, blank + 1);
  if (!signed_by(key, text, note.substr(blank + 2))) return std::nullopt;
  std::string_view rest = text;
  Checkpoint checkpoint{std::string(take_line(rest)), 0, {}};
  const std::string_view size = take_line(rest);
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), checkpoint.size);
  const auto root = read_digest(take_line(rest));
  if (checkpoint.origin != key.name || error != std::errc{} || end != size.data() + size.size() || !root)
    return std::nullopt;
  checkpoint.root = *root;
  return checkpoint;
}

}  // namespace booking::cli

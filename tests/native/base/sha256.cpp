#include "wasm/base/sha256.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

using booking::Digest;
using booking::Sha256;

namespace {

std::span<const uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string hex(const Digest& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const uint8_t byte : digest.bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string sha256(std::string_view text) {
  Sha256 hash;
  hash.update(bytes(text));
  return hex(hash.finish());
}

}  // namespace

// FIPS 180-4's own examples (NIST, "Secure Hash Standard, example values").
TEST_CASE("the standard's examples") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(
      sha256("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrst"
             "nopqrstu") == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  CHECK(sha256(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a message in pieces hashes as the whole, wherever it is cut") {
  std::string text;
  for (int i = 0; i < 200; i++) text += static_cast<char>(i * 7);
  for (size_t length = 0; length <= text.size(); length++) {
    const std::string_view whole(text.data(), length);
    const std::string expected = sha256(whole);
    for (size_t cut = 0; cut <= length; cut += 13) {
      Sha256 hash;
      hash.update(bytes(whole.substr(0, cut)));
      hash.update(bytes(whole.substr(cut)));
      REQUIRE(hex(hash.finish()) == expected);
    }
  }
}

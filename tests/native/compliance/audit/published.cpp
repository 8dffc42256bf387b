// The published vectors of transparency-dev/merkle, where they are at hand: SHARED_DATA names the folder
// (../shared/data beside the checkout by default).
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/native/compliance/audit/naive.h"
#include "wasm/compliance/audit/proof.h"
#include "wasm/compliance/audit/tree.h"

using namespace booking;
using namespace booking::audit;
using nlohmann::json;

namespace {

json published() {
  const char* const folder = std::getenv("SHARED_DATA");
  std::ifstream file(std::string(folder == nullptr ? "../shared/data" : folder) + "/merkle/rfc6962.json");
  return file ? json::parse(file) : json();
}

std::string from_hex(const std::string& text) {
  std::string bytes;
  for (size_t i = 0; i + 1 < text.size(); i += 2) bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  return bytes;
}

std::string from_base64(const std::string& text) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (const char each : text) {
    const size_t digit = digits.find(each);
    if (digit == std::string::npos) continue;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    count += 6;
    if (count >= 8) bytes += static_cast<char>(bits >> (count -= 8) & 0xff);
  }
  return bytes;
}

/// False where the text is no digest: such a case can only be a refusal.
bool digest_of(const json& text, Digest& out) {
  const std::string bytes = text.is_string() ? from_base64(text) : "";
  if (bytes.size() != out.bytes.size()) return false;
  std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
  return true;
}

bool path_of(const json& nodes, naive::Hashes& out) {
  if (nodes.is_null()) return true;
  for (const json& node : nodes) {
    Digest digest;
    if (!digest_of(node, digest)) return false;
    out.push_back(digest);
  }
  return true;
}

}  // namespace

TEST_CASE("the published vectors of RFC 6962") {
  const json data = published();
  if (data.is_null()) {
    WARN("skipped: no merkle/rfc6962.json under SHARED_DATA or ../shared/data");
    return;
  }
  naive::Hashes leaves;
  for (const std::string input : data.at("rfc6962_leaf_inputs_hex")) {
    const std::string bytes = from_hex(input);
    leaves.push_back(leaf_hash({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}));
  }
  const Run all[] = {{0, 0, leaves}};
  const json& roots = data.at("rfc6962_root_hashes_hex_by_size");
  REQUIRE(roots.size() == leaves.size() + 1);
  for (size_t size = 0; size < roots.size(); size++) {
    Digest root;
    REQUIRE(KnownNodes(all).root(size, root));
    CHECK(naive::text(root) == from_hex(roots[size]));
  }
  for (const json& each : data.at("inclusion")) {
    INFO(each.at("_path"));
    Digest leaf;
    Digest root;
    naive::Hashes path;
    const bool whole =
        digest_of(each.at("leafHash"), leaf) && digest_of(each.at("root"), root) && path_of(each.at("proof"), path);
    const bool holds = whole && verify_inclusion(leaf, each.at("leafIdx"), each.at("treeSize"), root, path);
    CHECK(holds != each.at("wantErr").get<bool>());
  }
  for (const json& each : data.at("consistency")) {
    INFO(each.at("_path"));
    Digest from;
    Digest root;
    naive::Hashes path;
    const bool whole =
        digest_of(each.at("root1"), from) && digest_of(each.at("root2"), root) && path_of(each.at("proof"), path);
    const bool holds = whole && verify_consistency(each.at("size1"), from, each.at("size2"), root, path);
    CHECK(holds != each.at("wantErr").get<bool>());
  }
}

// corectl audit verify: a bundle of entries, checked without the platform that gave it away. What is trusted is the key
// alone: it signs the size and the root, the proofs lead from each entry to that root, and from the root of before to
// it.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "wasm/cli/commands.h"
#include "wasm/cli/files.h"
#include "wasm/cli/note.h"
#include "wasm/compliance/audit/proof.h"
#include "wasm/compliance/audit/tree.h"

namespace booking::cli {
namespace {

using nlohmann::json;

int refuse(const std::string& why) {
  std::printf("DOES NOT HOLD: %s\n", why.c_str());
  return kDoesNotHold;
}

/// Nothing when a node is no hash.
std::optional<std::vector<Digest>> read_path(const json& nodes) {
  std::vector<Digest> path;
  for (const std::string text : nodes) {
    const auto node = read_digest(text);
    if (!node) return std::nullopt;
    path.push_back(*node);
  }
  return path;
}

bool is_included(const json& entry, const Checkpoint& checkpoint) {
  const auto path = read_path(entry.at("proof"));
  const auto seq = entry.at("seq").get<uint64_t>();
  const auto& text = entry.at("entry").get_ref<const std::string&>();
  if (!path || seq == 0) return false;
  const Digest leaf = audit::leaf_hash({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  return audit::verify_inclusion(leaf, seq - 1, checkpoint.size, checkpoint.root, *path);
}

/// The first entry that is not proved, as a sentence; empty when all are. Tells those that are.
std::string unproved(const json& entries, const Checkpoint& checkpoint) {
  for (const json& entry : entries) {
    const auto seq = entry.at("seq").get<uint64_t>();
    if (!is_included(entry, checkpoint)) return "entry " + std::to_string(seq) + " is not what was signed";
    std::printf("entry %llu is proved: %s\n", static_cast<unsigned long long>(seq),
                entry.at("entry").get_ref<const std::string&>().c_str());
  }
  return "";
}

}  // namespace

int audit_verify(Arguments arguments) {
  const auto all = given(arguments);
  if (!all || all->files.size() != 1 || all->all("--key").size() != 1 || all->options.size() != 1) {
    std::fputs("corectl audit verify: one bundle and one --key\n", stderr);
    return kNotUnderstood;
  }
  const auto key = read_key(all->all("--key")[0]);
  const auto text = read_file(all->files[0]);
  if (!key || !text) {
    std::fprintf(stderr, "corectl: %s\n", key ? "the bundle cannot be read" : "the key is none");
    return kNotUnderstood;
  }
  const json bundle = json::parse(*text);
  if (bundle.at("format") != "appointmentbooking-audit-1") {
    std::fputs("corectl: the bundle is of another format\n", stderr);
    return kNotUnderstood;
  }
  if (bundle.at("checkpoint").is_null()) return refuse("nothing was signed yet");
  const auto checkpoint = read_checkpoint(bundle.at("checkpoint").at("note").get<std::string>(), *key);
  if (!checkpoint) return refuse("the checkpoint was not signed by this key");
  if (bundle.at("checkpoint").at("size") != checkpoint->size ||
      bundle.at("checkpoint").at("root") != to_base64(checkpoint->root))
    return refuse("the bundle says another size or root than its signed note");
  std::printf("checkpoint of %s: %llu entries, root %s, signed\n", checkpoint->origin.c_str(),
              static_cast<unsigned long long>(checkpoint->size), to_base64(checkpoint->root).c_str());
  if (const json& earlier = bundle.at("earlier"); !earlier.is_null()) {
    const auto before = read_checkpoint(earlier.at("note").get<std::string>(), *key);
    const auto path = read_path(earlier.at("proof"));
    if (!before) return refuse("the earlier checkpoint was not signed by this key");
    if (!path || !audit::verify_consistency(before->size, before->root, checkpoint->size, checkpoint->root, *path))
      return refuse("the checkpoint does not continue the earlier one");
    std::printf("it continues the one of %llu entries\n", static_cast<unsigned long long>(before->size));
  }
  if (const std::string why = unproved(bundle.at("entries"), *checkpoint); !why.empty()) return refuse(why);
  if (bundle.contains("fresh"))
    for (const json& entry : bundle.at("fresh"))
      std::printf("entry %llu is not signed yet\n", static_cast<unsigned long long>(entry.at("seq").get<uint64_t>()));
  std::puts("HOLDS");
  return kHolds;
}

}  // namespace booking::cli

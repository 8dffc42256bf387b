// corectl audit check: the tree built anew from an export of every entry, and held against the checkpoints that
// somebody kept (a mailbox, R2). An export that was altered has another root than the one that was signed.
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>

#include "wasm/cli/commands.h"
#include "wasm/cli/files.h"
#include "wasm/cli/note.h"
#include "wasm/compliance/audit/tree.h"

namespace booking::cli {
namespace {

using nlohmann::json;

/// The leaves of the export's lines; stops at the first line whose number is not the next, and says so in `fault`.
std::vector<Digest> read_leaves(const std::string& text, std::string& fault) {
  std::vector<Digest> leaves;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const json row = json::parse(line);
    const auto seq = row.at("seq").get<uint64_t>();
    if (seq != leaves.size() + 1) {
      fault = "entry " + std::to_string(leaves.size() + 1) + " is missing: entry " + std::to_string(seq) +
              " stands in its place";
      break;
    }
    const auto& entry = row.at("entry").get_ref<const std::string&>();
    leaves.push_back(audit::leaf_hash({reinterpret_cast<const uint8_t*>(entry.data()), entry.size()}));
  }
  return leaves;
}

}  // namespace

int audit_check(Arguments arguments) {
  const auto all = given(arguments);
  if (!all || all->files.size() != 1) {
    std::fputs("corectl audit check: one export, and --note with --key for each checkpoint\n", stderr);
    return kNotUnderstood;
  }
  const auto text = read_file(all->files[0]);
  const std::vector<std::string> notes = all->all("--note");
  const std::vector<std::string> keys = all->all("--key");
  const auto key = keys.empty() ? std::nullopt : read_key(keys[0]);
  if (!text || keys.size() > 1 || (!key && (!keys.empty() || !notes.empty())) ||
      notes.size() + keys.size() != all->options.size()) {
    std::fprintf(stderr, "corectl: %s\n",
                 text ? "notes need the one key that signed them" : "the export cannot be read");
    return kNotUnderstood;
  }
  std::vector<Checkpoint> kept;
  for (const std::string& path : notes) {
    const auto note = read_file(path);
    const auto checkpoint = note && key ? read_checkpoint(*note, *key) : std::nullopt;
    if (!checkpoint) {
      std::printf("DOES NOT HOLD: %s is no checkpoint that this key signed\n", path.c_str());
      return kDoesNotHold;
    }
    kept.push_back(*checkpoint);
  }
  std::sort(kept.begin(), kept.end(), [](const Checkpoint& a, const Checkpoint& b) { return a.size < b.size; });

  std::string fault;
  const std::vector<Digest> leaves = read_leaves(*text, fault);
  const audit::Run run[] = {{0, 0, leaves}};
  const audit::KnownNodes nodes(run);
  Digest root;
  uint64_t whole = 0;
  for (const Checkpoint& checkpoint : kept) {
    const bool agrees =
        checkpoint.size <= leaves.size() && nodes.root(checkpoint.size, root) && root == checkpoint.root;
    if (!agrees && fault.empty())
      fault = "entries " + std::to_string(whole + 1) + " to " + std::to_string(checkpoint.size) +
              " are not those that were signed";
    if (!agrees) break;
    whole = checkpoint.size;
    std::printf("the checkpoint of %llu entries agrees\n", static_cast<unsigned long long>(whole));
  }
  if (!fault.empty()) {
    std::printf("DOES NOT HOLD: %s\n", fault.c_str());
    return kDoesNotHold;
  }
  if (!nodes.root(leaves.size(), root)) return kDoesNotHold;
  std::printf("%zu entries, root %s\n", leaves.size(), to_base64(root).c_str());
  return kHolds;
}

}  // namespace booking::cli

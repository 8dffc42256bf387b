#include "wasm/base/tables.h"
#include "wasm/compliance/audit/tiles.h"
#include "wasm/compliance/audit/tree.h"
#include "wasm/compliance/operations/operations.h"

namespace booking::compliance {
namespace {

using audit::KnownNodes;
using audit::Path;
using wire::Status;

constexpr size_t kMostHashes = 65'536;
constexpr uint64_t kMostWork = 1u << 22;
constexpr uint32_t kMostLevel = 31;

template <class T>
uint32_t length(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr ? 0 : vector->size();
}

template <class T>
T at(const flatbuffers::Vector<T>* vector, uint32_t i) {
  return vector->Get(i);
}

/// The runs of the request over its hashes; `runs` has room for them.
Status read_runs(const wire::AuditTreeRequest& table, std::span<audit::Run> runs) {
  const size_t hashes = length(table.hashes()) / sizeof(Digest);
  const Digest* next = hashes == 0 ? nullptr : reinterpret_cast<const Digest*>(table.hashes()->data());
  size_t left = hashes;
  uint64_t ahead = 0;  // one past the last run's last node, on `level`
  uint32_t level = 0;
  for (uint32_t i = 0; i < runs.size(); i++) {
    const wire::AuditRun& run = *at(table.runs(), i);
    if (run.level() > kMostLevel || run.count() > left) return Status::OutOfRange;
    if (run.level() < level || (run.level() == level && run.first() < ahead)) return Status::OutOfRange;
    runs[i] = {run.level(), run.first(), {next, run.count()}};
    level = run.level();
    ahead = uint64_t{run.first()} + run.count();
    next += run.count();
    left -= run.count();
  }
  return left == 0 ? Status::Ok : Status::OutOfRange;
}

bool in_range(const wire::AuditTreeRequest& table) {
  if (table.tiles_from() > table.size()) return false;
  for (uint32_t i = 0; i < length(table.roots()); i++)
    if (at(table.roots(), i) > table.size()) return false;
  for (uint32_t i = 0; i < length(table.inclusion()); i++)
    if (at(table.inclusion(), i) >= table.size()) return false;
  for (uint32_t i = 0; i < length(table.consistency()); i++)
    if (at(table.consistency(), i) == 0 || at(table.consistency(), i) > table.size()) return false;
  return true;
}

uint64_t new_tiles(const wire::AuditTreeRequest& table, uint32_t height) {
  return audit::complete_tiles(table.size(), height) - audit::complete_tiles(table.tiles_from(), height);
}

bool write_tiles(const wire::AuditTreeRequest& table, const KnownNodes& nodes, wire::AuditTile* tiles, Digest* hashes) {
  for (uint32_t height = 0; height < audit::kTileHeights; height++) {
    const uint64_t count = new_tiles(table, height);
    for (uint64_t i = 0; i < count; i++) {
      const audit::Tile tile{height, audit::complete_tiles(table.tiles_from(), height) + i};
      *tiles++ = wire::AuditTile(tile.height, static_cast<uint32_t>(tile.position));
      for (uint64_t child = 0; child < audit::kTileWidth; child++)
        if (!nodes.perfect(tile.level(), tile.first() + child, *hashes++)) return false;
    }
  }
  return true;
}

/// All proofs in turn into `hashes`, which has room for the longest; their number in `written`.
bool write_paths(const wire::AuditTreeRequest& table, const KnownNodes& nodes, wire::AuditSpan* spans, Digest* hashes,
                 uint32_t& written) {
  Path path;
  const auto keep = [&] {
    *spans++ = wire::AuditSpan(written, path.length);
    for (const Digest& node : path.view()) hashes[written++] = node;
  };
  for (uint32_t i = 0; i < length(table.inclusion()); i++) {
    if (!audit::inclusion_path(nodes, at(table.inclusion(), i), table.size(), path)) return false;
    keep();
  }
  for (uint32_t i = 0; i < length(table.consistency()); i++) {
    if (!audit::consistency_path(nodes, at(table.consistency(), i), table.size(), path)) return false;
    keep();
  }
  return true;
}

}  // namespace

Status audit_tree(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::AuditTreeRequest>(request);
  if (table == nullptr) return Status::Malformed;
  const uint32_t hash_bytes = length(table->hashes());
  const uint64_t hashes = hash_bytes / sizeof(Digest);
  const size_t roots = length(table->roots());
  const size_t paths = size_t{length(table->inclusion())} + length(table->consistency());
  if (hash_bytes % sizeof(Digest) != 0 || !in_range(*table)) return Status::OutOfRange;
  uint64_t fresh = 0;
  for (uint32_t height = 0; height < audit::kTileHeights; height++) fresh += new_tiles(*table, height);
  const uint64_t questions = roots + paths + fresh;
  if (hashes > kMostHashes || length(table->runs()) > kMostHashes || questions > kMostWork) return Status::TooLarge;
  if (hashes * questions > kMostWork) return Status::TooLarge;
  const auto tiles = static_cast<size_t>(fresh);

  auto* runs = arena.take<audit::Run>(length(table->runs()));
  auto* path_nodes = arena.take<Digest>(paths * audit::kLongestPath);
  auto* spans = arena.take<wire::AuditSpan>(paths);
  if (runs == nullptr || path_nodes == nullptr || spans == nullptr) return Status::OutOfMemory;
  const std::span<audit::Run> all_runs(runs, length(table->runs()));
  if (const Status status = read_runs(*table, all_runs); status != Status::Ok) return status;
  const KnownNodes nodes(all_runs);
  uint32_t written = 0;
  if (!write_paths(*table, nodes, spans, path_nodes, written)) return Status::Incomplete;

  const size_t tile_bytes = tiles * size_t{audit::kTileWidth} * sizeof(Digest);
  OneBlock block(arena, (roots + written) * sizeof(Digest) + paths * sizeof(wire::AuditSpan) +
                            tiles * sizeof(wire::AuditTile) + tile_bytes + kTableOverhead);
  if (!block.ok()) return Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  uint8_t* root_bytes = nullptr;
  const auto roots_at = builder.CreateUninitializedVector<uint8_t>(roots * sizeof(Digest), &root_bytes);
  for (uint32_t i = 0; i < roots; i++)
    if (!nodes.root(at(table->roots(), i), reinterpret_cast<Digest*>(root_bytes)[i])) return Status::Incomplete;
  const auto nodes_at =
      builder.CreateVector(reinterpret_cast<const uint8_t*>(path_nodes), size_t{written} * sizeof(Digest));
  const auto spans_at = builder.CreateVectorOfStructs(spans, paths);
  uint8_t* tile_hashes = nullptr;
  const auto tile_hashes_at = builder.CreateUninitializedVector<uint8_t>(tile_bytes, &tile_hashes);
  wire::AuditTile* tile_rows = nullptr;
  const auto tiles_at = builder.CreateUninitializedVectorOfStructs<wire::AuditTile>(tiles, &tile_rows);
  if (!write_tiles(*table, nodes, tile_rows, reinterpret_cast<Digest*>(tile_hashes))) return Status::Incomplete;
  builder.Finish(wire::CreateAuditTreeAnswer(builder, roots_at, spans_at, nodes_at, tiles_at, tile_hashes_at));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return Status::Ok;
}

}  // namespace booking::compliance

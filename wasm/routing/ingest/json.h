// The JSON reader: simdjson's on-demand parser, one implementation of it, without exceptions or threads.
//
// It takes its memory in one go per document. In a module there is no heap, so `Lent` lends it the call's arena;
// natively it has the heap.
#pragma once

#define SIMDJSON_EXCEPTIONS 0
#define SIMDJSON_IMPLEMENTATION_FALLBACK 1
#define SIMDJSON_IMPLEMENTATION_ICELAKE 0
#define SIMDJSON_IMPLEMENTATION_HASWELL 0
#define SIMDJSON_IMPLEMENTATION_WESTMERE 0
#define SIMDJSON_IMPLEMENTATION_ARM64 0
#define SIMDJSON_IMPLEMENTATION_PPC64 0
#define SIMDJSON_IMPLEMENTATION_LSX 0
#define SIMDJSON_IMPLEMENTATION_LASX 0
#include <simdjson/simdjson.h>

#include "wasm/base/arena.h"

namespace booking::routing {

namespace ondemand = simdjson::ondemand;

/// While it lives, what the parser asks for in a module comes from `arena`.
class Lent {
 public:
  explicit Lent(Arena& arena);
  ~Lent();
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;
};

}  // namespace booking::routing

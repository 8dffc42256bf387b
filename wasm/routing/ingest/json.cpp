#include "wasm/routing/ingest/json.h"

#include <cstdlib>
#include <new>

// The library asks the environment which of its implementations to take. Here it has one, and a module has no
// environment.
#define getenv(name) (static_cast<char*>(nullptr))

// The library itself, compiled here, so that it is compiled as this module is.
#include <simdjson/simdjson.cpp>  // NOLINT(bugprone-suspicious-include)

#undef getenv

namespace booking::routing {
namespace {

constinit Arena* lender = nullptr;

}  // namespace

Lent::Lent(Arena& arena) { lender = &arena; }

Lent::~Lent() { lender = nullptr; }

}  // namespace booking::routing

#ifdef __wasm__
// Reached by nothing. The toolchains' own would write to a file and leave a process, and a module has neither.
extern "C" void __cxa_pure_virtual() { __builtin_trap(); }
#ifdef __EMSCRIPTEN__
extern "C" void __wasi_proc_exit(uint32_t /*code*/) { __builtin_trap(); }
#else
extern "C" void abort() { __builtin_trap(); }
_LIBCPP_BEGIN_NAMESPACE_STD
void __libcpp_verbose_abort(const char* /*format*/, ...) { __builtin_trap(); }
_LIBCPP_END_NAMESPACE_STD
#endif

// simdjson asks with `new (std::nothrow)` and takes null for an answer; nothing is given back before the call ends.
void* operator new(size_t size, const std::nothrow_t& /*nothrow*/) noexcept {
  auto* const arena = booking::routing::lender;
  return arena == nullptr ? nullptr : arena->take<uint8_t>(size);
}
void* operator new[](size_t size, const std::nothrow_t& nothrow) noexcept { return operator new(size, nothrow); }
#endif

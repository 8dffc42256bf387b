// The arena runs no destructors, so it hands out nothing that needs one.
#include <string>

#include "wasm/base/arena.h"

int* take(booking::Arena& arena) {
#ifdef MUST_FAIL
  return reinterpret_cast<int*>(arena.take<std::string>(1));
#else
  return arena.take<int>(1);
#endif
}

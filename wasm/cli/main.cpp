// corectl: what the core knows, on the command line, for whoever does not want to take our word.
//
// Exit code 0: it holds. 1: it does not. 2: the arguments or a file were not understood.
#include <cstdio>
#include <exception>
#include <string_view>

#include "wasm/cli/commands.h"

using namespace booking::cli;

namespace {

int usage() {
  std::fputs("usage:\n", stderr);
  for (const Command& each : kCommands) std::fprintf(stderr, "  corectl %s %s %s\n", each.room, each.name, each.usage);
  return kNotUnderstood;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return usage();
  for (const Command& each : kCommands) {
    if (std::string_view(each.room) != arguments[1] || std::string_view(each.name) != arguments[2]) continue;
    try {
      return each.run(Arguments(arguments + 3, static_cast<size_t>(count - 3)));
    } catch (const std::exception& error) {  // the JSON library's way of saying that a file is not what it should be
      std::fprintf(stderr, "corectl: not understood: %s\n", error.what());
      return kNotUnderstood;
    }
  }
  return usage();
}

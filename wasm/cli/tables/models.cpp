// Trains the salon's models and writes them as a C++ table for wasm/routing/understanding/salon.cpp. A program of its
// own, since corectl may link what includes the table: cmake/tables/models.ts runs it on the machine that builds.
//
//   models <shared/knowledge/utterances> <model_table.h>
#include <cstdio>
#include <string>
#include <vector>

#include "wasm/cli/training/salon.h"

using namespace booking::training;

namespace {

void write_table(std::FILE* to, const char* name, const std::vector<uint8_t>& bytes) {
  std::fprintf(to, "alignas(16) inline constexpr uint8_t %s[%zu] = {", name, bytes.size());
  for (size_t i = 0; i < bytes.size(); ++i) std::fprintf(to, i % 40 == 0 ? "\n%u," : "%u,", unsigned{bytes[i]});
  std::fputs("};\n", to);
}

}  // namespace

int main(int count, char** arguments) {
  Corpus intents;
  Corpus languages;
  if (count != 3 || !read_utterances(arguments[1], false, intents) || !read_utterances(arguments[1], true, languages)) {
    std::fputs("models <utterances> <table.h>: an utterance or its file was not understood\n", stderr);
    return 2;
  }
  std::FILE* const to = std::fopen(arguments[2], "w");
  if (to == nullptr) return 2;
  std::fputs(
      "// Made by wasm/cli/tables/models.cpp.\n#pragma once\n\n#include <cstdint>\n\nnamespace booking::table {\n\n",
      to);
  write_table(to, "kSalonIntents", model_of(intents, intent_recipe()));
  write_table(to, "kSalonLanguages", model_of(languages, language_recipe()));
  std::fputs("\n}  // namespace booking::table\n", to);
  return std::fclose(to) == 0 ? 0 : 1;
}

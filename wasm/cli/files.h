// Reading whole files and the options behind a command.
#pragma once

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/cli/commands.h"

namespace booking::cli {

inline std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// `<file> --name value …`
struct Given {
  std::vector<std::string> files;
  std::vector<std::pair<std::string, std::string>> options;

  [[nodiscard]] std::vector<std::string> all(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [option, value] : options)
      if (option == name) values.push_back(value);
    return values;
  }
};

/// Nothing when an option has no value.
inline std::optional<Given> given(Arguments arguments) {
  Given all;
  for (size_t i = 0; i < arguments.size(); i++) {
    const std::string_view text = arguments[i];
    if (!text.starts_with("--")) {
      all.files.emplace_back(text);
    } else if (++i < arguments.size()) {
      all.options.emplace_back(text, arguments[i]);
    } else {
      return std::nullopt;
    }
  }
  return all;
}

}  // namespace booking::cli

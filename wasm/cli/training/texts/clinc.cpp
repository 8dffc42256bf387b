#include <nlohmann/json.hpp>

#include "wasm/cli/training/texts/examples.h"

namespace booking::training {

void read_clinc(std::string_view file, Corpus& corpus) {
  const nlohmann::json all = nlohmann::json::parse(file);
  const auto take = [&](const char* part, Examples& to) {
    for (const auto& pair : all.at(part))
      to.push_back({pair.at(0).get<std::string>(), corpus.label(pair.at(1).get<std::string>()), {}});
  };
  take("train", corpus.train);
  corpus.outside = corpus.label("oos");
  take("oos_train", corpus.train);
  take("val", corpus.validation);
  take("oos_val", corpus.validation);
  take("test", corpus.test);
  take("oos_test", corpus.test);
}

}  // namespace booking::training

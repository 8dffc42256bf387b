// A Question as readable JSON: the salon in the words of the salon document, the wish in the words of the API.
//
// The named cases of tests/vectors/*.json are read with it, and a disagreement between engine and oracle is printed
// with it, so that a reproduction can be kept as a named case as it stands. tests/vectors/README.md shows the format.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tests/native/oracle/salons/question.h"

namespace oracle {

using Json = nlohmann::ordered_json;

/// {"salon": …, "query": …}, with made-up names.
Json to_json(const Question& question);

/// Names in `json` become indices; an unknown name is a mistake in the case and throws.
Question from_json(const Json& json);

/// "thandi", "chair.2", "yoga.1" by the names in `salon`; "#9" for a unit nobody knows.
std::string unit_name(const Json& salon, uint32_t unit);

/// "2026-12-01T09:00+02:00" on the clock of `zone`.
std::string instant_text(const std::string& zone, int instant);

}  // namespace oracle

// The finder on examples that others published (pii/spans.json of the shared data, from microsoft/presidio). The
// project needs none of it: the folder is named by SHARED_DATA, by default beside the checkout, and without it the test
// says so.
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "marked_texts.h"

using booking::compliance::Entity;
using booking::compliance::PersonalSpan;

namespace {

/// The published entities that the finder looks for. Dates are personal here only where they are somebody's birth, and
/// hardware addresses are not looked for, so those examples are left out, and told.
const std::map<std::string, Entity> kTypes = {{"CREDIT_CARD", Entity::Card}, {"EMAIL_ADDRESS", Entity::Email},
                                              {"IP_ADDRESS", Entity::Ip},    {"PHONE_NUMBER", Entity::Phone},
                                              {"URL", Entity::Url},          {"ZA_ID_NUMBER", Entity::Identity}};

std::filesystem::path examples() {
  const char* folder = std::getenv("SHARED_DATA");
  const auto beside = std::filesystem::path(__FILE__).parent_path() / "../../../../../shared/data";
  return (folder == nullptr ? beside : std::filesystem::path(folder)) / "pii/spans.json";
}

}  // namespace

TEST_CASE("on examples of others the finder's precision and recall are told, and identity numbers are judged alike") {
  std::ifstream stream(examples());
  if (!stream) {
    std::printf("skipped: no %s (set SHARED_DATA)\n", examples().string().c_str());
    return;
  }
  const nlohmann::json shared = nlohmann::json::parse(stream);
  personal::Tallies tallies;
  int used = 0;
  int left_out = 0;
  for (const auto& vector : shared["vectors"]) {
    const std::string text = vector["text"];
    const std::string recognizer = vector["recognizer"];
    // One example counts its span without telling it.
    const bool told = vector["entities"].size() == vector["expected_len"].get<size_t>();
    if (recognizer == "date" || recognizer == "mac" || !told) {
      ++left_out;
      continue;
    }
    ++used;
    std::vector<PersonalSpan> marks;
    for (const auto& entity : vector["entities"]) {
      // The texts that are used are ASCII, so their characters are bytes.
      marks.push_back({entity["start"], entity["end"], kTypes.at(entity["type"]), 0});
    }
    personal::tally(tallies, text, marks, personal::found_in(text));
  }
  std::printf(
      "shared examples, exact spans: %d texts used, %d left out (dates, hardware addresses, a span not told)\n%s%s",
      used, left_out, personal::table(tallies).c_str(), tallies.faults.c_str());
  CHECK(tallies.all.precision() >= 0.8);
  CHECK(tallies.all.recall() >= 0.8);

  for (const auto& example : shared["za_id_validate"]) {
    const std::string id = example["id"];
    const auto found = personal::found_in(id);
    const bool whole = found.size() == 1 && found[0].entity == Entity::Identity && found[0].end == id.size();
    INFO(id);
    CHECK(whole == example["valid"].get<bool>());
  }
}

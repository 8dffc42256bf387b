#include "named_cases.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace oracle {

namespace {

std::filesystem::path cases_folder() {
  return std::filesystem::path(__FILE__).parent_path() / "../../../vectors/cases";
}

std::string step_on(const std::string& clock, int minutes) {
  const int at = std::stoi(clock) * 60 + std::stoi(clock.substr(3)) + minutes;
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d", at / 60, at % 60);
  return text;
}

/// "09:00 to 10:00" is every step from the first to the last.
std::vector<Json> spelled_out(const NamedCase& named) {
  std::vector<Json> out;
  for (const Json& one : named.expect.at("starts")) {
    const std::string text = one.is_string() ? one.get<std::string>() : "";
    const size_t to = text.find(" to ");
    if (to == std::string::npos) {
      out.push_back(one);
      continue;
    }
    const std::string last = text.substr(to + 4);
    for (std::string at = text.substr(0, to); at <= last; at = step_on(at, named.question.salon.step_minutes))
      out.push_back(at);
  }
  return out;
}

/// A clock time means the first asked date; anything longer is compared as it is.
std::string full(const NamedCase& named, const std::string& text, const std::string& like) {
  if (text.size() != 5) return text;
  return named.json.at("query").at("from").get<std::string>() + "T" + text + like.substr(16);
}

}  // namespace

std::vector<NamedCase> named_cases() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(cases_folder())) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<NamedCase> out;
  for (const std::filesystem::path& file : files) {
    std::ifstream stream(file);
    const Json whole = Json::parse(stream);
    for (const Json& one : whole.at("cases")) {
      Json json{{"salon", whole.at("salon")}, {"query", whole.at("query")}};
      if (one.contains("salon")) json["salon"].merge_patch(one["salon"]);
      if (one.contains("query")) json["query"].merge_patch(one["query"]);
      out.push_back(
          {file.stem().string() + ": " + one.at("name").get<std::string>(), json, one.at("expect"), from_json(json)});
    }
  }
  return out;
}

std::string unexpected(const NamedCase& named, const std::vector<Offered>& offered) {
  const std::vector<Json> expected = spelled_out(named);
  std::string all = "offered:";
  const std::string& zone = named.question.salon.zone;
  for (const Offered& one : offered) all += " " + instant_text(zone, one.start);
  if (expected.size() != offered.size()) return std::to_string(expected.size()) + " starts expected, " + all;
  for (size_t i = 0; i < offered.size(); ++i) {
    const Offered& one = offered[i];
    const Json& wanted = expected[i].is_string() ? Json{{"at", expected[i]}} : expected[i];
    const std::string at = instant_text(zone, one.start);
    const std::string end = instant_text(zone, one.end);
    if (at != full(named, wanted.at("at"), at)) return wanted["at"].get<std::string>() + " expected, " + all;
    const auto differs = [&](const char* key, const Json& is) { return wanted.contains(key) && wanted[key] != is; };
    if (wanted.contains("end") && end != full(named, wanted["end"], end)) return at + ": ends " + end;
    if (differs("price_cents", one.price_cents)) return at + ": costs " + std::to_string(one.price_cents);
    if (differs("score", one.score)) return at + ": score " + std::to_string(one.score);
    if (differs("units", one.units)) return at + ": units " + Json(one.units).dump();
  }
  return "";
}

}  // namespace oracle

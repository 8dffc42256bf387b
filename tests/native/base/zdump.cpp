// Every zone of the system's tz database against the system's own reading of it: zdump's list of changes and
// localtime_r.
#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "wasm/base/zone.h"

using namespace booking;

namespace {

const std::filesystem::path kDatabase = "/usr/share/zoneinfo";

std::vector<std::string> all_zones() {
  std::vector<std::string> names;
  for (std::filesystem::recursive_directory_iterator it(kDatabase), end; it != end; ++it) {
    const std::string name = it->path().lexically_relative(kDatabase);
    if (name == "posix" || name == "right") it.disable_recursion_pending();
    if (it->is_directory() || name == "localtime" || name == "posixrules") continue;
    std::array<char, 4> magic{};
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(it->path().c_str(), "rb"), std::fclose);
    if (file && std::fread(magic.data(), 1, 4, file.get()) == 4 && std::string_view(magic.data(), 4) == "TZif")
      names.push_back(name);
  }
  return names;
}

/// Of each zone the one whose file holds the same bytes and comes first: half of the names are links, and zdump need
/// not be asked the same twice.
std::map<std::string, std::string> representatives(const std::vector<std::string>& names) {
  std::map<std::string, std::string> first;
  std::map<std::string, std::string> found;
  for (const std::string& name : names) {
    std::ifstream file(kDatabase / name, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    REQUIRE(!bytes.empty());
    found[name] = first.emplace(bytes, name).first->second;
  }
  return found;
}

struct Sighting {
  Instant at;
  int32_t offset;
};

/// `Europe/London  Sun Mar 26 00:59:59 2000 UT = Sun Mar 26 00:59:59 2000 GMT isdst=0 gmtoff=0`, one line for the
/// second before each change and one for the change.
std::map<std::string, std::vector<Sighting>> zdump(const std::map<std::string, std::string>& stands_for) {
  std::string command = "zdump -v -c 2000,2060";
  for (const auto& [name, representative] : stands_for)
    if (name == representative) command += " " + name;
  const std::unique_ptr<FILE, int (*)(FILE*)> output(popen(command.c_str(), "r"), pclose);
  REQUIRE(output);

  std::map<std::string, std::vector<Sighting>> sightings;
  std::array<char, 512> line{};
  while (std::fgets(line.data(), line.size(), output.get()) != nullptr) {
    std::istringstream words{std::string(line.data())};
    std::string name, day_name, month, clock, ut;
    int32_t day = 0, year = 0;
    words >> name >> day_name >> month >> day >> clock >> year >> ut;
    const std::string text = line.data();
    const size_t offset = text.find("gmtoff=");
    if (ut != "UT" || offset == std::string::npos) continue;
    const size_t month_index = std::string("JanFebMarAprMayJunJulAugSepOctNovDec").find(month);
    const int32_t minute_of_day = std::stoi(clock.substr(0, 2)) * 60 + std::stoi(clock.substr(3, 2));
    const LocalDate date = date_from_civil({year, static_cast<int32_t>(month_index / 3 + 1), day});
    sightings[name].push_back({{midnight(date).minutes + minute_of_day}, std::stoi(text.substr(offset + 7)) / 60});
  }
  return sightings;
}

}  // namespace

TEST_CASE("every zone changes when zdump says so, and at no other time, from 2000 to 2060") {
  const std::vector<std::string> names = all_zones();
  CHECK(names.size() > 500);
  const auto stands_for = representatives(names);
  const auto sightings = zdump(stands_for);
  size_t changes = 0;
  for (const std::string& name : names) {
    INFO(name);
    const Zone* const zone = Zone::find(name);
    REQUIRE(zone != nullptr);
    const Instant first{midnight(date_from_civil({2000, 1, 1})).minutes};
    const Instant last{midnight(date_from_civil({2060, 1, 1})).minutes};

    std::vector<Sighting> expected;
    const auto found = sightings.find(stands_for.at(name));
    if (found != sightings.end()) {
      for (const Sighting& sighting : found->second) {
        INFO(sighting.at.minutes);
        REQUIRE(zone->offset_at(sighting.at) == sighting.offset);
        if (!expected.empty() && expected.back().offset == sighting.offset) continue;
        expected.push_back(sighting);
      }
    }

    std::vector<Instant> actual;
    for (Period period = zone->period_at(first); period.end < last; period = zone->period_at(period.end))
      actual.push_back(period.end);
    REQUIRE(actual.size() + (expected.empty() ? 0 : 1) == expected.size());
    for (size_t i = 0; i < actual.size(); i++) REQUIRE(actual[i] == expected[i + 1].at);
    changes += actual.size();
  }
  CHECK(changes > 10'000);
}

TEST_CASE("every zone shows what localtime_r shows, every 13 days and some hours from 2000 to 2060") {
  const char* const before = std::getenv("TZ");
  const std::string restore = before == nullptr ? "" : before;
  for (const std::string& name : all_zones()) {
    INFO(name);
    const Zone* const zone = Zone::find(name);
    REQUIRE(zone != nullptr);
    setenv("TZ", name.c_str(), 1);
    tzset();
    for (time_t t = 946'684'800; t < 2'840'140'800; t += 1'148'340) {
      tm shown{};
      REQUIRE(localtime_r(&t, &shown) != nullptr);
      REQUIRE(zone->offset_at({static_cast<int32_t>(t / 60)}) == shown.tm_gmtoff / 60);
    }
  }
  if (before == nullptr) unsetenv("TZ");
  else setenv("TZ", restore.c_str(), 1);
  tzset();
}

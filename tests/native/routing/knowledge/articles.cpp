// Which article a question is about, and what a search makes of bytes that are no table.
#include "wasm/routing/knowledge/articles.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "wasm/routing/knowledge/table.h"

using namespace booking;
using namespace booking::routing;

namespace {

std::span<const uint8_t> bytes(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

struct Article {
  uint16_t topic;
  uint8_t language;
  std::string title;
  std::string asked;
  std::string body;
};

std::vector<std::byte> memory() { return std::vector<std::byte>(size_t{16} << 20); }

std::vector<uint8_t> table_of(const std::vector<Article>& articles) {
  auto room = memory();
  Arena arena(room);
  std::vector<ArticleSource> sources;
  for (const Article& each : articles)
    sources.push_back({each.topic, each.language, bytes(each.title), bytes(each.asked), bytes(each.body)});
  const auto table = index_articles(sources, arena);
  return {table.begin(), table.end()};
}

std::vector<FoundTopic> found_in(const std::vector<uint8_t>& table, const std::string& question, uint8_t language = 1) {
  auto room = memory();
  Arena arena(room);
  std::vector<FoundTopic> found(kMostFound);
  size_t count = 0;
  REQUIRE(search_articles(table, {bytes(question), language}, arena, found, count) == Searched::Ok);
  found.resize(count);
  return found;
}

const std::vector<Article> kSalon{
    {0, 1, "Where can I park?", "parking", "There is parking behind the building."},
    {0, 2, "Waar kan ek parkeer?", "parkering", "Daar is parkering agter die gebou."},
    {1, 1, "Do you sell vouchers?", "gift card", "Yes, from R200, at the desk."},
    {2, 3, "Ngiyaludinga yini uvivinyo lwesikhumba?", "i-patch test", "Yebo, ngaphambi kombala."},
};

uint8_t number_of(const std::string& language) {
  const std::vector<std::string> all{"other", "en", "af", "zu", "xh"};
  return static_cast<uint8_t>(std::find(all.begin(), all.end(), language) - all.begin());
}

}  // namespace

TEST_CASE("an article is found by its words, by pieces of them, and in spite of a slip") {
  const auto table = table_of(kSalon);
  for (const std::string question : {"parking", "is there a parking lot", "parkng plz", "CAN I PARK?"}) {
    INFO(question);
    const auto found = found_in(table, question);
    REQUIRE_FALSE(found.empty());
    CHECK(found[0].article == 0);
  }
  CHECK(found_in(table, "ukuvivinywa kwesikhumba", 3).at(0).article == 3);
}

TEST_CASE("a topic is told once, in the language that was asked for where it is written in it") {
  const auto table = table_of(kSalon);
  CHECK(found_in(table, "parking", 2).at(0).article == 1);
  CHECK(found_in(table, "parking", 4).at(0).article == 0);
  CHECK(found_in(table, "parking parkering", 1).size() == 1);
}

TEST_CASE("what shares nothing with any article finds none, and courtesies share nothing") {
  const auto table = table_of(kSalon);
  CHECK(found_in(table, "").empty());
  CHECK(found_in(table, "quantum chromodynamics").empty());
  CHECK(found_in(table, "hi, can you please").empty());
  CHECK(found_in(table_of({}), "parking").empty());
}

TEST_CASE("a question that an article accounts for less is less relevant") {
  const auto table = table_of(kSalon);
  const auto whole = found_in(table, "voucher");
  const auto part = found_in(table, "voucher for a quantum physicist in Bloemfontein");
  CHECK(whole.at(0).relevance > 2 * part.at(0).relevance);
  CHECK(whole.at(0).relevance <= 1000);
}

TEST_CASE("bytes that are no table find nothing and are read nowhere beyond their end") {
  const auto table = table_of(kSalon);
  auto room = memory();
  for (size_t size = 0; size < table.size(); ++size) {
    Arena arena(room);
    const std::unique_ptr<uint8_t[]> exact(new uint8_t[size]);
    std::copy_n(table.begin(), size, exact.get());
    std::vector<FoundTopic> found(kMostFound);
    size_t count = 0;
    CHECK(search_articles({exact.get(), size}, {bytes("parking"), 1}, arena, found, count) == Searched::NoTable);
  }
  std::vector<uint8_t> wild = table;
  for (size_t at = sizeof(TableHeader); at + 4 <= wild.size(); at += 4) std::memset(wild.data() + at, 0xff, 4);
  CHECK(found_in(wild, "parking").empty());
}

TEST_CASE("without room for a table there is none") {
  std::vector<std::byte> little(256);
  Arena arena(little);
  const ArticleSource source{0, 1, bytes("parking"), {}, {}};
  CHECK(index_articles({&source, 1}, arena).empty());
}

TEST_CASE("every build makes the same table and finds the same articles") {
  std::ifstream file(std::filesystem::path(__FILE__).parent_path() / "../../../vectors/articles/cases.txt");
  REQUIRE(file);
  std::vector<Article> articles;
  std::vector<uint8_t> table;
  std::string line;
  std::string last;
  size_t asked = 0;
  while (std::getline(file, line)) {
    const auto space = line.find(' ');
    const std::string kind = line.substr(0, space);
    std::vector<std::string> parts;
    std::istringstream rest(line.substr(std::min(space + 1, line.size())));
    for (std::string part; std::getline(rest, part, '|');) parts.push_back(part);
    parts.resize(5);
    if (kind == "article") {
      const auto topic =
          static_cast<uint16_t>(articles.empty() ? 0 : articles.back().topic + (parts[0] != last ? 1 : 0));
      last = parts[0];
      articles.push_back({topic, number_of(parts[1]), parts[2], parts[3], parts[4]});
    } else if (kind == "table") {
      table = table_of(articles);
      uint32_t hash = 2'166'136'261U;
      for (const uint8_t byte : table) hash = (hash ^ byte) * 16'777'619U;
      CHECK(parts[0] == std::to_string(hash) + " " + std::to_string(table.size()));
    } else if (kind == "ask") {
      std::string told;
      for (const FoundTopic& each : found_in(table, parts[1], number_of(parts[0])))
        told += (told.empty() ? "" : " ") + std::to_string(each.article) + ":" + std::to_string(each.relevance);
      INFO(line);
      CHECK(told == parts[2]);
      ++asked;
    }
  }
  CHECK(asked >= 9);
}

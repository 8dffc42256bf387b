// Writes the vectors that every build of the engine must answer alike; tests/vectors/README.md has the format.
//
//   make_vectors build/vectors/availability.bin [random cases]
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/native/oracle/engine_answer.h"
#include "tests/native/oracle/rules/oracle.h"
#include "tests/native/oracle/salons/named_cases.h"
#include "tests/native/oracle/salons/salon_generator.h"

namespace {

// Other seeds than the native comparison begins with, so that the two look at different salons.
constexpr uint64_t kFirstSeed = 5'000'000;

/// Little-endian words, as the machines are that this runs on.
class Words {
 public:
  void word(uint32_t value) {
    const size_t at = bytes_.size();
    bytes_.resize(at + 4);
    std::memcpy(bytes_.data() + at, &value, 4);
  }
  void bytes(const void* from, size_t count) {
    word(static_cast<uint32_t>(count));
    const size_t at = bytes_.size();
    bytes_.resize(at + (count + 3) / 4 * 4);
    std::memcpy(bytes_.data() + at, from, count);
  }
  const std::vector<char>& all() const { return bytes_; }

 private:
  std::vector<char> bytes_;
};

uint32_t fnv1a(const std::vector<uint8_t>& bytes) {
  uint32_t hash = 2166136261U;
  for (uint8_t byte : bytes) hash = (hash ^ byte) * 16777619U;
  return hash;
}

void write(Words& words, const std::string& name, const oracle::Question& question) {
  const std::vector<uint8_t> request = oracle::encode(question);
  const oracle::EngineAnswer answer = oracle::ask_engine(request);
  words.bytes(name.data(), name.size());
  words.bytes(request.data(), request.size());
  words.word(answer.status);
  std::vector<oracle::Verdict> starts = oracle::judge(question);
  std::erase_if(starts, [](const oracle::Verdict& verdict) { return !verdict.bookable(); });
  words.word(static_cast<uint32_t>(starts.size()));
  for (const oracle::Verdict& start : starts) {
    words.word(static_cast<uint32_t>(start.start));
    words.word(static_cast<uint32_t>(start.plan.end));
    words.word(static_cast<uint32_t>(start.plan.price_cents));
    words.word(static_cast<uint32_t>(start.plan.score));
  }
  words.word(static_cast<uint32_t>(answer.bytes.size()));
  words.word(fnv1a(answer.bytes));
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "make_vectors <file> [random cases]\n";
    return 2;
  }
  const uint32_t random = count > 2 ? static_cast<uint32_t>(std::strtoul(arguments[2], nullptr, 10)) : 2000;
  const std::vector<oracle::NamedCase> named = oracle::named_cases();
  Words words;
  words.word(0x31564b42U);  // "BKV1"
  words.word(static_cast<uint32_t>(named.size()) + random);
  for (const oracle::NamedCase& one : named) write(words, one.name, one.question);
  for (uint32_t i = 0; i < random; ++i)
    write(words, "random " + std::to_string(kFirstSeed + i), oracle::random_question(kFirstSeed + i));
  const std::filesystem::path path = arguments[1];
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file.write(words.all().data(), static_cast<std::streamsize>(words.all().size()));
  std::cout << "vectors: " << named.size() << " named and " << random << " random cases, " << words.all().size()
            << " bytes\n";
  return file.good() ? 0 : 1;
}

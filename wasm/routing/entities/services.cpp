// Which of the salon's services a message names. A service is known by its names, word by word: as written, as a stem,
// with a slip of the fingers, behind a prefix, or as the same treatment in another language. How much of a name was
// named decides; words that stand for a treatment count more than those beside them (`style`, `full`, `deluxe`).
#include <algorithm>

#include "wasm/routing/entities/message.h"

namespace booking::routing {
namespace {

constexpr size_t kMostNameWords = 8;
constexpr size_t kMostCandidates = 8;
constexpr size_t kWordsRead = 160;  // of the message: bounds the work by the menu alone
constexpr int kTreatmentWeight = 3;
constexpr int kLeastScore = 45;

struct NamePart {
  std::string_view word;
  Treatment treatment;
  int weight;
};

/// `gel`, `tint` and `hair` say which of a kind, and are named least.
int weight_of(Treatment treatment) {
  switch (treatment) {
    case Treatment::None:
    case Treatment::Hair:
    case Treatment::Gel:
    case Treatment::Acrylic:
    case Treatment::Tint:
    case Treatment::Care:
      return 1;
    default:
      return kTreatmentWeight;
  }
}

struct Found {
  int quality = 0;
  size_t tag = 0;
};

int quality_of(const Message& message, size_t i, const NamePart& part) {
  const Tags& tags = message.tags;
  const std::string_view word = message.letters(i);
  if (word == part.word) return 100;
  if (tags.is(i, Means::Concept)) {
    const auto meant = static_cast<Treatment>(tags.value(i));
    if (meant == part.treatment && meant != Treatment::None) return 90;
    if (meant == Treatment::Nails && (part.treatment == Treatment::Manicure || part.treatment == Treatment::Gel ||
                                      part.treatment == Treatment::Acrylic))
      return 60;
    return 0;
  }
  if (tags.at(i) != Means::Nothing) return 0;
  if (word.size() >= 4 && part.word.starts_with(word)) return 85;
  if (part.word.size() >= 4 && word.starts_with(part.word) && word.size() <= part.word.size() + 3) return 85;
  if (nearly(word, part.word)) return 80;
  for (size_t next = 0;;) {
    const std::string_view stem = without_prefix(word, next);
    if (stem.empty()) return 0;
    if (stem == part.word || (stem.size() >= 5 && nearly(stem, part.word))) return 85;
  }
}

Found best_of(const Message& message, const NamePart& part) {
  Found best;
  const size_t last = std::min(message.tags.count, kWordsRead);
  for (size_t i = 0; i < last; i++) {
    if (message.used[i] || message.word(i).shape != Shape::Letters) continue;
    const int quality = quality_of(message, i, part);
    if (quality > best.quality) best = {quality, i};
  }
  return best;
}

struct Candidate {
  int score = 0;
  int32_t index = 0;
  size_t first = 0;
  size_t last = 0;
};

/// The score of one name, and where in the message it was named.
Candidate weigh(const Message& message, const MenuName& name) {
  Words words;
  words.count = 0;
  words.folded = 0;
  read_words(name.text.substr(0, 160), words);
  Candidate made{0, name.index, message.tags.count, 0};
  int weights = 0;
  int sum = 0;
  size_t parts = 0;
  for (size_t i = 0; i < words.count && parts < kMostNameWords; i++) {
    if (!words.is_letters(i) || words.text(i).size() < 2 || words.text(i) == "and" || words.text(i) == "en") continue;
    const Treatment treatment = treatment_of(words.text(i));
    const NamePart part{words.text(i), treatment, weight_of(treatment)};
    parts++;
    weights += part.weight;
    const Found found = best_of(message, part);
    if (found.quality == 0) continue;
    sum += found.quality * part.weight;
    made.first = std::min(made.first, found.tag);
    made.last = std::max(made.last, found.tag + 1);
  }
  made.score = weights == 0 ? 0 : sum / weights;
  return made;
}

struct Candidates {
  std::array<Candidate, kMostCandidates> best;
  size_t count = 0;

  void add(const Candidate& made) {
    for (size_t i = 0; i < count; i++) {
      if (best[i].index != made.index) continue;
      if (made.score > best[i].score) best[i] = made;
      return;
    }
    if (count < kMostCandidates) best[count++] = made;
    else if (made.score > best[count - 1].score) best[count - 1] = made;
    std::sort(best.begin(), best.begin() + static_cast<long>(count), [](const Candidate& a, const Candidate& b) {
      return a.score > b.score || (a.score == b.score && a.index < b.index);
    });
  }
};

}  // namespace

void read_services(Message& message) {
  Candidates candidates;
  for (const MenuName& name : message.menu.services) {
    const Candidate made = weigh(message, name);
    if (made.score >= kLeastScore) candidates.add(made);
  }
  // What is named less well over the same words is another reading, and a far worse one is none.
  for (size_t i = 0; i < candidates.count; i++) {
    const Candidate& made = candidates.best[i];
    bool beaten = false;
    for (size_t j = 0; j < i && !beaten; j++) {
      const Candidate& better = candidates.best[j];
      const bool same = made.first < better.last && better.first < made.last;
      beaten = same && better.score >= made.score + 15;
    }
    if (!beaten) message.add(Kind::Service, std::min(made.score, 99), made.first, made.last, made.index, made.index);
  }
}

}  // namespace booking::routing

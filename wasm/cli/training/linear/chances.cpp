#include "wasm/cli/training/linear/chances.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace booking::training {
namespace {

using namespace routing;

constexpr double kPenalty = 0.1;
constexpr int kRounds = 40;
constexpr size_t kArenaBytes = 1 << 20;

using Square = std::array<std::array<double, kSigns + 1>, kSigns>;

/// Solves the equations by Gauss's elimination; the matrix is positive definite, so the diagonal serves as pivots.
std::array<double, kSigns> solved(Square system) {
  for (size_t i = 0; i < kSigns; ++i)
    for (size_t below = 0; below < kSigns; ++below) {
      if (below == i) continue;
      const double by = system[below][i] / system[i][i];
      for (size_t column = i; column <= kSigns; ++column) system[below][column] -= by * system[i][column];
    }
  std::array<double, kSigns> solution{};
  for (size_t i = 0; i < kSigns; ++i) solution[i] = system[i][kSigns] / system[i][i];
  return solution;
}

std::array<float, kSigns> logistic(std::span<const Said> held_out, size_t rank) {
  std::array<double, kSigns> factors{};
  for (int round = 0; round < kRounds; ++round) {
    Square system{};
    for (size_t i = 0; i < kSigns; ++i) {
      system[i][i] = kPenalty;
      system[i][kSigns] = -kPenalty * factors[i];
    }
    for (const Said& said : held_out) {
      double odds = 0;
      for (size_t i = 0; i < kSigns; ++i) odds += factors[i] * double{said.classified.signs[i]};
      const double chance = 1 / (1 + std::exp(-odds));
      const double miss = double{said.weight} * ((said.classified.best[rank].label == said.label ? 1 : 0) - chance);
      const double bend = double{said.weight} * chance * (1 - chance);
      for (size_t i = 0; i < kSigns; ++i) {
        system[i][kSigns] += miss * double{said.classified.signs[i]};
        for (size_t j = 0; j < kSigns; ++j)
          system[i][j] += bend * double{said.classified.signs[i]} * double{said.classified.signs[j]};
      }
    }
    const auto step = solved(system);
    for (size_t i = 0; i < kSigns; ++i) factors[i] += std::clamp(step[i], -2.0, 2.0);
  }
  std::array<float, kSigns> rounded{};
  for (size_t i = 0; i < kSigns; ++i) rounded[i] = static_cast<float>(factors[i]);
  return rounded;
}

}  // namespace

std::vector<Said> said_of(const std::vector<uint8_t>& bytes, const Examples& examples) {
  std::vector<uint32_t> aligned((bytes.size() + 3) / 4);
  std::memcpy(aligned.data(), bytes.data(), bytes.size());
  Model model;
  std::vector<Said> all;
  if (!open_model({reinterpret_cast<const uint8_t*>(aligned.data()), bytes.size()}, model) || !holds_together(model))
    return all;
  std::vector<std::byte> memory(kArenaBytes + model.header->rows * size_t{2});
  for (const Example& example : examples) {
    Arena arena(memory);
    Folded text;
    fold({reinterpret_cast<const uint8_t*>(example.text.data()), std::min(example.text.size(), kMostTextBytes)}, text);
    Said said;
    said.label = example.label;
    if (!classify(model, text, arena, said.classified)) return {};
    all.push_back(said);
  }
  return all;
}

Chances chances_of(std::span<const Said> held_out) {
  Chances chances;
  for (size_t rank = 0; rank < kRanks; ++rank) chances[rank] = logistic(held_out, rank);
  return chances;
}

float threshold_of(std::span<const Said> held_out, float precision) {
  std::vector<const Said*> answers;
  for (const Said& said : held_out) answers.push_back(&said);
  const auto chance_of = [](const Said* said) { return said->classified.best[0].chance; };
  std::ranges::sort(answers, std::greater{}, chance_of);
  float threshold = 2;
  double right = 0;
  double all = 0;
  for (size_t i = 0; i < answers.size(); ++i) {
    all += double{answers[i]->weight};
    if (answers[i]->classified.best[0].label == answers[i]->label) right += double{answers[i]->weight};
    const bool last_of_chance = i + 1 == answers.size() || chance_of(answers[i + 1]) < chance_of(answers[i]);
    if (last_of_chance && right >= double{precision} * all) threshold = chance_of(answers[i]);
  }
  return threshold;
}

void weigh_outside(std::span<Said> said, uint32_t outside) {
  constexpr double kInsideForOneOutside = 5;
  const auto count = static_cast<size_t>(std::ranges::count(said, outside, &Said::label));
  if (count == 0) return;
  const auto inside = static_cast<double>(said.size() - count);
  for (Said& each : said)
    if (each.label == outside)
      each.weight = static_cast<float>(inside / kInsideForOneOutside / static_cast<double>(count));
}

Worth worth_of(std::span<const Said> said, uint32_t outside) {
  constexpr size_t kBins = 10;
  std::array<double, kBins> chances{};
  std::array<double, kBins> rights{};
  Worth worth;
  for (const Said& each : said) {
    const LabelGuess& first = each.classified.best[0];
    const bool right = first.label == each.label;
    const size_t bin = std::min(static_cast<size_t>(first.chance * kBins), kBins - 1);
    chances[bin] += double{first.chance};
    rights[bin] += right ? 1 : 0;
    if (each.label == outside) {
      ++worth.outside;
      worth.turned_away += !each.classified.sure;
      continue;
    }
    ++worth.inside;
    worth.right += right;
    worth.among_three +=
        std::ranges::any_of(each.classified.best, [&](auto& guess) { return guess.label == each.label; });
    worth.answered += each.classified.sure;
    worth.answered_right += each.classified.sure && right;
  }
  for (size_t bin = 0; bin < kBins; ++bin)
    worth.calibration += std::abs(chances[bin] - rights[bin]) / std::max<double>(1, static_cast<double>(said.size()));
  return worth;
}

}  // namespace booking::training

// Operation `understand` on any bytes: it answers or refuses, and its guesses are three different intents in order.
#include <string>

#include "routing_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" uint32_t booking_understand(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::routing::wire;

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  const std::vector<std::string> pieces{"môre",
                                        "3 uur",
                                        " ",
                                        "  ",
                                        "ngicela",
                                        "ukubuka i-appointment",
                                        "ndicela",
                                        "pls",
                                        "can u squeeze me in",
                                        "2moro",
                                        "'n",
                                        "’",
                                        "?!",
                                        "\xf0\x9f\x92\x85\xf0\x9f\x8f\xbd",
                                        "\xe2\x80\x8d",
                                        "\xcc\x81",
                                        "\xff",
                                        "\xc3",
                                        "\xf4\x90\x80\x80",
                                        std::string(1, '\0'),
                                        "\xd0\xb4\xd0\xb0",
                                        "a b c d e f g h i j k l m n o p q r s t u v w x y z ",
                                        std::string(200, 'a')};
  std::vector<uint8_t> text;
  for (int i = dice.between(0, 60); i > 0; --i) {
    const std::string& piece = dice.pick(pieces);
    text.insert(text.end(), piece.begin(), piece.end());
  }
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateUnderstandRequestDirect(builder, &text));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<wire::Status>(booking_understand, data, size);
  if (outcome.status != 0) return 0;
  const auto* answer = verified<wire::UnderstandAnswer>(outcome);
  require(answer->language() <= wire::Language::MAX, "a language is one of ours");
  require(answer->language_chance() <= 1000, "a chance is at most 1000");
  require(length(answer->guesses()) == 3, "there are three guesses");
  uint32_t before = 1000;
  for (uint32_t i = 0; i < 3; ++i) {
    const wire::GuessedIntent& guess = *answer->guesses()->Get(i);
    require(guess.intent() != wire::Intent::OutOfScope && guess.intent() <= wire::Intent::MAX, "a guess is an intent");
    require(guess.chance() <= before, "the likeliest stands first");
    for (uint32_t j = 0; j < i; ++j)
      require(answer->guesses()->Get(j)->intent() != guess.intent(), "guesses are different");
    before = guess.chance();
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_text<wire::UnderstandRequest>({data, size, max_size}, seed, 30, fresh,
                                              [](const wire::UnderstandRequest& request) { return request.text(); });
}

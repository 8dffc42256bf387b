// Operation `converse` on any bytes, and on conversations that are well formed but mad: any text, tap and outcome on
// any state. It answers or refuses, and what it answers can be sent.
#include "routing_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" uint32_t booking_converse(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::routing::wire;

constexpr uint32_t kMostRows = 10;
constexpr uint32_t kLongestId = 200;
constexpr uint32_t kMostState = 512;

const char* const kWords[] = {"cut",    "kusasa", "môre", "om", "halfdrie", "3",      "15:30",        "yes",    "nee",
                              "umuntu", "12/12",  "-",    "to", "next",     "Sat",    "with",         "Lerato", "for",
                              "2",      "people", "ngo",  "na", "after",    "cancel", "+27825550101", "?"};
const char* const kTaps[] = {"p",
                             "bk",
                             "mb",
                             "o",
                             "w",
                             "k",
                             "rd",
                             "r:1",
                             "i:7",
                             "g:1",
                             "d:20784:20790",
                             "s:4132842947",
                             "t:29929440:120:35000:1:0:4132842947",
                             "m:29929440:120:35000:1",
                             "c:hold",
                             "n:1:made",
                             "b:1",
                             "x:1",
                             "xb:1"};

std::string said(oracle::Dice& dice) {
  std::string text;
  for (int i = dice.between(0, 12); i > 0; i--)
    text += std::string(kWords[static_cast<size_t>(dice.between(0, 25))]) + " ";
  return text;
}

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  flatbuffers::FlatBufferBuilder builder;
  std::vector<uint8_t> state;
  if (dice.percent(80)) {
    state.push_back(1);
    for (int i = dice.between(0, 200); i > 0; i--)
      state.push_back(static_cast<uint8_t>(dice.percent(60) ? dice.between(0, 16) : dice.between(0, 255)));
  }
  std::vector<flatbuffers::Offset<wire::ServiceFact>> services;
  std::vector<flatbuffers::Offset<wire::PersonFact>> people;
  std::vector<flatbuffers::Offset<wire::BookingFact>> bookings;
  for (int i = dice.between(0, 12); i > 0; i--) {
    const std::vector<flatbuffers::Offset<flatbuffers::String>> names = {builder.CreateString(said(dice)),
                                                                         builder.CreateString("Cut & style")};
    services.push_back(wire::CreateServiceFactDirect(builder, i == 1 ? "cut" : said(dice).c_str(), &names));
  }
  for (int i = dice.between(0, 4); i > 0; i--)
    people.push_back(wire::CreatePersonFactDirect(builder, said(dice).c_str(), "Lerato"));
  for (int i = dice.between(0, 4); i > 0; i--)
    bookings.push_back(wire::CreateBookingFactDirect(
        builder, said(dice).c_str(), 29'929'440, 120,
        static_cast<int16_t>(dice.between(-1, static_cast<int>(services.size()) - 1)), -1));
  std::vector<wire::OfferedStart> starts;
  for (int i = dice.between(0, 10); i > 0; i--)
    starts.emplace_back(29'929'440u + static_cast<uint32_t>(dice.between(0, 20'000)), 100, int16_t{120}, int16_t{-1});
  const std::vector<wire::GuessedIntent> guesses = {{static_cast<wire::Intent>(dice.between(0, 42)), 900},
                                                    {static_cast<wire::Intent>(dice.between(0, 42)), 90}};
  builder.Finish(wire::CreateConverseRequestDirect(
      builder, &state, static_cast<wire::EventKind>(dice.between(0, 3)), said(dice).c_str(),
      kTaps[static_cast<size_t>(dice.between(0, 18))], static_cast<wire::OutcomeKind>(dice.between(0, 13)), "made",
      &starts, static_cast<wire::Language>(dice.between(0, 4)), 900, &guesses, dice.percent(70), wire::Language::Other,
      20'783, static_cast<int16_t>(dice.between(0, 1439)), 480, 1080, &services, &people, &bookings, dice.percent(50),
      dice.percent(50), dice.percent(50), dice.percent(50)));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

bool awaited(wire::ActionKind kind) {
  return kind != wire::ActionKind::Say && kind != wire::ActionKind::Ask && kind != wire::ActionKind::Release &&
         kind != wire::ActionKind::HandOver && kind != wire::ActionKind::End && kind != wire::ActionKind::Consent;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<wire::Status>(booking_converse, data, size);
  if (outcome.status != 0) return 0;
  const auto* request = flatbuffers::GetRoot<wire::ConverseRequest>(data);
  const auto* answer = verified<wire::ConverseAnswer>(outcome);
  require(length(answer->state()) > 0 && length(answer->state()) <= kMostState, "a state is a few hundred bytes");
  for (uint32_t i = 0; i < length(answer->actions()); i++) {
    const auto* action = answer->actions()->Get(i);
    require(!awaited(action->kind()) || i + 1 == length(answer->actions()), "what is waited for comes last");
    require(length(action->rows()) <= kMostRows, "a list has room for its rows");
    require(action->kind() == wire::ActionKind::Ask || length(action->rows()) == 0, "only questions have rows");
    for (uint32_t row = 0; row < length(action->rows()); row++) {
      const auto* id = action->rows()->Get(row)->id();
      require(id != nullptr && id->size() > 0 && id->size() <= kLongestId, "a row can be tapped");
    }
    for (uint32_t j = 0; j < length(action->about()->services()); j++)
      require(action->about()->services()->Get(j) < length(request->services()), "a service is one of the salon's");
    require(action->about()->person() < static_cast<int32_t>(length(request->people())),
            "a person is one of the salon's");
    require(action->about()->booking() < static_cast<int32_t>(length(request->bookings())),
            "a booking is one of the client's");
  }
  require(call_module<wire::Status>(booking_converse, data, size) == outcome, "the same request has the same answer");
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_bytes({data, size, max_size}, seed, 50, fresh);
}

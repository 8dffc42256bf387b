// Operation `find_personal_data` on any bytes: it answers or refuses, and its spans lie in the text, in order and
// apart, in bytes and in code units.
#include "compliance_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" uint32_t booking_find_personal_data(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::compliance::wire;

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  const std::vector<std::string> pieces{"+27",
                                        "(0)",
                                        "082",
                                        "555",
                                        "0101",
                                        "8811144811082",
                                        "4111 1111 1111 1111",
                                        "@",
                                        "a",
                                        ".co.za",
                                        " ",
                                        "-",
                                        ".",
                                        "::",
                                        "fe80",
                                        "192.168.0.1",
                                        "http://",
                                        "www.",
                                        "\n",
                                        "Mr ",
                                        "my name is ",
                                        "Thandi",
                                        "igama lami ngu",
                                        "van der ",
                                        "account ",
                                        "born ",
                                        "1990",
                                        "12/06/",
                                        " June ",
                                        "invoice ",
                                        "\xc2\xa0",
                                        "\xe2\x80\x91",
                                        "\xf0\x9f\x92\x85",
                                        "\xff",
                                        "\xc3",
                                        std::string(1, '\0'),
                                        "(",
                                        ")",
                                        "/32"};
  std::vector<uint8_t> text;
  for (int i = dice.between(0, 40); i > 0; --i) {
    const std::string& piece = dice.pick(pieces);
    text.insert(text.end(), piece.begin(), piece.end());
  }
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateFindPersonalDataRequestDirect(builder, &text));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<wire::Status>(booking_find_personal_data, data, size);
  if (outcome.status != 0) return 0;
  const auto* text = flatbuffers::GetRoot<wire::FindPersonalDataRequest>(data)->text();
  const auto* spans = verified<wire::FindPersonalDataAnswer>(outcome)->spans();
  uint32_t end = 0;
  uint32_t end_utf16 = 0;
  for (uint32_t i = 0; i < length(spans); ++i) {
    const wire::PersonalSpan& span = *spans->Get(i);
    require(span.begin() >= end && span.end() > span.begin(), "spans are in order, apart and not empty");
    require(span.begin_utf16() >= end_utf16 && span.end_utf16() > span.begin_utf16(), "… in code units too");
    require(span.end_utf16() - span.begin_utf16() <= 2 * (span.end() - span.begin()), "a byte is two of them at most");
    require(span.entity() <= wire::PersonalEntity::MAX && span.score() >= 1 && span.score() <= 100, "a span says what");
    end = span.end();
    end_utf16 = span.end_utf16();
  }
  require(end <= length(text), "spans lie in the text");
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_text<wire::FindPersonalDataRequest>(
      {data, size, max_size}, seed, 20, fresh,
      [](const wire::FindPersonalDataRequest& request) { return request.text(); });
}

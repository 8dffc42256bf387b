// Operation `read_webhook` on any bytes: it answers or refuses, and every text of an answer lies in its bytes.
#include "routing_generated.h"
#include "tests/fuzz/mutate.h"

extern "C" uint32_t booking_read_webhook(const uint8_t* request, uint32_t length);

namespace {

using namespace fuzz;
namespace wire = booking::routing::wire;

std::vector<uint8_t> request_of(const std::vector<uint8_t>& body, wire::Provider provider) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateReadWebhookRequestDirect(builder, &body, provider));
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

std::vector<uint8_t> fresh(oracle::Dice& dice) {
  const std::vector<std::string> pieces{
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      " ",
      "\"entry\":[{\"changes\":[{\"value\":{",
      "\"messages\":[{",
      "\"statuses\":[{",
      "\"contacts\":[{\"wa_id\":\"1\",\"user_id\":\"a\",\"profile\":{\"name\":\"N\"}}],",
      "\"metadata\":{\"phone_number_id\":\"5\"},",
      "\"id\":\"w\",",
      "\"from\":\"1\",",
      "\"timestamp\":\"17\",",
      "\"type\":\"text\",",
      "\"type\":\"interactive\",",
      "\"text\":{\"body\":\"b\"},",
      "\"interactive\":{\"list_reply\":{\"id\":\"i\",\"title\":\"t\"}},",
      "\"system\":{\"wa_id\":\"2\"},",
      "\"errors\":[{\"code\":131051}],",
      "\"status\":\"failed\",",
      "\"field\":\"messages\"",
      "\"x\":null",
      "\"entry\":[{\"id\":\"5\",\"messaging\":[{\"sender\":{\"id\":\"9\"},",
      "\"recipient\":{\"id\":\"5\"},",
      "\"message\":{\"mid\":\"m\",",
      "\"quick_reply\":{\"payload\":\"p\"},",
      "\"attachments\":[{\"type\":\"image\",\"payload\":{\"url\":\"u\"}}],",
      "\"is_echo\":true,\"metadata\":\"o\",",
      "\"delivery\":{\"mids\":[\"m\",\"n\"]},",
      "\"postback\":{\"mid\":\"m\",\"payload\":\"p\"}}]}]",
      "\\ud83d",
      "\xf0\x9f\x92\x85",
      "\xff",
      "\"",
      "\\",
      "1e999",
      "-0",
      "true",
      "]}}]}]}",
      "}]}}]}]}"};
  std::vector<uint8_t> text{'{'};
  for (int i = dice.between(0, 24); i > 0; --i) {
    const std::string& piece = dice.pick(pieces);
    text.insert(text.end(), piece.begin(), piece.end());
  }
  return request_of(text, dice.percent(50) ? wire::Provider::Social : wire::Provider::WhatsApp);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome outcome = call_module<wire::Status>(booking_read_webhook, data, size);
  if (outcome.status != 0) return 0;
  const auto* answer = verified<wire::ReadWebhookAnswer>(outcome);
  const uint32_t bytes = length(answer->text());
  for (uint32_t i = 0; i < length(answer->events()); ++i) {
    const wire::WebhookEvent& event = *answer->events()->Get(i);
    for (const wire::TextSpan* span :
         {&event.account(), &event.id(), &event.user(), &event.phone(), &event.name(), &event.text(), &event.payload(),
          &event.context(), &event.next_user(), &event.next_phone(), &event.previous_user(), &event.detail()}) {
      require(span->first() <= bytes && span->size() <= bytes - span->first(), "a text lies in the answer");
    }
    require(event.kind() <= wire::WebhookKind::MAX && event.type() <= wire::MessageType::MAX,
            "a piece says what it is");
    const bool has_id = event.kind() == wire::WebhookKind::Message || event.kind() == wire::WebhookKind::Status;
    require(!has_id || event.id().size() > 0, "what comes twice can be told from what comes once");
    require(event.at() >= 0, "a time is none or after 1970");
  }
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  return mutate_text<wire::ReadWebhookRequest>({data, size, max_size}, seed, 20, fresh,
                                               [](const wire::ReadWebhookRequest& request) { return request.body(); });
}

// What is read of a webhook: every piece of it, whatever order its fields come in; and nothing of what is no webhook.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "routing_generated.h"
#include "tests/native/routing/reading.h"

namespace {

using nlohmann::json;
namespace wire = booking::routing::wire;

using booking::testing::Read;

Read read(std::string_view body) { return booking::testing::read(body, wire::Provider::WhatsApp); }

json change(const json& value, const std::string& field = "messages") {
  return {{"entry", {{{"id", "1"}, {"changes", {{{"value", value}, {"field", field}}}}}}}};
}

const json kContacts = {{{"profile", {{"name", "Nomsa"}}}, {"wa_id", "2782"}, {"user_id", "ZA.1"}}};
const json kMetadata = {{"phone_number_id", "555"}};

json message(json more) {
  more["id"] = "wamid.1";
  more["from"] = "2782";
  more["timestamp"] = "1700000000";
  return more;
}

}  // namespace

TEST_CASE("a message has its sender from the contacts, wherever in the change they stand") {
  const json text = message({{"type", "text"}, {"text", {{"body", "Sawubona \xf0\x9f\x92\x85 m\xc3\xb4re"}}}});
  // By name: contacts, messages, metadata. And the other way round.
  const std::string forwards = change({{"contacts", kContacts}, {"messages", {text}}, {"metadata", kMetadata}}).dump();
  const std::string backwards = R"({"entry":[{"changes":[{"field":"messages","value":{"messages":[)" + text.dump() +
                                R"(],"metadata":{"phone_number_id":"555"},"contacts":)" + kContacts.dump() + "}}]}]}";
  for (const std::string& body :
       {forwards, backwards,
        change({{"contacts", kContacts}, {"messages", {text}}, {"metadata", kMetadata}}).dump(-1, ' ', true)}) {
    const Read out = read(body);
    REQUIRE(out.status == wire::Status::Ok);
    REQUIRE(out.count() == 1);
    const wire::WebhookEvent& event = out.event(0);
    CHECK(event.kind() == wire::WebhookKind::Message);
    CHECK(event.type() == wire::MessageType::Text);
    CHECK(event.at() == 1'700'000'000);
    CHECK(out.text(event.account()) == "555");
    CHECK(out.text(event.user()) == "ZA.1");
    CHECK(out.text(event.phone()) == "2782");
    CHECK(out.text(event.name()) == "Nomsa");
    CHECK(out.text(event.text()) == "Sawubona \xf0\x9f\x92\x85 m\xc3\xb4re");
    CHECK(event.detail().size() == 0);
  }
}

TEST_CASE("every entry, change, message and status is read, in their order") {
  json all = change({{"metadata", kMetadata}, {"messages", json::array()}});
  json& entries = all["entry"];
  for (int entry = 0; entry < 3; ++entry) {
    entries.push_back(entries[0]);
    json& changes = entries.back()["changes"];
    for (int i = 0; i < 3; ++i) {
      json one = message({{"type", "text"}, {"text", {{"body", std::to_string(entry * 3 + i)}}}});
      const json status = {{"id", "w"}, {"status", "read"}, {"timestamp", "5"}, {"recipient_id", "2782"}};
      changes.push_back({{"field", "messages"},
                         {"value", {{"metadata", kMetadata}, {"messages", {one, one}}, {"statuses", {status}}}}});
    }
  }
  const Read out = read(all.dump());
  REQUIRE(out.status == wire::Status::Ok);
  std::string told;
  int statuses = 0;
  for (uint32_t i = 0; i < out.count(); ++i) {
    if (out.event(i).kind() == wire::WebhookKind::Message) told += out.text(out.event(i).text());
    if (out.event(i).kind() == wire::WebhookKind::Status) statuses += out.event(i).delivery() == wire::Delivery::Read;
  }
  CHECK(told == "001122334455667788");
  CHECK(statuses == 9);
}

TEST_CASE("a status tells how far it came, our own id, what is charged, and why it failed") {
  const json failed = {{"id", "wamid.2"},
                       {"status", "failed"},
                       {"timestamp", 1700000001},
                       {"recipient_user_id", "ZA.1"},
                       {"biz_opaque_callback_data", "ours"},
                       {"pricing", {{"category", "service"}}},
                       {"errors", {{{"code", 131047}}, {{"code", 5}}}}};
  const Read out = read(change({{"metadata", kMetadata}, {"statuses", {failed}}, {"contacts", kContacts}}).dump());
  REQUIRE(out.count() == 1);
  const wire::WebhookEvent& event = out.event(0);
  CHECK(event.delivery() == wire::Delivery::Failed);
  CHECK(event.code() == 131047);
  CHECK(event.at() == 1'700'000'001);
  CHECK(out.text(event.payload()) == "ours");
  CHECK(out.text(event.text()) == "service");
  CHECK(out.text(event.phone()) == "2782");
}

TEST_CASE("what is of another shape than expected is unsupported or passed over, never an error") {
  const std::vector<json> odd{
      nullptr, true, 7, 1e300, "text", json::array({1, "2"}), json::object({{"a", json::array()}})};
  for (const json& value : odd) {
    CHECK(read(change(value).dump()).status == wire::Status::Ok);
    CHECK(read(json{{"entry", value}}.dump()).status == wire::Status::Ok);
    for (const char* name : {"id", "from", "timestamp", "type", "text", "context", "errors", "interactive", "system"}) {
      json spoilt = message({{"type", "text"}, {"text", {{"body", "x"}}}});
      spoilt[name] = value;
      const Read out = read(change({{"metadata", kMetadata}, {"messages", {spoilt}}}).dump());
      CHECK(out.status == wire::Status::Ok);
    }
  }
  const Read unknown =
      read(change({{"messages", {message({{"type", "hologram"}, {"hologram", {{"depth", 3}}}})}}}).dump());
  REQUIRE(unknown.count() == 1);
  CHECK(unknown.event(0).type() == wire::MessageType::Unsupported);
  CHECK(unknown.text(unknown.event(0).detail()) == R"({"depth":3})");
}

TEST_CASE("a change of which nothing is read is told of by its field") {
  const Read out = read(change({{"event", "ACCOUNT_DELETED"}}, "account_update").dump());
  REQUIRE(out.count() == 1);
  CHECK(out.event(0).kind() == wire::WebhookKind::Other);
  CHECK(out.text(out.event(0).name()) == "account_update");
}

TEST_CASE("a changed number tells the old and the new") {
  const json system = {{"type", "user_changed_number"}, {"wa_id", "2783"}, {"body", "changed"}};
  const Read out = read(change({{"messages", {message({{"type", "system"}, {"system", system}})}}}).dump());
  REQUIRE(out.count() == 1);
  CHECK(out.event(0).type() == wire::MessageType::System);
  CHECK(out.text(out.event(0).phone()) == "2782");
  CHECK(out.text(out.event(0).next_phone()) == "2783");
}

TEST_CASE("what is no JSON is unreadable, and what is too large is refused") {
  for (const char* body : {"", "{", "}", "{\"entry\":[}", "{\"entry\":[]", "{} {}", "\xff", "{\"a\":\"\xc3\"}", "nul",
                           "true", "7", "[]", "\"open"}) {
    INFO(body);
    CHECK(read(body).status == wire::Status::Unreadable);
  }
  CHECK(read(std::string((3u << 20) + 1, ' ')).status == wire::Status::TooLarge);
  std::string many = R"({"entry":[{"changes":[{"value":{"messages":[)";
  for (int i = 0; i < 10'001; ++i) many += R"({"id":"1"},)";
  many.back() = ']';
  CHECK(read(many + "}}]}]}").status == wire::Status::TooLarge);
  CHECK(read(std::string(1u << 20, '[')).status != wire::Status::Ok);
}

TEST_CASE("half a surrogate pair is shown as what it is, and the rest is read") {
  const Read out =
      read(R"({"entry":[{"changes":[{"value":{"messages":[{"id":"1","text":{"body":"a\ud83d"},"type":"text"}]}}]}]})");
  REQUIRE(out.count() == 1);
  CHECK(out.text(out.event(0).text()) == "a\xef\xbf\xbd");
}

// What is read of a webhook of Messenger or Instagram: every piece of it, whatever order its fields come in.
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

Read read(std::string_view body) { return booking::testing::read(body, wire::Provider::Social); }

json entry(const std::vector<json>& happenings) {
  return {{"object", "page"}, {"entry", {{{"id", "555"}, {"time", 1}, {"messaging", happenings}}}}};
}

json happening(const std::string& kind, const json& what) {
  return {{"sender", {{"id", "9"}}}, {"recipient", {{"id", "555"}}}, {"timestamp", 1'700'000'000'377}, {kind, what}};
}

}  // namespace

TEST_CASE("a message has its sender, account and second, wherever in its happening they stand") {
  const json text = {{"mid", "m1"}, {"text", "Sawubona \xf0\x9f\x92\x85 m\xc3\xb4re"}};
  const std::string backwards =
      R"({"entry":[{"messaging":[{"message":)" + text.dump() +
      R"(,"timestamp":1700000000377,"recipient":{"id":"555"},"sender":{"id":"9"}}],"id":"555"}]})";
  for (const std::string& body : {entry({happening("message", text)}).dump(), backwards,
                                  entry({happening("message", text)}).dump(-1, ' ', true)}) {
    const Read out = read(body);
    REQUIRE(out.status == wire::Status::Ok);
    REQUIRE(out.count() == 1);
    const wire::WebhookEvent& event = out.event(0);
    CHECK(event.kind() == wire::WebhookKind::Message);
    CHECK(event.type() == wire::MessageType::Text);
    CHECK(event.at() == 1'700'000'000);
    CHECK(out.text(event.account()) == "555");
    CHECK(out.text(event.user()) == "9");
    CHECK(event.phone().size() == 0);
    CHECK(out.text(event.text()) == "Sawubona \xf0\x9f\x92\x85 m\xc3\xb4re");
  }
}

TEST_CASE("what was pressed comes with what is behind it, and an echo is no message") {
  const Read out =
      read(entry({happening("message", {{"mid", "m1"}, {"text", "Yes"}, {"quick_reply", {{"payload", "c:1"}}}}),
                  happening("postback", {{"mid", "m2"}, {"title", "Start"}, {"payload", "bk"}}),
                  happening("message", {{"mid", "m3"}, {"text", "Hi"}, {"is_echo", true}}),
                  happening("message", {{"mid", "m4"}, {"is_echo", true}, {"metadata", "ours"}})})
               .dump());
  REQUIRE(out.status == wire::Status::Ok);
  REQUIRE(out.count() == 3);
  CHECK(out.event(0).type() == wire::MessageType::ButtonReply);
  CHECK(out.text(out.event(0).payload()) == "c:1");
  CHECK(out.event(1).type() == wire::MessageType::ButtonReply);
  CHECK(out.text(out.event(1).payload()) == "bk");
  const wire::WebhookEvent& sent = out.event(2);
  CHECK(sent.kind() == wire::WebhookKind::Status);
  CHECK(sent.delivery() == wire::Delivery::Sent);
  CHECK(out.text(sent.payload()) == "ours");
  CHECK(out.text(sent.user()) == "555");  // an echo is from the page
}

TEST_CASE("a message without an id is passed over, and what is of another shape loses nothing beside it") {
  const Read out = read(entry({nullptr,
                               7,
                               "x",
                               json::array(),
                               happening("message", 5),
                               happening("message", {{"text", "x"}}),
                               {{"message", {{"mid", "m9"}, {"text", {1, 2}}}}},
                               happening("delivery", {{"mids", "none"}}),
                               happening("message", {{"mid", "m1"}, {"text", "Good"}})})
                            .dump());
  REQUIRE(out.status == wire::Status::Ok);
  REQUIRE(out.count() == 2);
  CHECK(out.text(out.event(1).text()) == "Good");
}

TEST_CASE("what is no object, is cut off or is nested without end is unreadable") {
  const std::string whole = entry({happening("message", {{"mid", "m1"}, {"text", "Hi"}})}).dump();
  for (const std::string& body : {std::string(), std::string("[]"), std::string("7"), whole.substr(0, whole.size() - 2),
                                  whole + "x", std::string(100'000, '['), "{\"entry\":" + std::string(100'000, '[')}) {
    CHECK(read(body).status == wire::Status::Unreadable);
  }
  const std::string broken = entry({happening("message", {{"mid", "m1"}, {"text", "H!i"}})}).dump();
  std::string bytes = broken;
  bytes[bytes.find('!')] = '\xff';
  CHECK(read(bytes).status == wire::Status::Unreadable);
}

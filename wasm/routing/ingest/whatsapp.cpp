#include "wasm/routing/ingest/whatsapp.h"

#include <algorithm>
#include <array>

#include "wasm/routing/ingest/reader.h"

namespace booking::routing {
namespace {

using wire::Delivery;
using wire::MessageType;
using wire::TextSpan;
using wire::WebhookKind;

struct NamedType {
  std::string_view name;
  MessageType type;
};

constexpr std::array kTypes{
    NamedType{"text", MessageType::Text},         NamedType{"image", MessageType::Image},
    NamedType{"video", MessageType::Video},       NamedType{"document", MessageType::Document},
    NamedType{"audio", MessageType::Audio},       NamedType{"sticker", MessageType::Sticker},
    NamedType{"location", MessageType::Location}, NamedType{"contacts", MessageType::Contacts},
    NamedType{"reaction", MessageType::Reaction}, NamedType{"order", MessageType::Order},
    NamedType{"button", MessageType::Button},     NamedType{"system", MessageType::System},
    NamedType{"revoke", MessageType::Revoke},
};

constexpr std::array kReplies{
    NamedType{"button_reply", MessageType::ButtonReply},
    NamedType{"list_reply", MessageType::ListReply},
    NamedType{"nfm_reply", MessageType::FlowReply},
};

MessageType type_called(std::span<const NamedType> types, std::string_view name) {
  for (const NamedType& each : types) {
    if (each.name == name) return each.type;
  }
  return MessageType::Unsupported;
}

Delivery delivery_called(std::string_view name) {
  if (name == "sent") return Delivery::Sent;
  if (name == "delivered") return Delivery::Delivered;
  if (name == "read") return Delivery::Read;
  if (name == "played") return Delivery::Played;
  return name == "failed" ? Delivery::Failed : Delivery::Unknown;
}

/// Somebody of a change's `contacts`: what a message or status leaves out of them.
struct Contact {
  TextSpan phone;
  TextSpan user;
  TextSpan name;
};

/// Of one change. More contacts than these are passed over: the provider sends one for each message.
struct Change {
  TextSpan field{};
  TextSpan account{};
  std::array<Contact, 64> contacts{};
  uint32_t contact_count = 0;
  uint32_t first = 0;  // of its pieces
};

/// Walks one webhook; what is a member is there so that every step has it at hand.
class Walk {
 public:
  explicit Walk(Pieces& pieces) : pieces_(pieces) {}

  void root(ondemand::value value) {
    reader_.fields(value, [&](std::string_view key, ondemand::value entries) {
      if (key != "entry") return;
      reader_.elements(entries, [&](ondemand::value entry) {
        reader_.fields(entry, [&](std::string_view name, ondemand::value changes) {
          if (name == "changes") reader_.elements(changes, [&](ondemand::value each) { change(each); });
        });
      });
    });
  }

  Reader& reader() { return reader_; }

 private:
  TextSpan kept(ondemand::value value) { return pieces_.keep(reader_.text(value)); }

  std::string_view at(const TextSpan& span) const {
    return {reinterpret_cast<const char*>(pieces_.text.data()) + span.first(), span.size()};
  }

  void change(ondemand::value value) {
    Change change;
    change.first = pieces_.count;
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "field") change.field = kept(inside);
      else if (key == "value") change_value(inside, change);
    });
    for (uint32_t i = change.first; i < pieces_.count; ++i) complete(pieces_.pieces[i], change);
    // A change of which nothing was read is still told of.
    if (pieces_.count == change.first && !reader_.broken()) {
      if (Piece* const other = pieces_.next()) {
        other->account = change.account;
        other->name = change.field;
      }
    }
  }

  void change_value(ondemand::value value, Change& change) {
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "metadata") metadata(inside, change);
      else if (key == "contacts") contacts(inside, change);
      else if (key == "messages") reader_.elements(inside, [&](ondemand::value each) { message(each); });
      else if (key == "statuses") reader_.elements(inside, [&](ondemand::value each) { status(each); });
      else if (key == "calls") reader_.elements(inside, [&](ondemand::value each) { call(each); });
      else if (key == "user_preferences") reader_.elements(inside, [&](ondemand::value each) { preference(each); });
      else if (key == "errors") reader_.elements(inside, [&](ondemand::value each) { fault(each); });
    });
  }

  void metadata(ondemand::value value, Change& change) {
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "phone_number_id") change.account = kept(inside);
    });
  }

  void contacts(ondemand::value value, Change& change) {
    reader_.elements(value, [&](ondemand::value each) {
      Contact contact{};
      reader_.fields(each, [&](std::string_view key, ondemand::value inside) {
        if (key == "wa_id") contact.phone = kept(inside);
        else if (key == "user_id") contact.user = kept(inside);
        else if (key == "profile") {
          reader_.fields(inside, [&](std::string_view name, ondemand::value told) {
            if (name == "name") contact.name = kept(told);
          });
        }
      });
      if (change.contact_count < change.contacts.size()) change.contacts[change.contact_count++] = contact;
    });
  }

  /// What the change as a whole tells of a piece of it.
  void complete(Piece& event, const Change& change) {
    event.account = change.account;
    if (event.kind == WebhookKind::Other && !is_told(event.name)) event.name = change.field;
    if (event.kind == WebhookKind::Other || event.kind == WebhookKind::Fault) return;
    const Contact* const end = change.contacts.data() + change.contact_count;
    const Contact* who = std::find_if(change.contacts.data(), end, [&](const Contact& each) {
      if (is_told(event.user) && is_told(each.user)) return at(event.user) == at(each.user);
      return is_told(event.phone) && at(event.phone) == at(each.phone);
    });
    // Whoever is alone in the list is meant where the piece names nobody at all.
    if (who == end && change.contact_count == 1 && !is_told(event.user) && !is_told(event.phone)) {
      who = change.contacts.data();
    }
    if (who == end) return;
    if (!is_told(event.user)) event.user = who->user;
    if (!is_told(event.phone)) event.phone = who->phone;
    if (!is_told(event.name)) event.name = who->name;
  }

  void message(ondemand::value value) {
    Piece event{};
    event.kind = WebhookKind::Message;
    MessageType type = MessageType::Unsupported;
    MessageType reply = MessageType::Unsupported;
    bool voice = false;
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "id") event.id = kept(inside);
      else if (key == "from") event.phone = kept(inside);
      else if (key == "from_user_id") event.user = kept(inside);
      else if (key == "timestamp") event.at = reader_.number(inside);
      else if (key == "type") type = type_called(kTypes, reader_.text(inside));
      else if (key == "errors") event.code = first_code(inside);
      else if (key == "context") context(inside, event);
      else if (key == "interactive") reply = interactive(inside, event);
      else if (key == "contacts") event.detail = pieces_.keep(reader_.raw(inside));
      else content(key, inside, event, voice);
    });
    if (type == MessageType::Unsupported) type = reply;
    if (type == MessageType::Audio && voice) type = MessageType::Voice;
    event.type = type;
    add(event);
  }

  void context(ondemand::value value, Piece& event) {
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "id" && !is_told(event.context)) event.context = kept(inside);
    });
  }

  /// The object that a message's type names. All of them are read alike, since no two give one word two meanings.
  void content(std::string_view type, ondemand::value value, Piece& event, bool& voice) {
    std::string_view source;
    reader_.fields(
        value,
        [&](std::string_view key, ondemand::value inside) {
          if (key == "body" || key == "caption" || key == "emoji" || key == "text") event.text = kept(inside);
          else if (key == "name" || key == "filename" || key == "address") {
            const TextSpan text = kept(inside);
            if (!is_told(event.text)) event.text = text;
          } else if (key == "id" || key == "payload") event.payload = kept(inside);
          else if (key == "message_id" || key == "original_message_id") event.context = kept(inside);
          else if (key == "voice") voice = reader_.truth(inside);
          else if (key == "wa_id") event.next_phone = kept(inside);
          else if (key == "user_id") event.next_user = kept(inside);
          else if (key == "previous_user_id") event.previous_user = kept(inside);
        },
        &source);
    if (type != "text" && !source.empty()) event.detail = pieces_.keep(source);
  }

  MessageType interactive(ondemand::value value, Piece& event) {
    MessageType type = MessageType::Unsupported;
    std::string_view source;
    reader_.fields(
        value,
        [&](std::string_view key, ondemand::value inside) {
          const MessageType reply = type_called(kReplies, key);
          if (reply == MessageType::Unsupported) return;
          type = reply;
          reader_.fields(inside, [&](std::string_view name, ondemand::value told) {
            if (name == "title" || name == "body") event.text = kept(told);
            else if (name == "id" || name == "response_json") event.payload = kept(told);
          });
        },
        &source);
    event.detail = pieces_.keep(source);
    return type;
  }

  void status(ondemand::value value) {
    Piece event{};
    event.kind = WebhookKind::Status;
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "id") event.id = kept(inside);
      else if (key == "status") event.delivery = delivery_called(reader_.text(inside));
      else if (key == "timestamp") event.at = reader_.number(inside);
      else if (key == "recipient_id") event.phone = kept(inside);
      else if (key == "recipient_user_id") event.user = kept(inside);
      else if (key == "biz_opaque_callback_data") event.payload = kept(inside);
      else if (key == "errors") event.code = first_code(inside);
      else if (key == "pricing") {
        reader_.fields(inside, [&](std::string_view name, ondemand::value told) {
          if (name == "category") event.text = kept(told);
        });
      }
    });
    add(event);
  }

  /// A call of a client opens the window to write in as a message does; all else of calls is another matter.
  void call(ondemand::value value) {
    Piece event{};
    bool from_client = false;
    bool begins = false;
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "id") event.id = kept(inside);
      else if (key == "from") event.phone = kept(inside);
      else if (key == "from_user_id") event.user = kept(inside);
      else if (key == "timestamp") event.at = reader_.number(inside);
      else if (key == "direction") from_client = reader_.text(inside) == "USER_INITIATED";
      else if (key == "event") begins = reader_.text(inside) == "connect";
    });
    if (!from_client || !begins) return;
    event.kind = WebhookKind::Message;
    event.type = MessageType::Call;
    add(event);
  }

  void preference(ondemand::value value) {
    Piece event{};
    event.kind = WebhookKind::Preference;
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "wa_id") event.phone = kept(inside);
      else if (key == "user_id") event.user = kept(inside);
      else if (key == "category") event.name = kept(inside);
      else if (key == "value") event.text = kept(inside);
      else if (key == "timestamp") event.at = reader_.number(inside);
    });
    if (Piece* const to = pieces_.next()) *to = event;
  }

  void fault(ondemand::value value) {
    Piece event{};
    event.kind = WebhookKind::Fault;
    event.code = code(value);
    if (Piece* const to = pieces_.next()) *to = event;
  }

  uint32_t first_code(ondemand::value value) {
    uint32_t first = 0;
    reader_.elements(value, [&](ondemand::value each) {
      const uint32_t read = code(each);
      if (first == 0) first = read;
    });
    return first;
  }

  uint32_t code(ondemand::value value) {
    int64_t read = 0;
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "code") read = reader_.number(inside);
    });
    return static_cast<uint32_t>(std::min<int64_t>(read, UINT32_MAX));
  }

  /// What has no id could not be told from its own repetition, and is passed over.
  void add(const Piece& event) {
    if (!is_told(event.id)) return;
    if (Piece* const to = pieces_.next()) *to = event;
  }

  Pieces& pieces_;
  Reader reader_;
};

}  // namespace

wire::Status read_whatsapp(ondemand::document& document, Pieces& pieces) {
  Walk walk(pieces);
  return read_object(document, walk.reader(), pieces, [&](ondemand::value value) { walk.root(value); });
}

}  // namespace booking::routing

#include "wasm/routing/ingest/social.h"

#include <array>

#include "wasm/routing/ingest/reader.h"

namespace booking::routing {
namespace {

using wire::Delivery;
using wire::MessageType;
using wire::TextSpan;
using wire::WebhookKind;

struct NamedAttachment {
  std::string_view name;
  MessageType type;
};

constexpr std::array kAttachments{
    NamedAttachment{"image", MessageType::Image},       NamedAttachment{"video", MessageType::Video},
    NamedAttachment{"audio", MessageType::Audio},       NamedAttachment{"file", MessageType::Document},
    NamedAttachment{"location", MessageType::Location},
};

/// Of one thing that happened: whom it is about is told beside it, before or after.
struct Happening {
  TextSpan sender{};
  TextSpan recipient{};
  int64_t at = 0;  // seconds
  uint32_t first = 0;
};

struct Message {
  Piece piece{};
  MessageType attached = MessageType::Unsupported;
  bool echo = false;
  bool revoked = false;
  TextSpan ours{};  // what we called it when we sent it
};

/// Walks one webhook; what is a member is there so that every step has it at hand.
class Walk {
 public:
  explicit Walk(Pieces& pieces) : pieces_(pieces) {}

  void root(ondemand::value value) {
    reader_.fields(value, [&](std::string_view key, ondemand::value entries) {
      if (key == "entry") reader_.elements(entries, [&](ondemand::value each) { entry(each); });
    });
  }

  Reader& reader() { return reader_; }

 private:
  TextSpan kept(ondemand::value value) { return pieces_.keep(reader_.text(value)); }

  void entry(ondemand::value value) {
    const uint32_t first = pieces_.count;
    TextSpan account{};
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "id") account = kept(inside);
      else if (key == "messaging") reader_.elements(inside, [&](ondemand::value each) { happening(each); });
      else if (key != "time") other(key);
    });
    for (uint32_t i = first; i < pieces_.count; ++i) {
      if (is_told(account)) pieces_.pieces[i].account = account;
    }
  }

  void happening(ondemand::value value) {
    Happening of;
    of.first = pieces_.count;
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "sender") of.sender = id(inside);
      else if (key == "recipient") of.recipient = id(inside);
      else if (key == "timestamp") of.at = reader_.number(inside) / 1000;
      else if (key == "message") message(inside);
      else if (key == "postback") postback(inside);
      else if (key == "delivery") told(inside, Delivery::Delivered);
      else if (key == "read") told(inside, Delivery::Read);
      else other(key);
    });
    for (uint32_t i = of.first; i < pieces_.count; ++i) {
      Piece& piece = pieces_.pieces[i];
      const bool ours = piece.kind == WebhookKind::Status && piece.delivery == Delivery::Sent;
      piece.account = ours ? of.sender : of.recipient;
      piece.at = of.at;
      if (piece.kind == WebhookKind::Message || piece.kind == WebhookKind::Status)
        piece.user = ours ? of.recipient : of.sender;
    }
  }

  TextSpan id(ondemand::value value) {
    TextSpan read{};
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "id") read = kept(inside);
    });
    return read;
  }

  void message(ondemand::value value) {
    Message read;
    Piece& piece = read.piece;
    piece.kind = WebhookKind::Message;
    bool pressed = false;
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "mid") piece.id = kept(inside);
      else if (key == "text") piece.text = kept(inside);
      else if (key == "is_echo") read.echo = reader_.truth(inside);
      else if (key == "is_deleted") read.revoked = reader_.truth(inside);
      else if (key == "metadata") read.ours = kept(inside);
      else if (key == "attachments") attachments(inside, read);
      else if (key == "quick_reply") {
        reader_.fields(inside, [&](std::string_view name, ondemand::value told) {
          if (name != "payload") return;
          piece.payload = kept(told);
          pressed = is_told(piece.payload);
        });
      } else if (key == "reply_to") {
        reader_.fields(inside, [&](std::string_view name, ondemand::value told) {
          if (name == "mid") piece.context = kept(told);
        });
      }
    });
    if (read.echo) return echoed(read);
    if (read.revoked) {
      // It bears the id of what it takes back, which is there already.
      return other("message_deleted");
    }
    piece.type = pressed ? MessageType::ButtonReply : is_told(piece.text) ? MessageType::Text : read.attached;
    add(piece);
  }

  /// The first that is known says what it is; its address is what it can be fetched by.
  void attachments(ondemand::value value, Message& message) {
    reader_.elements(value, [&](ondemand::value each) {
      MessageType type = MessageType::Unsupported;
      TextSpan address{};
      std::string_view source;
      reader_.fields(
          each,
          [&](std::string_view key, ondemand::value inside) {
            if (key == "type") {
              const std::string_view name = reader_.text(inside);
              for (const NamedAttachment& known : kAttachments) {
                if (known.name == name) type = known.type;
              }
            } else if (key == "payload") {
              reader_.fields(inside, [&](std::string_view name, ondemand::value told) {
                if (name == "url") address = kept(told);
              });
            }
          },
          &source);
      if (!is_told(message.piece.detail)) message.piece.detail = pieces_.keep(source);
      if (message.attached != MessageType::Unsupported || type == MessageType::Unsupported) return;
      message.attached = type;
      if (!is_told(message.piece.payload)) message.piece.payload = address;
    });
  }

  void postback(ondemand::value value) {
    Piece piece{};
    piece.kind = WebhookKind::Message;
    piece.type = MessageType::ButtonReply;
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "mid") piece.id = kept(inside);
      else if (key == "title") piece.text = kept(inside);
      else if (key == "payload") piece.payload = kept(inside);
    });
    add(piece);
  }

  /// Messenger lists what was delivered and tells of what was read but a time; Instagram names what was read.
  void told(ondemand::value value, Delivery delivery) {
    reader_.fields(value, [&](std::string_view key, ondemand::value inside) {
      if (key == "mid") status(kept(inside), delivery);
      else if (key == "mids") reader_.elements(inside, [&](ondemand::value each) { status(kept(each), delivery); });
    });
  }

  void status(TextSpan id, Delivery delivery) {
    Piece piece{};
    piece.kind = WebhookKind::Status;
    piece.id = id;
    piece.delivery = delivery;
    add(piece);
  }

  void echoed(const Message& message) {
    if (!is_told(message.ours)) return;
    Piece piece{};
    piece.kind = WebhookKind::Status;
    piece.id = message.piece.id;
    piece.payload = message.ours;
    piece.delivery = Delivery::Sent;
    add(piece);
  }

  void other(std::string_view field) {
    if (Piece* const to = pieces_.next()) to->name = pieces_.keep(field);
  }

  /// What has no id could not be told from its own repetition, and is passed over.
  void add(const Piece& piece) {
    if (!is_told(piece.id)) return;
    if (Piece* const to = pieces_.next()) *to = piece;
  }

  Pieces& pieces_;
  Reader reader_;
};

}  // namespace

wire::Status read_social(ondemand::document& document, Pieces& pieces) {
  Walk walk(pieces);
  return read_object(document, walk.reader(), pieces, [&](ondemand::value value) { walk.root(value); });
}

}  // namespace booking::routing

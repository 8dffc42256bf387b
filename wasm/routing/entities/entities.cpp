#include "wasm/routing/entities/entities.h"

#include "wasm/routing/entities/message.h"

namespace booking::routing {
namespace {

/// Words that ask for a person wherever they stand, and those that do so only as the whole message.
constexpr size_t kWholeMessage = 3;
/// In a longer message a yes or no is about something in it; but who begins with no, agrees to nothing.
constexpr size_t kShortAnswer = 6;

void read_signals(const Message& message) {
  Heard& heard = message.heard;
  for (size_t i = 0; i < message.tags.count; i++) {
    if (message.word(i).shape != Shape::Mark)
      heard.words += static_cast<size_t>(message.tags.tags[i].last - message.tags.tags[i].first);
  }
  for (size_t i = 0; i < message.tags.count; i++) {
    const int value = message.tags.value(i);
    switch (message.tags.at(i)) {
      case Means::Human:
        heard.human = heard.human || value == 1 || heard.words <= kWholeMessage;
        break;
      case Means::Yes:
        heard.yes = heard.yes || heard.words <= kShortAnswer;
        break;
      case Means::No:
        heard.no = heard.no || heard.words <= kShortAnswer || i == 0;
        break;
      case Means::Stop:
        heard.stop = heard.stop || heard.words <= kShortAnswer;
        break;
      case Means::Other:
        heard.other = true;
        break;
      case Means::Soon:
        heard.soon = true;
        break;
      case Means::Nth:
        heard.nth = value;
        break;
      default:
        break;
    }
  }
  if (heard.no) heard.yes = false;
}

}  // namespace

const Entity* Heard::best(Kind kind) const {
  const Entity* found = nullptr;
  for (size_t i = 0; i < count; i++) {
    if (entities[i].kind == kind && (found == nullptr || entities[i].score > found->score)) found = &entities[i];
  }
  return found;
}

void read_entities(std::string_view text, LocalNow now, Language hint, const Menu& menu, Heard& heard) {
  heard = Heard{};
  Message message{text.substr(0, kMostText), now, hint, menu, heard, {}, {}, {}};
  read_words(message.text, message.words);
  tag_words(message.words, hint, message.tags);
  read_signals(message);
  read_contacts(message);
  read_days(message);
  read_times(message);
  read_guests(message);
  read_people(message);
  read_services(message);
  read_names(message);
}

}  // namespace booking::routing

#include "marked_texts.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

using booking::compliance::Entity;
using booking::compliance::PersonalSpan;

namespace personal {

const char* const kNames[kEntities] = {"id", "phone", "email", "card", "account", "ip", "url", "birth", "name"};

namespace {

Entity entity_of(const std::string& name) {
  for (int i = 0; i < kEntities; ++i) {
    if (name == kNames[i]) return static_cast<Entity>(i);
  }
  throw std::runtime_error("no entity is called " + name);
}

MarkedText parsed(const std::string& line) {
  const size_t colon = line.find(": ");
  MarkedText marked{line.substr(0, colon), {}, {}};
  for (size_t i = colon + 2; i < line.size(); ++i) {
    if (line.compare(i, 2, "[[") == 0) {
      const size_t bar = line.find('|', i);
      marked.marks.push_back(
          {static_cast<uint32_t>(marked.text.size()), 0, entity_of(line.substr(i + 2, bar - i - 2)), 0});
      i = bar;
    } else if (line.compare(i, 2, "]]") == 0) {
      marked.marks.back().end = static_cast<uint32_t>(marked.text.size());
      ++i;
    } else if (line.compare(i, 2, "\\n") == 0) {
      marked.text += '\n';
      ++i;
    } else {
      marked.text += line[i];
    }
  }
  return marked;
}

bool same(const PersonalSpan& a, const PersonalSpan& b) {
  return a.begin == b.begin && a.end == b.end && a.entity == b.entity;
}

}  // namespace

std::vector<PersonalSpan> found_in(const std::string& text) {
  std::vector<PersonalSpan> room(booking::compliance::Spans::most_in(text.size()));
  const std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  room.resize(booking::compliance::find_personal_data(bytes, room));
  return room;
}

std::vector<MarkedText> marked_texts(const char* file) {
  std::ifstream lines(std::filesystem::path(__FILE__).parent_path() / file);
  std::vector<MarkedText> texts;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line[0] != '#') texts.push_back(parsed(line));
  }
  if (texts.empty()) throw std::runtime_error(std::string("no text in ") + file);
  return texts;
}

void tally(Tallies& tallies, const std::string& text, const std::vector<PersonalSpan>& marks,
           const std::vector<PersonalSpan>& found) {
  const auto holds = [](const std::vector<PersonalSpan>& spans, const PersonalSpan& span) {
    return std::any_of(spans.begin(), spans.end(), [&](const PersonalSpan& each) { return same(each, span); });
  };
  const auto count = [&](const PersonalSpan& span, int Tally::* field, const char* what) {
    const auto entity = static_cast<int>(span.entity);
    ++(tallies.of[entity].*field);
    ++(tallies.all.*field);
    if (what == nullptr) return;
    tallies.faults += std::string(what) + " " + kNames[entity] + " <" + text.substr(span.begin, span.end - span.begin) +
                      "> in: " + text + "\n";
  };
  for (const PersonalSpan& span : found) {
    const bool right = holds(marks, span);
    count(span, right ? &Tally::right : &Tally::wrong, right ? nullptr : "wrong");
  }
  for (const PersonalSpan& mark : marks) {
    if (!holds(found, mark)) count(mark, &Tally::missed, "missed");
  }
}

std::string table(const Tallies& tallies) {
  std::string lines;
  const auto line = [&](const char* name, const Tally& of) {
    if (of.right + of.wrong + of.missed == 0) return;
    char text[128];
    std::snprintf(text, sizeof text, "%-8s right %3d  wrong %2d  missed %2d  precision %.3f  recall %.3f\n", name,
                  of.right, of.wrong, of.missed, of.precision(), of.recall());
    lines += text;
  };
  for (int i = 0; i < kEntities; ++i) line(kNames[i], tallies.of[i]);
  line("all", tallies.all);
  return lines;
}

}  // namespace personal

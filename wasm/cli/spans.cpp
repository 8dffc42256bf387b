// corectl spans: what the finder finds in a file, so that a log, an export or a prompt can be looked through before it
// goes out. One span a line: begin and end in bytes, what it is, how sure. What was found is not repeated, unless asked
// for: the list is for telling others where something stands.
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <vector>

#include "wasm/cli/commands.h"
#include "wasm/cli/files.h"
#include "wasm/compliance/personal_data/find.h"

namespace booking::cli {
namespace {

using compliance::PersonalSpan;
using compliance::Spans;

/// In the order of `Entity`.
constexpr const char* kNames[] = {"identity", "phone", "email", "card", "account", "ip", "url", "birth-date", "name"};
static_assert(std::size(kNames) == static_cast<size_t>(compliance::Entity::Name) + 1);

/// 2^31 bytes, as the finder is bounded.
constexpr size_t kLongest = size_t{1} << 31;

void tell(const PersonalSpan& span, const std::string& text, bool shown) {
  std::printf("%u\t%u\t%s\t%u", span.begin, span.end, kNames[static_cast<size_t>(span.entity)], unsigned{span.score});
  if (shown) {
    std::string found = text.substr(span.begin, span.end - span.begin);
    std::ranges::replace_if(found, [](unsigned char byte) { return byte < 0x20; }, ' ');  // a span is one line
    std::printf("\t%s", found.c_str());
  }
  std::putchar('\n');
}

}  // namespace

int spans(Arguments arguments) {
  const auto all = given(arguments);
  const auto shows = all ? all->all("--show") : std::vector<std::string>{};
  const bool understood = all && all->files.size() == 1 && all->options.size() == shows.size() && shows.size() <= 1 &&
                          (shows.empty() || shows[0] == "text");
  if (!understood) {
    std::fputs("corectl spans find: one file, and --show text for what was found\n", stderr);
    return kNotUnderstood;
  }
  const auto text = read_file(all->files[0]);
  if (!text || text->size() > kLongest) {
    std::fputs("corectl: the file cannot be read\n", stderr);
    return kNotUnderstood;
  }
  std::vector<PersonalSpan> room(Spans::most_in(text->size()));
  const size_t count =
      compliance::find_personal_data({reinterpret_cast<const uint8_t*>(text->data()), text->size()}, room);
  for (size_t i = 0; i < count; i++) tell(room[i], *text, !shows.empty());
  std::fprintf(stderr, "%zu found in %zu bytes\n", count, text->size());
  return count == 0 ? kHolds : kDoesNotHold;
}

}  // namespace booking::cli

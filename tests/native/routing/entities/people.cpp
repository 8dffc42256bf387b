#include "tests/native/routing/entities/reading.h"

using namespace reading;

TEST_CASE("a service is found by what people call it") {
  const Language af = Language::Afrikaans;
  check(Kind::Service, {
                           {"I want a cut", "cut"},
                           {"haircut please", "cut"},
                           {"haircuts", "cut"},
                           {"a trim", "cut"},
                           {"full colour", "colour"},
                           {"dye my hair", "colour"},
                           {"color", "colour"},
                           {"mani", "manicure"},
                           {"gel mani", "manicure"},
                           {"manicre", "manicure"},
                           {"mani and pedi", "manicure pedicure"},
                           {"my nails", "manicure"},
                           {"pedicures", "pedicure"},
                           {"box briads", "braids"},
                           {"cornrows", "braids"},
                           {"a massage", "massage"},
                           {"eyebrows", "brows"},
                           {"hare sny", "cut", af},
                           {"ek wil my hare laat kleur", "colour", af},
                           {"manikuur", "manicure", af},
                           {"wenkbroue", "brows", af},
                           {"vlegsels", "braids", af},
                           {"massering", "massage", af},
                           {"i-manicure", "manicure", Language::Zulu},
                           {"imanicure", "manicure", Language::Zulu},
                           {"ukugunda", "cut", Language::Zulu},
                           {"ngifuna ukweluka", "braids", Language::Zulu},
                           {"izinzipho", "manicure", Language::Zulu},
                           {"iinwele ukuzicheba", "", Language::Xhosa},
                           {"ukucheba iinwele", "cut", Language::Xhosa},
                           {"iinzipho", "manicure", Language::Xhosa},
                           {"amashiya", "brows", Language::Xhosa},
                           {"i-massage", "massage", Language::Xhosa},
                           {"hello there", ""},
                           {"cut and colour", "cut colour"},
                           {"parking", ""},
                       });
}

TEST_CASE("a person is found by name, and told apart from one who is not wanted") {
  check(Kind::Person, {
                          {"with Lerato", "lerato"},
                          {"by Thandi", "thandi"},
                          {"noLerato", "lerato", Language::Zulu},
                          {"kuThandi", "thandi", Language::Xhosa},
                          {"no Lerato", "lerato", Language::Zulu},
                          {"met Annelie", "annelie", Language::Afrikaans},
                          {"with Leratto", "lerato"},
                          {"Ayanda tomorrow at 3", "ayanda"},
                          {"not with Thandi", "not thandi"},
                          {"nie by Annelie nie", "not annelie", Language::Afrikaans},
                          {"anyone", "anybody"},
                          {"enigiemand", "anybody", Language::Afrikaans},
                          {"noma ubani", "anybody", Language::Zulu},
                          {"with my sister", ""},
                      });
}

TEST_CASE("how many come is read, and a bare `for 2` stays open") {
  check(Kind::Guests, {
                          {"for 2 people", "2"},
                          {"3 of us", "3"},
                          {"me and my sister", "2"},
                          {"party of 4", "4"},
                          {"we are five", "5"},
                          {"vir 2 mense", "2", Language::Afrikaans},
                          {"ons is 3", "3", Language::Afrikaans},
                          {"ek en my ma", "2", Language::Afrikaans},
                          {"abantu aba-3", "3", Language::Zulu},
                          {"sibabili", "2", Language::Zulu},
                          {"abantu ababini", "2", Language::Xhosa},
                          {"for 2", "2"},
                          {"at 3", ""},
                          {"6 bridesmaids", "6"},
                          {"for 2 at 3pm", "2"},
                      });
  CHECK(told(hear("for 2"), Kind::Time) == "14:00");
}

TEST_CASE("one message in two languages is read whole") {
  const Heard heard =
      hear("Hi, can I book i-manicure ngoLwesihlanu after 2 with Lerato vir 2 mense", Language::English);
  CHECK(told(heard, Kind::Service) == "manicure");
  CHECK(told(heard, Kind::Day) == "27/11");
  CHECK(told(heard, Kind::Time) == "14:00-24:00");
  CHECK(told(heard, Kind::Person) == "lerato");
  CHECK(told(heard, Kind::Guests) == "2");
}

TEST_CASE("an entity says where it stands") {
  const std::string_view text = "Cut môre om 3 met Lerato";
  const Heard heard = hear(text, Language::Afrikaans);
  const auto at = [&](Kind kind) {
    const Entity* found = heard.best(kind);
    return found == nullptr ? ""
                            : std::string(text.substr(found->begin, static_cast<size_t>(found->end - found->begin)));
  };
  CHECK(at(Kind::Service) == "Cut");
  CHECK(at(Kind::Day) == "môre");
  CHECK(at(Kind::Time) == "om 3");
  CHECK(at(Kind::Person) == "Lerato");
}

TEST_CASE("names, telephones and references are told from times") {
  const auto span = [](std::string_view text, Kind kind, Language language = Language::English) {
    const Heard heard = hear(text, language);
    const Entity* found = heard.best(kind);
    return found == nullptr ? ""
                            : std::string(text.substr(found->begin, static_cast<size_t>(found->end - found->begin)));
  };
  CHECK(span("my name is Nomsa Dlamini", Kind::Name) == "Nomsa Dlamini");
  CHECK(span("igama lami nguNomsa", Kind::Name, Language::Zulu) == "Nomsa");
  CHECK(span("my naam is Pieter", Kind::Name, Language::Afrikaans) == "Pieter");
  CHECK(span("im late", Kind::Name) == "");
  CHECK(span("call 082 555 0101 please", Kind::Phone) == "082 555 0101");
  CHECK(span("+27 82 555 0101", Kind::Phone) == "+27 82 555 0101");
  CHECK(span("my booking 01jd8w3k5m7p9r1t3v5x7z9b2d", Kind::Reference) == "01jd8w3k5m7p9r1t3v5x7z9b2d");
}

TEST_CASE("a person is asked for in every language") {
  for (const char* text : {"human", "Human please", "agent", "I want to speak to someone", "person", "'n mens",
                           "ek wil met iemand praat", "ngifuna ukukhuluma nomuntu", "umuntu", "umntu",
                           "ndifuna ukuthetha nomntu", "a real person", "mens", "call me"}) {
    INFO(text);
    CHECK(hear(text).human);
  }
  for (const char* text : {"book for 3 people", "2 mense", "abantu ababili", "for one person"}) {
    INFO(text);
    CHECK_FALSE(hear(text).human);
  }
}

TEST_CASE("any bytes are read without harm, and long texts too") {
  std::string text;
  for (int i = 0; i < 4096; i++) text += static_cast<char>((i * 131 + i / 7) % 256);
  CHECK(hear(text).count <= booking::routing::kMostEntities);
  std::string numbers;
  while (numbers.size() < 4096) numbers += "3 to ";
  CHECK(hear(numbers).count <= booking::routing::kMostEntities);
  CHECK(hear("").count == 0);
  CHECK(hear("\xc3").count == 0);
}

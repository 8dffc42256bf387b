#include <catch2/catch.hpp>

#include "marked_texts.h"
#include "wasm/compliance/personal_data/find.h"

using booking::compliance::PersonalSpan;

namespace {

/// What was found as "entity <text>", parted by blanks.
std::string told(const std::string& text) {
  std::string all;
  for (const PersonalSpan& span : personal::found_in(text)) {
    all += (all.empty() ? "" : " ") + std::string(personal::kNames[static_cast<int>(span.entity)]) + " <" +
           text.substr(span.begin, span.end - span.begin) + ">";
  }
  return all;
}

}  // namespace

TEST_CASE("an identity number has a day, a citizenship of 0 to 2 and its check digit") {
  CHECK(told("8811144811082") == "id <8811144811082>");
  CHECK(told("881114 4811 08 2") == "id <881114 4811 08 2>");
  CHECK(told("8811144811083").empty());                  // check digit
  CHECK(told("9002294811080").empty());                  // 29 February 1990, nor is there one in 2090
  CHECK(told("0002295000182") == "id <0002295000182>");  // 29 February 2000
  CHECK(told("88111448110820").empty());                 // a digit more
  CHECK(told("x8811144811082").empty());                 // part of a word
}

TEST_CASE("a South African telephone number has nine national digits, however it is written") {
  for (const char* number :
       {"+27825550101", "+27 82 555 0101", "+27 (0)82 555 0101", "+27(0)825550101", "0027825550101", "0027 82 555 0101",
        "0825550101", "082 555 0101", "082-555-0101", "082.555.0101", "(082) 555-0101", "27825550101", "27 82 555 0101",
        "082\xc2\xa0"
        "555\xc2\xa0"
        "0101",
        "082\xe2\x80\x91"
        "555\xe2\x80\x91"
        "0101"}) {
    CHECK(told(number) == "phone <" + std::string(number) + ">");
  }
  for (const char* number :
       {"+2782555010", "+278255501011", "+27 (0)82 555 010", "002782555010", "082555010", "08255501011", "0925550101",
        "INV-2026-0825550101", "R0825550101", "#0825550101", "0.0825550101", "082555-010-1-2"}) {
    CHECK(told(number).empty());
  }
}

TEST_CASE("a bracket belongs to a number only if it closes within it") {
  CHECK(told("(0825550101, 0835550102)") == "phone <0825550101> phone <0835550102>");
  CHECK(told("((082) 555 0101)") == "phone <(082) 555 0101>");
  CHECK(told("(+27825550101)") == "phone <+27825550101>");
}

TEST_CASE("a number abroad has its country and at most fifteen digits") {
  CHECK(told("+49 30 1234567") == "phone <+49 30 1234567>");
  CHECK(told("+1 (202) 555-0147") == "phone <+1 (202) 555-0147>");
  CHECK(told("+1 202 555 014").empty());
  CHECK(told("+1234567890123456").empty());
  CHECK(told("+0825550101").empty());
}

TEST_CASE("a card has its issuer's digits and check digit") {
  CHECK(told("4111 1111 1111 1111") == "card <4111 1111 1111 1111>");
  CHECK(told("3782-822463-10005") == "card <3782-822463-10005>");
  CHECK(told("4111 1111-1111 1111").empty());  // nobody writes so
  CHECK(told("9111111111111114").empty());     // no issuer
}

TEST_CASE("words before or behind say whose number it is") {
  CHECK(told("account 4071234567") == "account <4071234567>");
  CHECK(told("4071234567 is my account") == "account <4071234567>");
  CHECK(told("invoice 4071234567").empty());
  CHECK(told("account invoice 4071234567").empty());  // the last word counts
  CHECK(told("invoice number 0825550101").empty());
  CHECK(told("invoice number 082 555 0101") == "phone <082 555 0101>");  // grouped as one dials
  CHECK(told("12/06/1990 is my birthday") == "birth <12/06/1990>");
  CHECK(told("come on 12/06/2027").empty());
}

TEST_CASE("of two that overlap the longer stays") {
  CHECK(told("https://x.example/?to=a@b.example&tel=0825550101") ==
        "url <https://x.example/?to=a@b.example&tel=0825550101>");
  CHECK(told("0825550101@sms.example") == "email <0825550101@sms.example>");
  CHECK(told("my name is thandi@mail.example") == "email <thandi@mail.example>");
  CHECK(told("my name is Thandi 0825550101") == "name <Thandi> phone <0825550101>");
}

TEST_CASE("names are told by the words that announce them, and words are no names") {
  CHECK(told("My name is Zoë d'Almeida-Smith.") == "name <Zoë>");  // a small particle of French ends it
  CHECK(told("Mev. Van der Westhuizen bel") == "name <Van der Westhuizen>");
  CHECK(told("igama lami nguThandeka") == "name <Thandeka>");
  CHECK(told("igama lam ngu Anele") == "name <Anele>");
  CHECK(told("I am Monday's first client").empty());
  CHECK(told("name: cut and colour").empty());
}

TEST_CASE("any bytes are text, and what stands among broken ones is still found") {
  CHECK(told("\xff\xfe 0825550101 \xc3") == "phone <0825550101>");
  CHECK(told("\xf0\x9f\x92\x85"
             "0825550101\xf0\x9f\x92\x85") == "phone <0825550101>");
  CHECK(told("").empty());
  CHECK(told(std::string("\0a@b.example\0", 13)) == "email <a@b.example>");
}

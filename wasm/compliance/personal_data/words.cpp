#include "wasm/compliance/personal_data/words.h"

#include <array>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace booking::compliance {
namespace {

struct Group {
  Word kind;
  uint8_t value;
  std::string_view words;  // in small letters, separated by a space
};

constexpr Group kGroups[] = {
    {Word::Account, 0,
     "account acc acct accno accnr eft rekening rekeningnommer rekeningnr rek bankrekening akhawunti iakhawunti "
     "yeakhawunti akhawonti iakhawonti yeakhawonti ibhange iban fnb absa capitec nedbank tymebank investec ecapitec"},
    {Word::Phone, 0,
     "phone telephone tel cell cellphone mobile call whatsapp sms fax landline contact foon telefoon selfoon sel "
     "selnommer foonnommer telefoonnommer selfoonnommer bel skakel ucingo yocingo ifoni yefoni umakhalekhukhwini "
     "ngishayele shayela umnxeba yomnxeba nditsalele tsalela iselfowuni yeselfowuni"},
    {Word::Number, 0, "number num no nommer nr inombolo nombolo inamba namba"},
    {Word::Birth, 0,
     "dob birth birthday birthdate birthdays born gebore geboortedatum geboortedag geboorte verjaar verjaarsdag "
     "ngazalwa wazalwa ngizalwe uzalwe lokuzalwa kokuzalwa ndazalwa ndizalwe wokuzalwa yokuzalwa"},
    {Word::Reference, 0,
     "invoice inv order ref reference booking appointment ticket tracking quote voucher promo code serial batch sku "
     "receipt id passport minutes version build trace faktuur bestelling bestelnommer verwysing bespreking afspraak "
     "kode "
     "kwitansie ioda invoyisi inkomba ikhodi ireferensi isalathiso"},
    {Word::Month, 1, "january jan januarie januwari ujanuwari janyuwari ujanyuwari"},
    {Word::Month, 2, "february feb februarie februwari ufebruwari"},
    {Word::Month, 3, "march mar maart mrt mashi umashi matshi umatshi"},
    {Word::Month, 4, "april apr ephreli epreli"},
    {Word::Month, 5, "may mei meyi umeyi"},
    {Word::Month, 6, "june jun junie juni ujuni"},
    {Word::Month, 7, "july jul julie julayi ujulayi"},
    {Word::Month, 8, "august aug augustus agasti"},
    {Word::Month, 9, "september sep sept septhemba septemba"},
    {Word::Month, 10, "october oct oktober okt okthoba oktobha"},
    {Word::Month, 11, "november nov novemba unovemba"},
    {Word::Month, 12, "december dec desember des disemba udisemba"},
    {Word::Title, 0, "mr mrs ms mnr mev mej prof adv mnu umnu mnz nkk unkk nksk nksz nkz mnumzane nkosikazi nkosazana"},
    {Word::Title, 1, "miss dr ds mister madam pastor sister"},
    {Word::Name, 0, "name naam surname firstname lastname fullname voornaam"},
    {Word::Label, 0, "client customer guest patient from klient kliënt umthengi ikhasimende iklayenti stylist"},
    {Word::Own, 0, "my"},
    {Word::Is, 0, "is s"},
    {Word::Am, 0, "am m"},
    {Word::I, 0, "i ek"},
    {Word::This, 0, "this it dit"},
    {Word::Its, 0, "its dis"},
    {Word::Igama, 0, "igama"},
    {Word::Lami, 0, "lami lam"},
    {Word::Ngu, 0, "ngu"},
    {Word::Ngingu, 0, "ngingu ndingu"},
    {Word::SignOff, 0, "regards sincerely groete groetnis ozithobayo yours vriendelik"},
    {Word::Particle, 0, "van von der den de du le la da dos bin al ka"},
    {Word::Web, 0, "http https ftp www"},
    {Word::Common, 0,
     "monday tuesday wednesday thursday friday saturday sunday maandag dinsdag woensdag donderdag vrydag saterdag "
     "sondag "
     "umsombuluko msombuluko lwesibili lwesithathu lwesine lwesihlanu mgqibelo sonto umgqibelo isonto mvulo lwesibini "
     "cawe "
     "today tomorrow vandag more namhlanje kusasa ngomso christmas easter xmas "
     "english afrikaans zulu xhosa sotho tswana african south johannesburg cape durban pretoria "
     "sorry late great good fine ok okay yes no not the a an and or but for from with at on in to so very just please "
     "thanks thank hi hello dear happy sick coming running here there still also back new you your we he she they what "
     "when where how who can could would will want need have has had do does did going looking interested "
     "jammer laat moeg siek goed baie dankie asseblief nie nou hier en of maar vir met by op om te die n wil kan het "
     "was "
     "sal hoe waar wie wat mooi reg lekker julle ons hulle sy hy "
     "unknown pending none null undefined empty required missing invalid too being about important non my me "
     "ngicela ndicela futhi kodwa noma no na uma ukuthi fumana ngiyabonga enkosi siyabonga"},
};

constexpr size_t kSlots = 1024;
constexpr uint32_t kLongestWord = 20;

struct Entry {
  std::string_view text;
  Word kind;
  uint8_t value;
};

constexpr uint32_t kSeed = 2166136261U;  // FNV-1a
constexpr uint32_t mixed(uint32_t hash, uint8_t c) { return (hash ^ c) * 16777619U; }
constexpr size_t slot_of(uint32_t hash) { return (hash ^ hash >> 15) % kSlots; }

// Open addressing; the first of two equal words wins, so a word's more telling meaning stands higher up.
constexpr std::array<Entry, kSlots> kEntries = [] {
  std::array<Entry, kSlots> entries{};
  for (const Group& group : kGroups) {
    for (size_t begin = 0; begin < group.words.size();) {
      size_t end = group.words.find(' ', begin);
      if (end == std::string_view::npos) end = group.words.size();
      const std::string_view word = group.words.substr(begin, end - begin);
      begin = end + 1;
      uint32_t hash = kSeed;
      for (const char c : word) hash = mixed(hash, static_cast<uint8_t>(c));
      size_t slot = slot_of(hash);
      while (!entries[slot].text.empty() && entries[slot].text != word) slot = (slot + 1) % kSlots;
      if (entries[slot].text.empty()) entries[slot] = {word, group.kind, group.value};
    }
  }
  return entries;
}();

bool same(Text text, uint32_t begin, std::string_view word) {
  for (const char c : word) {
    if (lower(text.bytes[begin++]) != static_cast<uint8_t>(c)) return false;
  }
  return true;
}

}  // namespace

WordFound read_word(Text text, uint32_t begin) {
  uint32_t hash = kSeed;
  uint32_t end = begin;
  while (end < text.size) {
    const uint8_t c = text.bytes[end];
    if (is(c, kLetter)) {
      hash = mixed(hash, static_cast<uint8_t>(c | 0x20));
      ++end;
    } else if (c >= 0xc3 && letter_bytes(text, end) == 2) {
      hash = mixed(mixed(hash, c), text.bytes[end + 1]);
      end += 2;
    } else {
      break;
    }
  }
  WordFound found{begin, end, Word::None, 0};
  const uint32_t length = end - begin;
  if (length > kLongestWord) return found;
  for (size_t slot = slot_of(hash); !kEntries[slot].text.empty(); slot = (slot + 1) % kSlots) {
    const Entry& entry = kEntries[slot];
    if (entry.text.size() != length || !same(text, begin, entry.text)) continue;
    found.kind = entry.kind;
    found.value = entry.value;
    break;
  }
  return found;
}

}  // namespace booking::compliance

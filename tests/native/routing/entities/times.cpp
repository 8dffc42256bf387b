#include "tests/native/routing/entities/reading.h"

using namespace reading;

TEST_CASE("a time is read in English, and an hour is what the salon's hours make it") {
  check(Kind::Time, {
                        {"at 3", "15:00"},
                        {"3pm", "15:00"},
                        {"3 pm", "15:00"},
                        {"at 10", "10:00"},
                        {"15:30", "15:30"},
                        {"15h30", "15:30"},
                        {"3:30", "15:30"},
                        {"3.30pm", "15:30"},
                        {"0930", "09:30"},
                        {"half past 3", "15:30"},
                        {"quarter past 3", "15:15"},
                        {"quarter to 4", "15:45"},
                        {"10 past 3", "15:10"},
                        {"3 o'clock", "15:00"},
                        {"tomorrow 3", "15:00"},
                        {"at noon", "12:00"},
                        {"3", "15:00"},
                        {"after 4", "16:00-24:00"},
                        {"before 11", "00:00-11:00"},
                        {"between 2 and 5", "14:00-17:00"},
                        {"from 2 to 5", "14:00-17:00"},
                        {"2-5", "14:00-17:00"},
                        {"10 to 1", "10:00-13:00"},
                        {"before lunch", "00:00-12:00"},
                        {"after lunch", "13:00-24:00"},
                        {"in the afternoon", "12:00-17:00"},
                        {"Saturday morning", "00:00-12:00"},
                        {"next Sat arvo", "12:00-17:00"},
                        {"after work", "16:30-22:00"},
                        {"Saturday afternoon at 3", "15:00"},
                        {"9 in the morning", "09:00"},
                        {"around 3", "14:00-16:00"},
                        {"tonight", "17:00-22:00"},
                        {"at 8", "08:00"},
                        {"on 12 Dec", ""},
                        {"12/12 at 11", "11:00"},
                        {"for 3 people", ""},
                        {"my number is 082 555 0101", ""},
                        {"until 12", "00:00-12:00"},
                        {"5pm", "17:00"},
                        {"good morning", ""},
                        {"9-11am", "09:00-11:00"},
                    });
}

TEST_CASE("half drie is half past two, and half past three is said otherwise") {
  const Language af = Language::Afrikaans;
  check(Kind::Time, {
                        {"halfdrie", "14:30", af},
                        {"half drie", "14:30"},
                        {"half 3", "14:30", af},
                        {"half 3", "15:30", Language::English},
                        {"kwart oor 3", "15:15", af},
                        {"kwart voor vier", "15:45", af},
                        {"10 oor 3", "15:10", af},
                        {"10 voor 3", "14:50", af},
                        {"3 uur", "15:00", af},
                        {"om drie", "15:00", af},
                        {"môre na 3", "15:00-24:00", af},
                        {"ná 4", "16:00-24:00"},
                        {"voor 12", "00:00-12:00", af},
                        {"tussen 2 en 5", "14:00-17:00", af},
                        {"namiddag", "12:00-17:00", af},
                        {"Saterdagoggend om 9", "09:00", af},
                        {"Saterdag oggend", "00:00-12:00", af},
                        {"van 2 tot 4", "14:00-16:00", af},
                        {"vanmiddag", "12:00-17:00", af},
                        {"3nm", "15:00", af},
                        {"10vm", "10:00", af},
                        {"halftien", "09:30", af},
                        {"voor middagete", "00:00-12:00", af},
                        {"teen 5 uur", "17:00", af},
                        {"ek wil om 11 kom", "11:00", af},
                        {"na werk", "16:30-22:00", af},
                    });
}

TEST_CASE("a time is read in isiZulu and isiXhosa") {
  const Language zu = Language::Zulu;
  const Language xh = Language::Xhosa;
  check(Kind::Time, {
                        {"ngo-3", "15:00", zu},
                        {"ngo 10", "10:00", zu},
                        {"ntambama", "12:00-17:00", zu},
                        {"kusasa ntambama", "12:00-17:00", zu},
                        {"kusasa ekuseni", "00:00-12:00", zu},
                        {"ekuseni", "00:00-12:00", zu},
                        {"ngehora lesithathu", "15:00", zu},
                        {"ngehora leshumi", "10:00", zu},
                        {"ngehora lesithathu nohhafu", "15:30", zu},
                        {"ngemva kuka 4", "16:00-24:00", zu},
                        {"phakathi kuka 2 no 5", "14:00-17:00", zu},
                        {"ngaphambi kwelantshi", "00:00-12:00", zu},
                        {"kusihlwa", "17:00-22:00", zu},
                        {"emva kwemini", "12:00-17:00", xh},
                        {"ngentsimbi yesithathu", "15:00", xh},
                        {"ngentsimbi yeshumi", "10:00", xh},
                        {"ngomso kusasa", "00:00-12:00", xh},
                        {"ngo-11 ekuseni", "11:00", xh},
                        {"emva ko-4", "16:00-24:00", xh},
                        {"ngokuhlwa", "17:00-22:00", xh},
                        {"phakathi ko 2 no 5", "14:00-17:00", xh},
                        {"ngo-9 kusasa", "09:00", zu},
                        {"ngo 15:30", "15:30", xh},
                    });
}

TEST_CASE("what the hours leave open is told both ways") {
  Heard heard;
  booking::routing::read_entities("at 8", kNow, Language::English, Menu{kServices, kPeople, 420, 1260}, heard);
  CHECK(told(heard, Kind::Time) == "08:00 20:00");
}

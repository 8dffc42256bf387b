#include "tests/native/routing/entities/reading.h"

using namespace reading;

TEST_CASE("a day is read in English, however it is said") {
  check(Kind::Day, {
                       {"today please", "26/11"},
                       {"can I come tomorrow", "27/11"},
                       {"tmrw at 3", "27/11"},
                       {"the day after tomorrow", "28/11"},
                       {"2moro", "27/11"},
                       {"tommorow", "27/11"},
                       {"on Saturday", "28/11"},
                       {"Sat", "28/11"},
                       {"this Sat", "28/11"},
                       {"next Sat", "5/12 28/11"},
                       {"next Monday", "30/11"},
                       {"Thursday", "26/11 3/12"},
                       {"wendesday works", "2/12"},
                       {"12 Dec", "12/12"},
                       {"12th of December", "12/12"},
                       {"December 12", "12/12"},
                       {"12/12", "12/12"},
                       {"12/12/2026", "12/12"},
                       {"2026-12-12", "12/12"},
                       {"5 January", "5/1"},
                       {"the 3rd", "3/12"},
                       {"this weekend", "28/11-29/11"},
                       {"next weekend", "5/12-6/12"},
                       {"next week", "30/11-6/12"},
                       {"in 2 weeks", "10/12"},
                       {"in three days", "29/11"},
                       {"Monday to Wednesday", "30/11-2/12"},
                       {"Fri-Sun", "27/11-29/11"},
                       {"tonight", "26/11"},
                       {"this afternoon", "26/11"},
                       {"may I book", ""},
                       {"2 May", "2/5"},
                       {"31/2", ""},
                       {"asap", "26/11-9/12"},
                   });
}

TEST_CASE("a day is read in Afrikaans") {
  const Language af = Language::Afrikaans;
  check(Kind::Day, {
                       {"vandag", "26/11", af},
                       {"môre", "27/11", af},
                       {"more om 3", "27/11", af},
                       {"môre na 3", "27/11"},
                       {"oormôre", "28/11", af},
                       {"oormore", "28/11"},
                       {"Saterdag", "28/11", af},
                       {"volgende Saterdag", "5/12 28/11", af},
                       {"hierdie naweek", "28/11-29/11", af},
                       {"volgende week", "30/11-6/12", af},
                       {"12 Desember", "12/12", af},
                       {"die 12de", "12/12", af},
                       {"12de Des", "12/12", af},
                       {"oor 2 weke", "10/12", af},
                       {"vanmiddag", "26/11", af},
                       {"môreoggend", "27/11", af},
                       {"Vrydag of so", "27/11", af},
                       {"Woensdag", "2/12", af},
                       {"one more thing", "", Language::English},
                       {"so gou moontlik", "26/11-9/12", af},
                   });
}

TEST_CASE("a day is read in isiZulu and isiXhosa, behind its prefix") {
  const Language zu = Language::Zulu;
  const Language xh = Language::Xhosa;
  check(Kind::Day, {
                       {"namhlanje", "26/11", zu},
                       {"kusasa", "27/11", zu},
                       {"kusasa ekuseni", "27/11", zu},
                       {"kusasa ntambama", "27/11"},
                       {"ngoLwesihlanu", "27/11", zu},
                       {"ngoMgqibelo", "28/11", zu},
                       {"NgoMsombuluko", "30/11", zu},
                       {"ngolwesibili", "1/12", zu},
                       {"ngeSonto", "29/11", zu},
                       {"ngesonto elizayo", "30/11-6/12", zu},
                       {"ngoMgqibelo ozayo", "5/12 28/11", zu},
                       {"ngempelasonto", "28/11-29/11", zu},
                       {"12 kaDisemba", "12/12", zu},
                       {"ngomhlomunye", "28/11", zu},
                       {"ngomso", "27/11", xh},
                       {"ngomso kusasa", "27/11", xh},
                       {"ngolwesihlanu", "27/11", xh},
                       {"ngeCawe", "29/11", xh},
                       {"ngoMvulo", "30/11", xh},
                       {"ngempelaveki", "28/11-29/11", xh},
                       {"ngeveki ezayo", "30/11-6/12", xh},
                       {"namhla", "26/11", xh},
                       {"ngolwesibini", "1/12", xh},
                   });
}

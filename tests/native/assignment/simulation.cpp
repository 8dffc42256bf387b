#include "simulation.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "asking.h"
#include "tests/native/oracle/salons/dice.h"

namespace simulation {
namespace {

namespace wire = booking::routing::wire;
using oracle::Dice;

constexpr uint32_t kMonday = 29'698'560;  // 2026-06-22T00:00Z, and the salon's midnight
constexpr uint32_t kDay = 1440;
constexpr uint32_t kDays = 6;  // the last is for what is left of the fifth
constexpr uint32_t kOpens = 480;
constexpr uint32_t kShuts = 1020;
constexpr uint32_t kQuiet = 15;
constexpr int kPeople = 12;
constexpr uint16_t kCapacity = 3;
const wire::Levels kLevels(15, 30, 240, 5, 10, 60, 10, 12, 8);

struct Client {
  uint32_t comes;
  uint32_t skill;    // a bit, or 0
  uint8_t language;  // wire::Language
  bool voice;
  std::vector<uint32_t> answers;  // minutes that each takes
  std::vector<uint32_t> replies;  // minutes until they write again

  size_t done = 0;
  int person = -1;
  std::optional<uint32_t> since;
  uint32_t waited = 0;
  uint32_t quiet_from = 0;
  int first = -1;  // business minutes
  bool late = false;
};

struct Person {
  uint32_t skills;
  uint32_t languages;
  std::vector<bool> away;  // minute by minute
  uint32_t last = 0;
  int client = -1;  // whom they answer now
  uint32_t left = 0;
};

bool is_open(uint32_t minute) { return minute % kDay >= kOpens && minute % kDay < kShuts; }

class Play {
 public:
  Play(const Week& week, Way way) : week_(week), way_(way) {
    Dice dice(week.seed);
    make_people(dice);
    make_clients(dice);
    for (uint32_t day = 0; day < kDays; ++day) open_.emplace_back(start(day) + kOpens, start(day) + kShuts);
  }

  Told run() {
    for (uint32_t minute = 0; minute < kDays * kDay; ++minute) step(minute);
    Told told;
    std::vector<int> firsts;
    for (const Client& client : clients_) {
      told.clients++;
      told.late += client.late ? 1 : 0;
      // Whoever was never answered waited until the end.
      const int first = client.first >= 0 ? client.first : static_cast<int>(business(client.comes, kDays * kDay));
      told.first_late += first > static_cast<int>(kLevels.first()) ? 1 : 0;
      firsts.push_back(first);
    }
    std::sort(firsts.begin(), firsts.end());
    told.first_half = firsts[firsts.size() / 2];
    told.first_most = firsts[firsts.size() * 9 / 10];
    return told;
  }

 private:
  static uint32_t start(uint32_t day) { return kMonday + day * kDay; }
  [[nodiscard]] uint32_t business(uint32_t from, uint32_t to) const {
    uint32_t minutes = 0;
    for (uint32_t at = from; at < to; ++at) minutes += is_open(at) ? 1 : 0;
    return minutes;
  }

  void make_people(Dice& dice) {
    for (int i = 0; i < kPeople; ++i) {
      Person one{};
      // Everybody has one skill and one language in turn, so that somebody has each, and by chance some more.
      one.skills = 1U << (i % 4);
      one.languages = 1U << (1 + i % 4) | (dice.percent(80) ? 2U : 0U);
      for (uint32_t bit = 0; bit < 4; ++bit) {
        if (dice.percent(35)) one.skills |= 1U << bit;
        if (dice.percent(35)) one.languages |= 2U << bit;
      }
      one.away.assign(size_t{kDays} * kDay, false);
      for (uint32_t day = 0; day < kDays; ++day) {
        const auto leave = [&](uint32_t from, uint32_t minutes) {
          for (uint32_t m = from; m < from + minutes; ++m) one.away[day * kDay + m] = true;
        };
        if (dice.percent(10)) leave(0, kDay);
        leave(static_cast<uint32_t>(dice.between(690, 810)), 60);
        for (int times = dice.between(0, 3); times > 0; --times)
          leave(static_cast<uint32_t>(dice.between(480, 960)), static_cast<uint32_t>(dice.between(10, 45)));
      }
      people_.push_back(one);
    }
  }

  void make_clients(Dice& dice) {
    for (uint32_t day = 0; day + 1 < kDays; ++day) {
      std::array<uint32_t, 3> bursts{};
      for (uint32_t& burst : bursts) burst = static_cast<uint32_t>(dice.between(480, 960));
      for (uint32_t m = 0; m < kDay; ++m) {
        const bool bursting =
            std::any_of(bursts.begin(), bursts.end(), [&](uint32_t burst) { return burst <= m && m < burst + 20; });
        const int rate = !is_open(m) ? week_.per_hour / 10 : bursting ? week_.per_hour * 4 : week_.per_hour;
        for (int half = 0; half < 2; ++half)
          if (dice.between(0, 119) < rate) clients_.push_back(make_client(day * kDay + m, dice));
      }
    }
  }

  static Client make_client(uint32_t comes, Dice& dice) {
    Client one{};
    one.comes = comes;
    one.skill = dice.percent(40) ? 0 : 1U << dice.between(0, 3);
    const int spoken = dice.between(0, 99);
    one.language = spoken < 40 ? 1 : spoken < 55 ? 2 : spoken < 80 ? 3 : 4;
    one.voice = dice.percent(5);
    for (int times = one.voice ? 1 : dice.between(1, 4); times > 0; --times) {
      one.answers.push_back(static_cast<uint32_t>(dice.between(2, 5)));
      one.replies.push_back(static_cast<uint32_t>(dice.percent(20) ? dice.between(30, 180) : dice.between(1, 12)));
    }
    return one;
  }

  [[nodiscard]] bool is_here(size_t person, uint32_t minute) const {
    return is_open(minute) && !people_[person].away[minute];
  }

  void step(uint32_t minute) {
    now_ = minute;
    for (; next_ < clients_.size() && clients_[next_].comes <= minute; ++next_) {
      clients_[next_].since = minute;
      open_clients_.push_back(next_);
    }
    for (const size_t i : open_clients_) {
      Client& client = clients_[i];
      // Written again.
      if (!client.since && client.quiet_from + client.replies[client.done - 1] <= minute) client.since = minute;
      // Whom they had has gone.
      if (client.since && client.person >= 0 && !is_here(static_cast<size_t>(client.person), minute)) {
        Person& gone = people_[static_cast<size_t>(client.person)];
        if (gone.client == static_cast<int>(i)) gone.client = -1;
        client.person = -1;
      }
    }
    if (is_open(minute)) {
      count_loads();
      if (way_ == Way::Ours) give_ours();
      else give_in_turn();
    }
    for (size_t p = 0; p < people_.size(); ++p) work(p);
    std::erase_if(open_clients_, [&](size_t i) { return clients_[i].done == clients_[i].answers.size(); });
  }

  /// Places that are taken: by who waits, and for a while by who was answered.
  void count_loads() {
    loads_.assign(people_.size(), 0);
    for (const size_t i : open_clients_) {
      const Client& client = clients_[i];
      if (client.person >= 0 && (client.since || client.quiet_from + kQuiet > now_)) add_load(client);
    }
  }

  void add_load(const Client& client) {
    uint16_t& load = loads_[static_cast<size_t>(client.person)];
    load = static_cast<uint16_t>(load + (client.voice ? kCapacity : 1));
  }

  void give_ours() {
    oracle::people::Case question;
    std::vector<size_t> here;
    std::vector<size_t> waiting;
    question.now = kMonday + now_;
    question.levels = kLevels;
    question.open = open_;
    for (size_t p = 0; p < people_.size(); ++p) {
      if (!is_here(p, now_)) continue;
      here.push_back(p);
      question.people.emplace_back(people_[p].skills, people_[p].languages, kCapacity, loads_[p], people_[p].last);
    }
    for (const size_t i : open_clients_) {
      const Client& client = clients_[i];
      if (!client.since || client.person >= 0) continue;
      waiting.push_back(i);
      question.waiting.emplace_back(kMonday + *client.since, client.waited, 0, client.skill, 0xffffffffU,
                                    client.language, static_cast<uint8_t>(client.done > 0),
                                    static_cast<uint8_t>(client.voice), uint8_t{0});
    }
    if (waiting.empty()) return;
    for (const wire::Turn& turn : oracle::people::ask(oracle::people::encode(question, false)).told.turns)
      take(waiting[turn.conversation()], here[turn.person()]);
  }

  /// First come, first served; the next in turn, or whoever has the least.
  void give_in_turn() {
    std::vector<size_t> waiting;
    for (const size_t i : open_clients_)
      if (clients_[i].since && clients_[i].person < 0) waiting.push_back(i);
    std::sort(waiting.begin(), waiting.end(),
              [&](size_t a, size_t b) { return std::pair(*clients_[a].since, a) < std::pair(*clients_[b].since, b); });
    for (const size_t i : waiting) {
      std::optional<size_t> chosen;
      for (size_t k = 0; k < people_.size(); ++k) {
        const size_t p = way_ == Way::RoundRobin ? (turn_ + k) % people_.size() : k;
        const uint16_t has = loads_[p];
        if (!is_here(p, now_) || (clients_[i].voice ? has > 0 : has >= kCapacity)) continue;
        if (!chosen || (way_ == Way::LeastLoaded && has < loads_[*chosen])) chosen = p;
        if (way_ == Way::RoundRobin) break;
      }
      if (!chosen) continue;
      turn_ = (*chosen + 1) % people_.size();
      take(i, *chosen);
    }
  }

  void take(size_t client, size_t person) {
    clients_[client].person = static_cast<int>(person);
    people_[person].last = kMonday + now_;
    add_load(clients_[client]);
  }

  void work(size_t p) {
    Person& person = people_[p];
    if (!is_here(p, now_)) return;
    if (person.client < 0) {
      for (const size_t i : open_clients_) {
        const Client& client = clients_[i];
        if (client.person != static_cast<int>(p) || !client.since) continue;
        if (person.client < 0 || *client.since < *clients_[static_cast<size_t>(person.client)].since)
          person.client = static_cast<int>(i);
      }
      if (person.client < 0) return;
      const Client& client = clients_[static_cast<size_t>(person.client)];
      const bool able =
          (person.skills & client.skill) == client.skill && (person.languages >> client.language & 1U) != 0;
      const uint32_t takes = client.answers[client.done];
      person.left = able ? takes : takes * static_cast<uint32_t>(week_.unable_percent) / 100;
    }
    if (--person.left > 0) return;
    answered(clients_[static_cast<size_t>(person.client)]);
    person.client = -1;
  }

  void answered(Client& client) {
    const uint32_t wait = business(*client.since, now_ + 1);
    if (client.done == 0) client.first = static_cast<int>(wait);
    client.waited += wait;
    client.late = client.late || wait > (client.done == 0 ? kLevels.first() : kLevels.next()) ||
                  client.waited > kLevels.resolution();
    client.done++;
    client.since.reset();
    client.quiet_from = now_ + 1;
  }

  Week week_;
  Way way_;
  std::vector<wire::Open> open_;
  std::vector<Person> people_;
  std::vector<Client> clients_;
  std::vector<size_t> open_clients_;
  std::vector<uint16_t> loads_;
  size_t next_ = 0;
  size_t turn_ = 0;
  uint32_t now_ = 0;
};

}  // namespace

Told play(const Week& week, Way way) { return Play(week, way).run(); }

Told play_all(Week week, int weeks, Way way) {
  Told all;
  for (int i = 0; i < weeks; ++i, ++week.seed) {
    const Told one = play(week, way);
    all.clients += one.clients;
    all.late += one.late;
    all.first_late += one.first_late;
    all.first_half += one.first_half;
    all.first_most += one.first_most;
  }
  // The mean of the weeks' own.
  all.first_half = (all.first_half + weeks / 2) / weeks;
  all.first_most = (all.first_most + weeks / 2) / weeks;
  return all;
}

}  // namespace simulation

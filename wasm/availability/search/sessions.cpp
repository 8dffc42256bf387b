#include "wasm/availability/search/sessions.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <new>

namespace booking::availability {
namespace {

/// Seats of the class that are busy at some time.
class Seats {
 public:
  [[nodiscard]] Status collect(Arena& arena, const Query& query) {
    const uint32_t service = query.wishes[0].service();
    first_ = query.salon.first_seat_unit(service);
    count_ = query.salon.services[service].capacity();
    rows_ = arena.take<wire::Busy>(query.busy.size() + 1);
    if (rows_ == nullptr) return Status::OutOfMemory;
    for (const auto& busy : query.busy)
      if (busy.unit() >= first_ && busy.unit() - first_ < count_ && busy.start() < busy.end()) rows_[size_++] = busy;
    std::sort(rows_, rows_ + size_, [](const wire::Busy& a, const wire::Busy& b) { return a.start() < b.start(); });
    return Status::Ok;
  }

  /// Looks at [start, end), at most a day. A stored segment is at most a day long too.
  void look(int32_t start, int32_t end) {
    std::fill(std::begin(taken_), std::end(taken_), Mask{0});
    running_ = false;
    const auto from = static_cast<uint32_t>(start);
    const auto* row = std::lower_bound(rows_, rows_ + size_, from - std::min<uint32_t>(from, 2 * kDayMinutes),
                                       [](const wire::Busy& a, uint32_t at) { return a.start() < at; });
    for (; row != rows_ + size_ && row->start() < static_cast<uint32_t>(end); ++row) {
      if (row->end() <= from) continue;
      taken_[(row->unit() - first_) / kMaskBits] |= bit_of(row->unit() - first_);
      running_ = running_ || row->start() == from;
    }
  }
  [[nodiscard]] bool running() const { return running_; }  // a seat of this very session is taken
  [[nodiscard]] int32_t left() const {
    int32_t taken = 0;
    for (const Mask word : taken_) taken += std::popcount(word);
    return static_cast<int32_t>(count_) - taken;
  }
  /// The lowest free seat from `seat` on.
  [[nodiscard]] uint32_t free_from(uint32_t seat) const {
    while ((taken_[seat / kMaskBits] & bit_of(seat)) != 0) ++seat;
    return seat;
  }
  [[nodiscard]] uint32_t unit(uint32_t seat) const { return first_ + seat; }

 private:
  wire::Busy* rows_ = nullptr;
  size_t size_ = 0;
  uint32_t first_ = 0;
  uint32_t count_ = 0;
  bool running_ = false;
  Mask taken_[kMaxSeats / kMaskBits] = {};
};

/// A session on one date.
struct Occurrence {
  int32_t start;  // instant
  uint32_t participant;
};

class SessionSearch {
 public:
  SessionSearch(Arena& arena, const Query& query, Answer& answer) : arena_(arena), query_(query), answer_(answer) {}

  [[nodiscard]] Status run() {
    sessions_ = part(query_.salon.sessions, query_.salon.services[query_.wishes[0].service()].sessions());
    today_ = arena_.take<Occurrence>(sessions_.size() + 1);
    if (today_ == nullptr) return Status::OutOfMemory;
    for (Status status : {seats_.collect(arena_, query_), day_.reserve(arena_, query_, true)})
      if (status != Status::Ok) return status;
    for (Ability* ability : {&fresh_, &running_, &hours_})
      if (const auto status = ability->reserve(arena_, query_, day_.capacity()); status != Status::Ok) return status;
    if (const auto status = placement_.reserve(arena_, query_, fresh_); status != Status::Ok) return status;
    for (int32_t date = query_.from; date <= query_.to; ++date) {
      list_occurrences(LocalDate{date});
      if (today_count_ == 0 || !open(LocalDate{date})) continue;
      for (size_t i = 0; i < today_count_; ++i) {
        if (i > 0 && today_[i].start == today_[i - 1].start && offered_last_) continue;
        if (const auto status = judge(today_[i]); status != Status::Ok) return status;
        if (query_.first_only && answer_.starts.size() > 0) return Status::Ok;
      }
    }
    return Status::Ok;
  }

 private:
  void list_occurrences(LocalDate date) {
    today_count_ = 0;
    for (const auto& session : sessions_) {
      LocalDate named = date;  // a wall time that clocks skip may fall on the next date
      if (session.weekday() == weekday(LocalDate{date.days - 1})) named.days -= 1;
      else if (session.weekday() != weekday(date)) continue;
      const auto start =
          query_.salon.zone->interval_start(WallTime{midnight(named).minutes + session.minute()}).minutes;
      if (date_of(wall_at(Instant{start}, query_.salon.zone->offset_at(Instant{start}))) != date) continue;
      if (query_.only_start != 0 && start != query_.only_start) continue;
      for (uint32_t p = 0; p < query_.participants.size(); ++p)
        if (query_.participants[p].person == session.person())
          today_[today_count_++] = {-floor_div(-start, kQuantum) * kQuantum, p};
    }
    std::sort(today_, today_ + today_count_, [&](const Occurrence& a, const Occurrence& b) {
      if (a.start != b.start) return a.start < b.start;
      const int32_t* price = query_.plans[0].price;
      return price[a.participant] != price[b.participant] ? price[a.participant] < price[b.participant]
                                                          : a.participant < b.participant;
    });
    offered_last_ = false;
  }

  [[nodiscard]] bool open(LocalDate date) {
    const bool is_open = day_.open(date);
    if (!is_open) {
      for (size_t i = 0; query_.wants_rejects() && i < today_count_; ++i)
        static_cast<void>(reject(today_[i], {wire::Reason::Closed}));
      return false;
    }
    day_.fill();
    fresh_.compute(day_, {}, true);
    running_.compute(day_, {0, 0}, true);
    if (query_.wants_rejects()) hours_.compute(day_, {0, 0, 0}, true);
    return true;
  }

  /// Why, and at which phase of the session; `pool` a resource's index.
  struct Verdict {
    wire::Reason reason;
    size_t phase = 0;
    uint16_t pool = 0;
  };
  [[nodiscard]] Status reject(const Occurrence& session, const Verdict& why) {
    if (!query_.wants_rejects()) return Status::Ok;
    const bool of_person = why.reason == wire::Reason::PersonOff || why.reason == wire::Reason::PersonBusy;
    const int32_t at = session.start + way_of(session).phases[why.phase].offset * kQuantum;
    const wire::Reject row(static_cast<uint32_t>(session.start), static_cast<uint32_t>(at),
                           of_person ? query_.participants[session.participant].person : kAny,
                           static_cast<int16_t>(day_.offset_at(session.start)), static_cast<uint16_t>(why.phase),
                           why.pool, static_cast<uint8_t>(why.reason), 0);
    return answer_.rejects.push(arena_, row) ? Status::Ok : Status::OutOfMemory;
  }

  [[nodiscard]] const Way& way_of(const Occurrence& session) const {
    return query_.plans[0].ways[query_.plans[0].way[session.participant]];
  }

  /// Whether the session lies within opening hours.
  [[nodiscard]] bool within_opening(const Occurrence& session) const {
    const int32_t t = day_.quantum(session.start);
    return std::any_of(day_.openings().begin(), day_.openings().end(), [&](const Opening& opening) {
      return t >= opening.open && t + way_of(session).total <= opening.close;
    });
  }

  [[nodiscard]] bool fits(const Ability& ability, const Occurrence& session) const {
    const uint32_t p = session.participant;
    return within_opening(session) && (ability.can(0, p / kMaskBits)[day_.quantum(session.start)] & bit_of(p)) != 0;
  }

  /// Whether the session's person has the phase and the buffers beside it in `plane`, which says who works or is free.
  [[nodiscard]] bool has_person(Runs& plane, const Occurrence& session, size_t phase) const {
    const Way& way = way_of(session);
    const PhaseSpan& span = way.phases[phase];
    if (!span.staff) return true;
    int32_t from = day_.quantum(session.start) + span.offset;
    int32_t to = from + span.length;
    if (span.offset == way.first_staff) from -= query_.plans[0].buffer_before;
    if (span.offset + span.length == way.last_staff) to += query_.plans[0].buffer_after;
    return (plane.of(to - from).at(from) & bit_of(session.participant)) != 0;
  }

  /// Whether one unit of the resource is free from the first phase that keeps it to the end of this one.
  [[nodiscard]] bool has_unit(const Occurrence& session, size_t phase, uint16_t resource) {
    const auto phases = way_of(session).phases;
    const auto names = [&](const PhaseSpan& span) {
      return std::find(span.resources.begin(), span.resources.end(), resource) != span.resources.end();
    };
    size_t first = phase;
    while (first > 0 && names(phases[first - 1])) --first;
    const Pool& pool = query_.pool(resource);
    const int32_t from = day_.quantum(session.start) + phases[first].offset;
    const int32_t length = phases[phase].offset + phases[phase].length - phases[first].offset;
    for (uint32_t group = 0; group < std::max(1U, groups_for(pool.units)); ++group)
      if (free_units(day_, pool, group, from, length) != 0) return true;
    return false;
  }

  /// The phase in which the session's person does not work.
  [[nodiscard]] Verdict off(const Occurrence& session) {
    size_t phase = 0;
    while (has_person(day_.working(session.participant / kMaskBits), session, phase)) ++phase;
    return {wire::Reason::PersonOff, phase};
  }

  [[nodiscard]] Verdict powerless(const Occurrence& session) {
    const int32_t t = day_.quantum(session.start);
    const auto phases = way_of(session).phases;
    size_t phase = 0;
    while (!phases[phase].power ||
           day_.free(query_.planes.power).of(phases[phase].length).at(t + phases[phase].offset) != 0)
      ++phase;
    return {wire::Reason::NoPower, phase};
  }

  /// The earliest phase whose person or room is taken.
  [[nodiscard]] Verdict taken(const Occurrence& session) {
    for (size_t phase = 0;; ++phase) {
      if (!has_person(day_.free(session.participant / kMaskBits), session, phase))
        return {wire::Reason::PersonBusy, phase};
      for (const uint16_t resource : way_of(session).phases[phase].resources)
        if (!has_unit(session, phase, resource)) return {wire::Reason::ResourceBusy, phase, resource};
    }
  }

  [[nodiscard]] Status judge(const Occurrence& session) {
    offered_last_ = false;
    const bool explain = query_.wants_rejects();
    const int32_t end = session.start + way_of(session).total * kQuantum;
    if (explain && !within_opening(session)) return reject(session, {wire::Reason::Closed});
    if (explain && !fits(hours_, session)) return reject(session, off(session));
    if (session.start < query_.earliest()) return reject(session, {wire::Reason::TooSoon});
    if (day_.date().days > query_.last_date()) return reject(session, {wire::Reason::TooFar});
    if (!fits(running_, session)) return explain ? reject(session, powerless(session)) : Status::Ok;
    seats_.look(session.start, end);
    if (!seats_.running() && !fits(fresh_, session)) return explain ? reject(session, taken(session)) : Status::Ok;
    if (seats_.left() < query_.party) return reject(session, {wire::Reason::ClassFull});
    offered_last_ = true;
    return give(session, end);
  }

  [[nodiscard]] Status give(const Occurrence& session, int32_t end) {
    const uint32_t placed = answer_.placed.size();
    const uint32_t segments = answer_.segments.size();
    if (query_.wants_placement())
      if (const auto status = give_units(session, end); status != Status::Ok) return status;
    const int64_t price = int64_t{query_.plans[0].price[session.participant]} * query_.party;
    const wire::Start row(
        static_cast<uint32_t>(session.start), static_cast<uint32_t>(end),
        static_cast<int32_t>(std::min<int64_t>(price, std::numeric_limits<int32_t>::max())), 0,
        static_cast<int16_t>(day_.offset_at(session.start)), static_cast<int16_t>(day_.offset_at(end)),
        wire::Slice(placed, answer_.placed.size() - placed), wire::Slice(segments, answer_.segments.size() - segments));
    return answer_.starts.push(arena_, row) ? Status::Ok : Status::OutOfMemory;
  }

  /// The person and rooms once, as shared segments while no seat is taken yet; then a seat for every guest.
  [[nodiscard]] Status give_units(const Occurrence& session, int32_t end) {
    if (!seats_.running()) {
      visit_.start = day_.quantum(session.start);
      visit_.person[0][0] = static_cast<uint16_t>(session.participant);
      Answer shared;
      if (const auto status = placement_.write_guest_alone(arena_, day_, visit_, shared); status != Status::Ok)
        return status;
      for (const auto& s : shared.segments.rows())
        if (!answer_.segments.push(arena_, wire::Segment(s.unit(), s.start(), s.end(), 1, 0)))
          return Status::OutOfMemory;
      for (const auto& p : shared.placed.rows())
        if (!answer_.placed.push(arena_, p)) return Status::OutOfMemory;
    }
    uint32_t seat = 0;
    for (uint16_t guest = 0; guest < query_.party; ++guest, ++seat) {
      seat = seats_.free_from(seat);
      const auto from = static_cast<uint32_t>(session.start);
      const auto to = static_cast<uint32_t>(end);
      if (!answer_.segments.push(arena_, wire::Segment(seats_.unit(seat), from, to, 0, guest)) ||
          !answer_.placed.push(arena_, wire::Placed(guest, 0, 0, seats_.unit(seat), from, to)))
        return Status::OutOfMemory;
    }
    return Status::Ok;
  }

  Arena& arena_;
  const Query& query_;
  Answer& answer_;
  Day day_;
  Seats seats_;
  Ability fresh_;    // nobody has booked it yet: person and rooms must be free
  Ability running_;  // a seat is taken, so person and rooms are its own; hours and power still count
  Ability hours_;    // for explain: hours alone
  Placement placement_;
  std::span<const wire::Session> sessions_;
  Occurrence* today_ = nullptr;
  size_t today_count_ = 0;
  bool offered_last_ = false;
  Visit visit_;
};

}  // namespace

Status search_sessions(Arena& arena, const Query& query, Answer& answer) {
  return SessionSearch(arena, query, answer).run();
}

}  // namespace booking::availability

// The rows of the answer while they are being found.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "wasm/availability/facts/query.h"
#include "wasm/availability/search/packing.h"

namespace booking::availability {

/// Rows that grow in the arena; what was outgrown is taken back with the arena.
template <class T>
class GrowingRows {
 public:
  /// False when the arena is exhausted; the row is then lost.
  [[nodiscard]] bool push(Arena& arena, const T& row) {
    if (count_ == room_) {
      const size_t room = room_ == 0 ? 64 : room_ * 2;
      T* wider = arena.take<T>(room);
      if (wider == nullptr) return false;
      std::copy_n(rows_, count_, wider);
      rows_ = wider;
      room_ = room;
    }
    rows_[count_++] = row;
    return true;
  }
  template <class Unwanted>
  void remove_if(Unwanted unwanted) {
    count_ = static_cast<size_t>(std::remove_if(rows_, rows_ + count_, unwanted) - rows_);
  }
  void put(size_t at, const T& row) { rows_[at] = row; }
  [[nodiscard]] bool insert(Arena& arena, size_t at, const T& row) {
    if (!push(arena, row)) return false;
    std::rotate(rows_ + at, rows_ + count_ - 1, rows_ + count_);
    return true;
  }
  [[nodiscard]] std::span<const T> rows() const { return {rows_, count_}; }
  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(count_); }

 private:
  T* rows_ = nullptr;
  size_t count_ = 0;
  size_t room_ = 0;
};

struct Answer {
  GrowingRows<wire::Start> starts;
  GrowingRows<wire::Placed> placed;
  GrowingRows<wire::Segment> segments;
  GrowingRows<wire::Reject> rejects;
};

/// Writes what a visit occupies: every phase to `placed`, every busy stretch (buffers included) to `segments`.
class Placement {
 public:
  [[nodiscard]] Status reserve(Arena& arena, const Query& query, const Ability& ability) {
    query_ = &query;
    ability_ = &ability;
    return packing_.reserve(arena, most_needs(query, ability));
  }
  /// Errors: OutOfMemory; OutOfRange if the visit does not fit the day, which would be a fault of the search.
  [[nodiscard]] Status write(Arena& arena, Day& day, const Visit& visit, Answer& answer) {
    return write_guests(arena, day, visit, query_->party, answer);
  }
  /// As if guest 0 came alone: a class has its person and rooms once, however large the party.
  [[nodiscard]] Status write_guest_alone(Arena& arena, Day& day, const Visit& visit, Answer& answer) {
    return write_guests(arena, day, visit, 1, answer);
  }

 private:
  [[nodiscard]] Status write_guests(Arena& arena, Day& day, const Visit& visit, int32_t guests, Answer& answer);
  [[nodiscard]] Status write_guest(Arena& arena, Day& day, const Visit& visit, int32_t guest, size_t& need,
                                   Answer& answer);
  [[nodiscard]] bool write_person(Arena& arena, Day& day, const Visit& visit, int32_t guest, size_t w, int32_t at,
                                  Answer& answer) const;

  const Query* query_ = nullptr;
  const Ability* ability_ = nullptr;
  Packing packing_;
};

/// Quanta from the visit's start to the end of its last guest.
[[nodiscard]] int32_t length_of(const Query& query, const Visit& visit);

}  // namespace booking::availability

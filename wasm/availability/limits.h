// The bounds of one call. What lies beyond them is refused with Status::TooLarge or Status::OutOfRange, so that time
// and memory are bounded for any input.
#pragma once

#include <cstdint>

namespace booking::availability {

inline constexpr int32_t kQuantum = 5;  // minutes; every duration is a multiple (ARCHITECTURE.md, rule 1)
inline constexpr int32_t kDayMinutes = 1440;
inline constexpr int32_t kQuantaPerDay = kDayMinutes / kQuantum;

inline constexpr uint32_t kMaxPeople = 512;
inline constexpr uint32_t kMaxServices = 512;
inline constexpr uint32_t kMaxResources = 128;      // kinds
inline constexpr uint32_t kMaxResourceUnits = 256;  // of one kind
inline constexpr uint32_t kMaxSeats = 1024;         // of one class
inline constexpr uint32_t kMaxPhases = 32;          // of one service
inline constexpr uint32_t kMaxPhaseResources = 16;  // of one phase
inline constexpr uint32_t kMaxRows = 1u << 18;      // entries of any vector of the calendar
inline constexpr uint32_t kMaxOwnerRows = 2048;     // hours, exceptions, absences … of one person or the salon
inline constexpr uint32_t kMaxSessions = 2048;      // of all classes, a week
inline constexpr uint32_t kMaxDaySpans = 64;        // opening or working intervals of one date
inline constexpr uint32_t kMaxBusy = 1u << 18;
inline constexpr uint32_t kMaxWishes = 8;
inline constexpr uint32_t kMaxParty = 20;
inline constexpr int32_t kMaxHorizonDays = 1100;
inline constexpr int32_t kMaxDays = 1200;          // local dates in one call
inline constexpr int32_t kMaxExplainedDays = 128;  // local dates whose refusals are told: a row for each quantum
inline constexpr int32_t kMaxVisitMinutes = kDayMinutes;
inline constexpr int32_t kMaxBuffer = 720;  // minutes

inline constexpr int32_t kFirstDate = 10957;  // 2000-01-01, where the zone table begins
inline constexpr int32_t kLastDate = 33238;   // 2061-01-01

// Steps of the exhaustive searches (parties, one person twice in a visit). Past the first the best visit found so far
// is taken, still bookable but perhaps not the cheapest; past the second the call ends with Status::TooComplex.
inline constexpr uint32_t kBestSteps = 20'000;          // per start
inline constexpr uint64_t kFeasibleSteps = 20'000'000;  // per call

}  // namespace booking::availability

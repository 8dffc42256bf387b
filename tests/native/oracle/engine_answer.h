// The engine's answer, read from the bytes it gives across its C ABI.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace oracle {

struct EnginePlaced {
  int guest;
  int wish;
  int phase;
  uint32_t unit;
  int start;
  int end;
  auto operator<=>(const EnginePlaced&) const = default;
};

struct EngineSegment {
  uint32_t unit;
  int start;
  int end;
  bool shared;
  int guest;
};

struct EngineStart {
  int start;
  int end;
  int price_cents;
  int score;
  int offset;
  int end_offset;
  std::vector<EnginePlaced> placed;
  std::vector<EngineSegment> segments;
};

struct EngineReject {
  int start;
  int reason;  // the contract's enum Reason
  int wish;
  int phase;
  int person;  // -1: no one person
  int pool;
  int at;
};

struct EngineAnswer {
  uint32_t status;
  bool verifies;  // the bytes are a well-formed AvailabilityAnswer whose slices lie within their vectors
  std::vector<EngineStart> starts;
  std::vector<EngineReject> rejects;
  std::string told;  // the starts as JSON, where that was asked for
  std::vector<uint8_t> bytes;
};

/// Runs operation `availability` natively, on a copy of the request that is aligned as in linear memory.
EngineAnswer ask_engine(std::span<const uint8_t> request);

}  // namespace oracle

#include "engine_answer.h"

#include <cstring>

#include "availability_generated.h"
#include "wasm/base/module.h"

extern "C" uint32_t booking_availability(const uint8_t* request, uint32_t length);

namespace oracle {

namespace wire = booking::wire;

namespace {

bool within(const wire::Slice& slice, size_t size) {
  return slice.first() <= size && slice.count() <= size - slice.first();
}

void read(EngineAnswer& out) {
  flatbuffers::Verifier verifier(out.bytes.data(), out.bytes.size());
  out.verifies = verifier.VerifyBuffer<wire::AvailabilityAnswer>();
  if (!out.verifies) return;
  const auto* answer = flatbuffers::GetRoot<wire::AvailabilityAnswer>(out.bytes.data());
  const size_t placed = answer->placed() ? answer->placed()->size() : 0;
  const size_t segments = answer->segments() ? answer->segments()->size() : 0;
  if (answer->starts()) {
    for (const wire::Start* at : *answer->starts()) {
      EngineStart start{static_cast<int>(at->start()),
                        static_cast<int>(at->end()),
                        at->price_cents(),
                        at->score(),
                        at->offset(),
                        at->end_offset(),
                        {},
                        {}};
      if (!within(at->placed(), placed) || !within(at->segments(), segments)) {
        out.verifies = false;
        return;
      }
      for (uint32_t i = 0; i < at->placed().count(); ++i) {
        const wire::Placed* one = answer->placed()->Get(at->placed().first() + i);
        start.placed.push_back({one->guest(), one->wish(), static_cast<int>(one->phase()), one->unit(),
                                static_cast<int>(one->start()), static_cast<int>(one->end())});
      }
      for (uint32_t i = 0; i < at->segments().count(); ++i) {
        const wire::Segment* one = answer->segments()->Get(at->segments().first() + i);
        start.segments.push_back({one->unit(), static_cast<int>(one->start()), static_cast<int>(one->end()),
                                  one->shared() != 0, static_cast<int>(one->guest())});
      }
      out.starts.push_back(start);
    }
  }
  if (answer->told()) out.told.assign(answer->told()->begin(), answer->told()->end());
  if (answer->rejects()) {
    for (const wire::Reject* one : *answer->rejects())
      out.rejects.push_back({static_cast<int>(one->start()), one->reason(), one->wish(), one->phase(),
                             static_cast<int>(one->person()), one->pool(), static_cast<int>(one->at())});
  }
}

}  // namespace

EngineAnswer ask_engine(std::span<const uint8_t> request) {
  EngineAnswer out{};
  const uint32_t length = static_cast<uint32_t>(request.size());
  uint8_t* at = booking_reserve(length);
  std::memcpy(at, request.data(), length);
  out.status = booking_availability(at, length);
  const booking::module::Answer* answer = booking_answer();
  if (out.status != 0) return out;
  out.bytes.assign(answer->ptr, answer->ptr + answer->len);
  read(out);
  return out;
}

}  // namespace oracle

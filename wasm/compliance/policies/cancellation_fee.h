// What a client who cancels owes: Consumer Protection Act 68 of 2008, s 17. A booking may always be cancelled (2); the
// charge must be fair for the notice given and for the chance to find another client by then (4)(b) and (c); there is
// none where the person died or is in hospital (5).
#pragma once

#include <array>
#include <cstdint>

namespace booking::compliance {

/// Money in cents. `price` and `cap` are for the whole visit; `cap` is the most the salon says it charges, 0 for
/// nothing.
struct Cancellation {
  int64_t price;
  int64_t cap;
  int32_t notice;       // minutes before the start; 0 for who did not come
  int32_t full_notice;  // minutes from which on the salon says that cancelling is free; 0: always
  int32_t chance;       // [0, 100]: how likely the time is sold again, from the waiting list and the salon's own record
  bool sold_again;      // it was
  bool excused;         // death or hospitalisation
};

enum class FeeReason : uint8_t {
  Price,      // what was booked
  Cap,        // the salon's own limit
  Notice,     // s 17(4)(b): less, the more notice was given
  Chance,     // s 17(4)(c): less, the likelier another client is
  SoldAgain,  // s 17(4)(c): another client came, and nothing was lost
  Excused,    // s 17(5)
};

/// One line of the reckoning; only the first adds, the others take away.
struct FeeLine {
  FeeReason reason;
  int64_t cents;
};

/// `lines` [0, count) add up to `fee`. A line is there only if it changes something, but for the first.
struct Fee {
  int64_t cents;
  std::array<FeeLine, 6> lines;
  uint32_t count;
};

/// Rounds down, to whole cents in the client's favour. Amounts of at most 2^31.
[[nodiscard]] Fee cancellation_fee(const Cancellation& cancellation);

}  // namespace booking::compliance

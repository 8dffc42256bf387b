// Addresses of the net: e-mail, URL, IPv4 and IPv6. Each reader is told where one may begin, looks ahead no further
// than an address can be long, and gives the end of what it read: `begin` itself when there is none.
#pragma once

#include <cstdint>

#include "wasm/compliance/personal_data/text.h"

namespace booking::compliance {

/// The domain that follows an @ (RFC 1035: labels of at most 63 bytes, 253 in all; letters of any script), with two
/// labels at least, the last of which is not a number.
[[nodiscard]] uint32_t read_domain(Text text, uint32_t begin);

/// What follows `http`, `https`, `ftp` or `www` that ends at `word_end`, without the punctuation of the sentence around
/// it.
[[nodiscard]] uint32_t read_url(Text text, uint32_t begin, uint32_t word_end);

/// Four octets; a CIDR suffix of at most 32 belongs to it.
[[nodiscard]] uint32_t read_ipv4(Text text, uint32_t begin);

/// RFC 4291, 2.2: eight groups, `::` once for those left out, the last two perhaps as an IPv4 address; a CIDR suffix.
[[nodiscard]] uint32_t read_ipv6(Text text, uint32_t begin);

}  // namespace booking::compliance

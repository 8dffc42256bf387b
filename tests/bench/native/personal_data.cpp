// The finder natively at -O3: what the Wasm build is measured against.
//
//   bench_personal_data <file>...      prints nanoseconds a call for each text, the best of nine rounds, and its spans
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include "wasm/compliance/personal_data/find.h"

int main(int count, char** files) {
  for (int i = 1; i < count; ++i) {
    std::ifstream file(files[i], std::ios::binary);
    const std::vector<char> text(std::istreambuf_iterator<char>(file), {});
    std::vector<booking::compliance::PersonalSpan> room(booking::compliance::Spans::most_in(text.size()));
    double best = 1e18;
    size_t spans = 0;
    for (int round = 0; round < 9; ++round) {
      const auto began = std::chrono::steady_clock::now();
      spans =
          booking::compliance::find_personal_data({reinterpret_cast<const uint8_t*>(text.data()), text.size()}, room);
      const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
      if (took.count() < best) best = took.count();
    }
    std::printf("%.0f %zu\n", best, spans);
  }
  return 0;
}

#include "wasm/money/operations/operations.h"

#include "wasm/base/tables.h"
#include "wasm/money/reckoning/bill.h"
#include "wasm/money/reckoning/refund.h"

namespace booking::money {
namespace {

static_assert(static_cast<uint8_t>(Account::TillDifference) == static_cast<uint8_t>(wire::Account::MAX));
static_assert(static_cast<uint8_t>(LineKind::Prepaid) == static_cast<uint8_t>(wire::LineKind::MAX));
static_assert(static_cast<uint8_t>(Means::GiftCard) == static_cast<uint8_t>(wire::Means::MAX));
static_assert(static_cast<uint8_t>(PaymentFault::TipTooLarge) == static_cast<uint8_t>(wire::PaymentFault::MAX));

bool is_amount(int64_t cents) { return cents >= 0 && cents <= kMostCents; }

template <class T>
uint32_t count_of(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr ? 0 : vector->size();
}

/// The verifier looks at a vector's length and not at where its rows lie.
template <class T>
bool aligned(const flatbuffers::Vector<const T*>* vector) {
  return count_of(vector) == 0 || reinterpret_cast<uintptr_t>(vector->Data()) % alignof(T) == 0;
}

flatbuffers::Offset<flatbuffers::Vector<const wire::Entry*>> write(flatbuffers::FlatBufferBuilder& builder,
                                                                   const Entries& entries) {
  wire::Entry* rows = nullptr;
  const auto vector = builder.CreateUninitializedVectorOfStructs(entries.all().size(), &rows);
  for (const Entry& entry : entries.all())
    *rows++ = {entry.cents, entry.who, static_cast<wire::Account>(entry.account)};
  return vector;
}

/// Bytes of an answer's vectors, with what aligning them may take.
size_t room_for(const Entries& entries, size_t others) {
  return sizeof(wire::Entry) * entries.all().size() + others + 2 * kTableOverhead;
}

/// One table as the answer. `make` writes it.
template <class Make>
wire::Status finish(Arena& arena, std::span<const uint8_t>& answer, size_t bytes, Make make) {
  OneBlock block(arena, bytes);
  if (!block.ok()) return wire::Status::OutOfMemory;
  flatbuffers::FlatBufferBuilder builder(block.bytes(), &block, false);
  builder.Finish(make(builder));
  answer = {builder.GetBufferPointer(), builder.GetSize()};
  return wire::Status::Ok;
}

/// False where a line, or all of them together, is out of range.
bool read_lines(const wire::ReckonRequest& table, std::span<Line> lines) {
  int64_t total = 0;
  for (uint32_t i = 0; i < lines.size(); ++i) {
    const wire::BillLine& line = *table.lines()->Get(i);
    if (!is_amount(line.cents()) || line.commission() > kWhole || line.kind() > wire::LineKind::MAX ||
        line.person() < kNobody || line.card() < kNobody)
      return false;
    lines[i] = {line.cents(), line.person(), line.card(), line.commission(), static_cast<LineKind>(line.kind()),
                line.taxed()};
    total += line.cents();
  }
  return is_amount(total);
}

bool in_range(const wire::Payment& payment) {
  return payment.cents() >= 1 && payment.cents() <= kMostCents && is_amount(payment.tip()) &&
         is_amount(payment.available()) && payment.means() <= wire::Means::MAX && payment.tipped() >= kNobody &&
         payment.card() >= kNobody;
}

}  // namespace

wire::Status reckon_bill(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::ReckonRequest>(request);
  if (table == nullptr || !aligned(table->lines())) return wire::Status::Malformed;
  const uint32_t count = count_of(table->lines());
  if (count > kMostLines) return wire::Status::TooLarge;
  Line* lines = arena.take<Line>(kMostLines);
  Bill* bill = arena.take<Bill>(1);
  if (lines == nullptr || bill == nullptr) return wire::Status::OutOfMemory;
  const std::span<Line> read{lines, count};
  if (!read_lines(*table, read) || table->vat() > kWhole || table->discount() < 0 ||
      table->discount() > discountable(read))
    return wire::Status::OutOfRange;
  reckon(read, table->discount(), table->vat(), *bill);
  const size_t bytes = room_for(bill->entries, sizeof(wire::ReckonedLine) * count);
  return finish(arena, answer, bytes, [&](flatbuffers::FlatBufferBuilder& builder) {
    wire::ReckonedLine* rows = nullptr;
    const auto reckoned = builder.CreateUninitializedVectorOfStructs(count, &rows);
    for (uint32_t i = 0; i < count; ++i) rows[i] = {bill->lines[i].discount, bill->lines[i].cents, bill->lines[i].vat};
    const auto entries = write(builder, bill->entries);
    return wire::CreateReckonAnswer(builder, reckoned, bill->total, bill->vat, entries);
  });
}

wire::Status settle_payments(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::SettleRequest>(request);
  if (table == nullptr || !aligned(table->payments())) return wire::Status::Malformed;
  const uint32_t count = count_of(table->payments());
  if (count > kMostPayments) return wire::Status::TooLarge;
  Settlement* settled = arena.take<Settlement>(1);
  if (settled == nullptr) return wire::Status::OutOfMemory;
  std::array<Payment, kMostPayments> payments{};
  bool ok = is_amount(table->owed());
  for (uint32_t i = 0; i < count; ++i) {
    const wire::Payment& payment = *table->payments()->Get(i);
    ok = ok && in_range(payment);
    payments[i] = {payment.cents(),  payment.tip(),  payment.available(),
                   payment.tipped(), payment.card(), static_cast<Means>(payment.means())};
  }
  if (!ok) return wire::Status::OutOfRange;
  settle(table->owed(), {payments.data(), count}, table->into_deposit(), *settled);
  const uint32_t applied = settled->fault == PaymentFault::None ? count : 0;
  return finish(
      arena, answer, room_for(settled->entries, sizeof(int64_t) * count), [&](flatbuffers::FlatBufferBuilder& builder) {
        const auto towards = builder.CreateVector(settled->applied.data(), applied);
        const auto entries = write(builder, settled->entries);
        return wire::CreateSettleAnswer(builder, towards, settled->change, settled->left,
                                        static_cast<wire::PaymentFault>(settled->fault), settled->at, entries);
      });
}

wire::Status refund_bill(std::span<const uint8_t> request, Arena& arena, std::span<const uint8_t>& answer) {
  const auto* table = read_request<wire::RefundRequest>(request);
  if (table == nullptr || !aligned(table->commissions())) return wire::Status::Malformed;
  const uint32_t count = count_of(table->commissions());
  if (count > kMostLines) return wire::Status::TooLarge;
  Commission* commissions = arena.take<Commission>(kMostLines);
  Refund* back = arena.take<Refund>(1);
  if (commissions == nullptr || back == nullptr) return wire::Status::OutOfMemory;
  bool ok = is_amount(table->total()) && is_amount(table->vat()) && table->vat() <= table->total() &&
            is_amount(table->before()) && is_amount(table->cents()) &&
            table->before() + table->cents() <= table->total() && table->means() <= wire::Means::Online;
  for (uint32_t i = 0; i < count; ++i) {
    const wire::Commission& commission = *table->commissions()->Get(i);
    ok = ok && is_amount(commission.cents()) && commission.who() >= kNobody;
    commissions[i] = {commission.cents(), commission.who()};
  }
  if (!ok) return wire::Status::OutOfRange;
  refund(table->total(), table->vat(), table->before(), table->cents(), static_cast<Means>(table->means()),
         {commissions, count}, *back);
  return finish(arena, answer, room_for(back->entries, 0), [&](flatbuffers::FlatBufferBuilder& builder) {
    const auto entries = write(builder, back->entries);
    return wire::CreateRefundAnswer(builder, back->vat, entries);
  });
}

}  // namespace booking::money

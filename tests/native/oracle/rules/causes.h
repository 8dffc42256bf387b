// Why a start is refused, phase by phase: the first step of the visit that no choice of people gets through.
#pragma once

#include <optional>
#include <vector>

#include "salon_minutes.h"

namespace oracle {

/// The phase at which a visit fails.
struct Cause {
  int wish;
  int phase;
  int person;    // who is off or busy when only one person could be meant, else kAnyone
  int resource;  // of which no unit is free; -1: it is not for want of a unit
  int at;        // the earliest instant at which the phase could begin
};

class Causes {
 public:
  /// `choices` are the ways to give the wished services to people, each as one person for every wish.
  Causes(const SalonMinutes& salon, int start, std::vector<std::vector<int>> choices);
  /// For what does not depend on the choice.
  Causes(const SalonMinutes& salon, int start) : salon_(salon), start_(start) {}
  /// A session of a class, which has its own person.
  Causes(const SalonMinutes& salon, int start, const Session& session);

  /// Rule 6, the people's half; `empty` when some choice keeps everybody's hours.
  std::optional<Cause> off();
  /// Rule 8, among the choices that keep rule 6.
  std::optional<Cause> no_power();
  /// Rule 11, among the choices that keep rules 6 and 8. Empty too where one person's buffers may meet within a visit.
  std::optional<Cause> taken();

  /// Every choice there is; empty when nobody does one of the services.
  static std::vector<std::vector<int>> all(const SalonMinutes& salon);
  /// The service that nobody does, if there is one.
  std::optional<Cause> nobody() const;
  /// Minutes of the visit when each service takes its quickest person.
  int shortest() const;

 private:
  const Salon& facts() const { return salon_.question.salon; }
  const Service& service_of(size_t wish) const;
  const std::vector<int>& minutes_of(const std::vector<int>& choice, size_t wish) const;
  std::vector<int> able(size_t wish) const;
  Stretch phase_time(const std::vector<int>& choice, size_t wish, size_t phase) const;
  Stretch person_time(const std::vector<int>& choice, size_t wish, size_t phase) const;
  Stretch unit_time(const std::vector<int>& choice, size_t wish, size_t phase, int resource) const;
  bool meets_itself(const std::vector<int>& choice) const;
  Cause cause(size_t wish, size_t phase, int resource) const;
  template <class Keeps>
  bool narrow(Keeps keeps);

  const SalonMinutes& salon_;
  int start_;
  int only_ = kAnyone;  // who alone can be meant
  std::vector<std::vector<int>> choices_;
};

}  // namespace oracle

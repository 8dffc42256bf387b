#include "disagreement.h"

#include <algorithm>
#include <sstream>

#include "tests/native/oracle/rules/wall_clock.h"
#include "tests/native/oracle/salons/question_json.h"
#include "tests/native/oracle/told.h"

namespace oracle {

namespace {

/// A unit's occupied minutes as maximal stretches, so that two adjoining segments equal one.
std::vector<Occupied> joined(std::vector<Occupied> all) {
  std::sort(all.begin(), all.end());
  std::vector<Occupied> out;
  for (const Occupied& one : all) {
    const bool adjoins = !out.empty() && out.back().unit == one.unit && out.back().guest == one.guest &&
                         out.back().shared == one.shared && out.back().end == one.start;
    if (adjoins) out.back().end = one.end;
    else out.push_back(one);
  }
  return out;
}

std::vector<Occupied> occupied_by_engine(const EngineStart& start) {
  std::vector<Occupied> out;
  for (const EngineSegment& one : start.segments)
    out.push_back({one.unit, one.start, one.end, one.shared ? 0 : one.guest, one.shared});
  return out;
}

/// Whether no unit is given twice at once, whoever it is given to.
bool overlap_free(const EngineStart& start) {
  for (const EngineSegment& a : start.segments) {
    for (const EngineSegment& b : start.segments) {
      if (&a != &b && a.unit == b.unit && a.start < b.end && b.start < a.end) return false;
    }
  }
  return true;
}

Refusal rule_of(int reason) {
  switch (reason) {
    case 1:
      return Refusal::Closed;
    case 2:
      return Refusal::TooSoon;
    case 3:
      return Refusal::TooFar;
    case 4:
      return Refusal::NoPower;
    case 8:
      return Refusal::Off;
    default:
      return Refusal::Taken;
  }
}

constexpr int kTold = 3;

struct Comparison {
  const Question& question;

  std::string at(int instant) const { return instant_text(question.salon.zone, instant); }

  std::string units(const std::vector<Occupied>& all) const {
    const Json salon = to_json(question)["salon"];
    std::ostringstream text;
    for (const Occupied& one : all) {
      text << " " << unit_name(salon, one.unit) << (one.shared ? " (shared)" : "") << " guest " << one.guest << " "
           << at(one.start) << " to " << at(one.end) << ";";
    }
    return text.str();
  }

  std::string of_start(const EngineStart& engine, const Verdict& oracle) const {
    std::string text;
    const WallClock& clock = WallClock::of(question.salon.zone);
    const auto differ = [&](const char* what, int theirs, int ours) {
      if (theirs != ours && text.empty())
        text = at(engine.start) + ": " + what + " " + std::to_string(theirs) + " by the engine, " +
               std::to_string(ours) + " by the oracle";
    };
    differ("start", engine.start, oracle.start);
    differ("price", engine.price_cents, oracle.plan.price_cents);
    differ("score", engine.score, oracle.plan.score);
    differ("end", engine.end, oracle.plan.end);
    differ("offset", engine.offset, clock.offset_at(engine.start));
    differ("end offset", engine.end_offset, clock.offset_at(oracle.plan.end));
    if (!text.empty() || question.query.detail == 0 || question.query.detail == kTold) return text;
    const std::vector<Occupied> theirs = joined(occupied_by_engine(engine));
    const std::vector<Occupied> ours = joined(oracle.plan.occupied);
    if (!overlap_free(engine)) return at(engine.start) + ": the engine gives a unit twice:" + units(theirs);
    if (theirs != ours)
      return at(engine.start) + ": placed" + units(theirs) + " by the engine," + units(ours) + " by the oracle";
    return "";
  }

  std::string of_starts(const EngineAnswer& answer, const std::vector<Verdict>& verdicts) const {
    size_t next = 0;
    for (const Verdict& verdict : verdicts) {
      const bool offered = next < answer.starts.size() && answer.starts[next].start == verdict.start;
      if (verdict.bookable() && !offered) return at(verdict.start) + ": bookable, but the engine hides it";
      if (!verdict.bookable() && offered) {
        return at(verdict.start) + ": offered by the engine, but not bookable (refusal " +
               std::to_string(static_cast<int>(verdict.refusal)) + ")";
      }
      if (!offered) continue;
      const std::string difference = of_start(answer.starts[next], verdict);
      if (!difference.empty()) return difference;
      ++next;
    }
    if (next < answer.starts.size())
      return at(answer.starts[next].start) + ": offered by the engine, but not even a candidate, or out of order";
    return "";
  }

  std::string of_cause(const EngineReject& reject, const Verdict& verdict) const {
    if (verdict.refusal < Refusal::NoPower && verdict.refusal != Refusal::Off && reject.at != reject.start)
      return at(reject.start) + ": a phase is blamed for what is none's fault";
    if (!verdict.cause) return "";
    const Cause& cause = *verdict.cause;
    const bool of_resource = reject.reason == 6;
    const Cause theirs{reject.wish, reject.phase, reject.person, of_resource ? reject.pool : -1, reject.at};
    const auto told = [&](const Cause& one) {
      return " service " + std::to_string(one.wish) + " phase " + std::to_string(one.phase) + " person " +
             std::to_string(one.person) + " resource " + std::to_string(one.resource) + " at " + at(one.at);
    };
    if (told(theirs) == told(cause)) return "";
    return at(reject.start) + ":" + told(theirs) + " by the engine," + told(cause) + " by the oracle";
  }

  std::string of_rejects(const EngineAnswer& answer, const std::vector<Verdict>& verdicts) const {
    size_t next = 0;
    for (const Verdict& verdict : verdicts) {
      if (verdict.bookable()) continue;
      if (next == answer.rejects.size() || answer.rejects[next].start != verdict.start)
        return at(verdict.start) + ": refused without a reason";
      const EngineReject& reject = answer.rejects[next++];
      const int reason = reject.reason;
      if (rule_of(reason) != verdict.refusal) {
        return at(verdict.start) + ": reason " + std::to_string(reason) + " by the engine, refusal " +
               std::to_string(static_cast<int>(verdict.refusal)) + " by the oracle";
      }
      const std::string difference = of_cause(reject, verdict);
      if (!difference.empty()) return difference;
    }
    if (question.query.first_only) return "";  // the search ends at the first start; what it saw beyond may be told
    return next < answer.rejects.size() ? at(answer.rejects[next].start) + ": a reason for what is no refused candidate"
                                        : "";
  }

  /// All starts are told; as rows there is the first alone.
  std::string of_told(const EngineAnswer& answer, const std::vector<Verdict>& verdicts) const {
    std::string plain;
    const WallClock& clock = WallClock::of(question.salon.zone);
    const Verdict* first = nullptr;
    for (const Verdict& verdict : verdicts) {
      if (!verdict.bookable()) continue;
      if (first == nullptr) first = &verdict;
      else plain += ",";
      const Plan& plan = verdict.plan;
      plain += told_start(verdict.start, clock.offset_at(verdict.start), plan.end, clock.offset_at(plan.end),
                          plan.price_cents, plan.score);
    }
    if (answer.told != plain) return "told as " + answer.told + ", by the oracle " + plain;
    if (answer.starts.size() != (first == nullptr ? 0U : 1U)) return "told with a row for more than the first start";
    return first == nullptr ? "" : of_start(answer.starts[0], *first);
  }
};

}  // namespace

std::string disagreement(const Question& question, const EngineAnswer& answer, const std::vector<Verdict>& verdicts) {
  if (answer.status != 0) return "the engine refuses with status " + std::to_string(answer.status);
  if (!answer.verifies) return "the engine's answer does not verify";
  const Comparison comparison{question};
  if (question.query.detail == kTold) return comparison.of_told(answer, verdicts);
  std::string found = comparison.of_starts(answer, verdicts);
  if (found.empty() && question.query.detail == 2) found = comparison.of_rejects(answer, verdicts);
  return found;
}

std::string disagreement(const Question& question) {
  return disagreement(question, ask_engine(encode(question)), judge(question));
}

}  // namespace oracle

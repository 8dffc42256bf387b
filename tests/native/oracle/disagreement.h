// Where engine and oracle part, in one sentence, and the smallest question on which they still do.
#pragma once

#include <string>

#include "tests/native/oracle/engine_answer.h"
#include "tests/native/oracle/rules/oracle.h"

namespace oracle {

/// Empty when the engine's answer is right in everything the oracle knows: the starts with their end, price, score and
/// offsets; with detail Placement the units; with detail Explain the refused candidates and the rule of 6, 7 and 8;
/// with detail Told the JSON.
std::string disagreement(const Question& question, const EngineAnswer& answer, const std::vector<Verdict>& verdicts);

/// Asks both.
std::string disagreement(const Question& question);

/// Drops facts (segments, exceptions, phases, people, …) as long as engine and oracle still disagree.
Question shrink(const Question& question);

}  // namespace oracle

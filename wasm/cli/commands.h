// The commands of corectl, one file each. A command takes what follows its name and returns the exit code.
#pragma once

#include <span>

namespace booking::cli {

using Arguments = std::span<const char* const>;

inline constexpr int kHolds = 0;
inline constexpr int kDoesNotHold = 1;
inline constexpr int kNotUnderstood = 2;

struct Command {
  const char* room;
  const char* name;
  /// What follows the name.
  const char* usage;
  int (*run)(Arguments arguments);
};

/// corectl audit verify: are the entries of a bundle part of what was signed?
int audit_verify(Arguments arguments);

/// corectl audit check: build the tree anew from an export and compare it with checkpoints that were kept.
int audit_check(Arguments arguments);

/// corectl spans find: where personal data stands in a file. Holds when there is none.
int spans(Arguments arguments);

/// corectl intents --train: the classifier made of any texts with labels, and what it is worth on others.
int intents_train(Arguments arguments);

/// corectl intents salon: what the salon's models are worth on texts they were not made of, by language and mistyped.
int intents_salon(Arguments arguments);

/// corectl proactive fit: how often what looked so became a ticket in replayed weeks, as wasm/routing/proactive keeps
/// it.
int proactive_fit(Arguments arguments);

/// corectl proactive judge: precision and recall of what ships on other weeks. Holds from 85 % precision on.
int proactive_judge(Arguments arguments);

inline constexpr Command kCommands[] = {
    {"audit", "verify", "<bundle.json> --key <key>", audit_verify},
    {"audit", "check", "<entries.ndjson> [--note <checkpoint.txt> --key <key>] …", audit_check},
    {"spans", "find", "<file> [--show text]", spans},
    {"intents", "--train", "<train.csv|clinc.json> [--test <test.csv>] [--bytes <most>] [--out <model>]",
     intents_train},
    {"intents", "salon", "<shared/knowledge/utterances>", intents_salon},
    {"proactive", "fit", "", proactive_fit},
    {"proactive", "judge", "", proactive_judge},
};

}  // namespace booking::cli

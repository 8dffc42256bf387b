-- Admission: the theoretical arrival time of every key that was asked about lately (GCRA), in microseconds since the epoch.
-- A key that lies in the past is the same as none, so the sweep forgets it. `salon_id` is empty for what spans salons.
CREATE TABLE admission (
  salon_id TEXT NOT NULL,
  plan TEXT NOT NULL,     -- action and what it counts by, such as "book by phone"
  subject TEXT NOT NULL,  -- keyed hash of the address, the telephone number or the booking
  tat INTEGER NOT NULL,
  PRIMARY KEY (salon_id, plan, subject)
) STRICT, WITHOUT ROWID;

-- What happened, as far as a detector may care, in the batches in which isolates handed it over: JSON rows of kind, source,
-- object, second, and dates. Folded into the salon's state by the sweep and then deleted.
CREATE TABLE threat_event (
  salon_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  events TEXT NOT NULL,
  PRIMARY KEY (salon_id, batch_id)
) STRICT, WITHOUT ROWID;

-- What the detectors remember of a salon (wasm/compliance/threats/state.h), and how often it was folded.
CREATE TABLE threat_state (
  salon_id TEXT NOT NULL PRIMARY KEY,
  state BLOB NOT NULL,
  folds INTEGER NOT NULL
) STRICT;

-- What the detectors found. `at` and `until` are seconds since the epoch; `action` is slow, block or incident.
CREATE TABLE threat (
  salon_id TEXT NOT NULL,
  threat_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  detector TEXT NOT NULL,
  oat TEXT NOT NULL,       -- OWASP Automated Threat Handbook
  subject TEXT NOT NULL,   -- keyed hash of the address
  evidence TEXT NOT NULL,  -- JSON
  action TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (salon_id, threat_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX threat_lasting ON threat (until);

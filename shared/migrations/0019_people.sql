-- Routing to people: who is here, who has which conversation and why, and since when its client waits. Instants are minutes.
-- Business minutes are those in which the salon is open; they are counted by the core (wasm/routing/assignment).

ALTER TABLE conversation ADD COLUMN assignee TEXT;         -- an account; null: nobody has it
ALTER TABLE conversation ADD COLUMN assigned_at INTEGER;
ALTER TABLE conversation ADD COLUMN assigned_why TEXT;     -- JSON: what it was decided on
ALTER TABLE conversation ADD COLUMN waits_since INTEGER;   -- since when the client waits for a person's word; null: they do not
ALTER TABLE conversation ADD COLUMN waited INTEGER NOT NULL DEFAULT 0;  -- business minutes of their earlier waits in this hand-over
ALTER TABLE conversation ADD COLUMN first_at INTEGER;      -- a person's first answer in this hand-over
ALTER TABLE conversation ADD COLUMN look_at INTEGER;       -- when its clock is looked at again; null: nobody needs to
ALTER TABLE conversation ADD COLUMN warned_at INTEGER;     -- of this wait

CREATE INDEX conversation_waits ON conversation (salon_id, waits_since) WHERE waits_since IS NOT NULL;
CREATE INDEX conversation_assignee ON conversation (salon_id, assignee) WHERE assignee IS NOT NULL;
-- The minute's sweep over all salons.
CREATE INDEX conversation_look ON conversation (look_at) WHERE look_at IS NOT NULL;

-- What those who wait already were handed over with; the sweep looks at them at once.
UPDATE conversation SET waits_since = handed_at, look_at = handed_at WHERE state = 'waiting' AND handed_at IS NOT NULL;

-- Who of the team is here, until when, and what they can take. It expires by itself; what they chose stays for the next time.
CREATE TABLE presence (
  salon_id   TEXT NOT NULL,
  account_id TEXT NOT NULL,
  until      INTEGER NOT NULL,
  taking     INTEGER NOT NULL CHECK (taking IN (0, 1)),  -- 0: here, but takes only what they take themselves
  capacity   INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 100),  -- chats at once; a call needs all of it
  skills     TEXT NOT NULL CHECK (json_valid(skills)),
  languages  TEXT NOT NULL CHECK (json_valid(languages)),
  person     TEXT,              -- who they are in the salon's document, so that clients can ask for them by name
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (salon_id, account_id)
) STRICT, WITHOUT ROWID;

-- From the call for a person until the conversation is closed, or goes back to the dialogue: what the numbers are counted from.
CREATE TABLE handover (
  salon_id        TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  nth             INTEGER NOT NULL,
  why             TEXT,
  called_at       INTEGER NOT NULL,
  assigned_at     INTEGER,           -- somebody had it for the first time
  moved           INTEGER NOT NULL DEFAULT 0,  -- times it went on to somebody else
  first_at        INTEGER,           -- a person's first answer
  first_minutes   INTEGER,           -- business minutes until then
  answers         INTEGER NOT NULL DEFAULT 0,
  minutes         INTEGER NOT NULL DEFAULT 0,  -- business minutes of all waits
  late            INTEGER NOT NULL DEFAULT 0,  -- deadlines that were missed: 1 first response, 2 next response, 4 resolution
  ended_at        INTEGER,
  outcome         TEXT CHECK (outcome IN ('confirmed', 'assumed', 'lapsed')),  -- lapsed: no person closed it
  reopened_at     INTEGER,           -- they wrote again within 72 hours
  PRIMARY KEY (salon_id, conversation_id, nth)
) STRICT, WITHOUT ROWID;

CREATE INDEX handover_called ON handover (salon_id, called_at);

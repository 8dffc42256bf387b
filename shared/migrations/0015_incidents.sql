-- Who read whose data, and what is done when somebody should not have (POPIA s 15, 16, 19, 21 and 22).

-- Reads of clients' data by the team, the operator and calendar feeds; a client at their own link is not in it. `actor` is
-- the trail's name for who read, `session` the public name of theirs, `source` a keyed hash of the address. `clients` and
-- `objects` are ids. A row that says the same again, as a feed's does every quarter of an hour, counts on in `times`.
CREATE TABLE read_log (
  salon_id TEXT NOT NULL,
  read_id  TEXT NOT NULL,
  at       INTEGER NOT NULL,
  last_at  INTEGER NOT NULL,
  times    INTEGER NOT NULL DEFAULT 1,
  actor    TEXT NOT NULL,
  session  TEXT,
  source   TEXT,
  trace    TEXT NOT NULL,
  purpose  TEXT NOT NULL,
  what     TEXT NOT NULL,  -- of workers/store/compliance/reads.ts
  clients  TEXT NOT NULL CHECK (json_valid(clients)),
  objects  TEXT NOT NULL CHECK (json_valid(objects)),
  PRIMARY KEY (salon_id, read_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX read_log_at ON read_log (salon_id, last_at);
-- The sweep forgets old reads over all salons.
CREATE INDEX read_log_past ON read_log (last_at);

-- `salon_id` is `platform` for what concerns no single salon; the operator alone sees that one. What is known of the intruder
-- and of the time is the assessment's: whose reads are looked at, by whichever of actor, session, source and trace are known.
CREATE TABLE incident (
  salon_id      TEXT NOT NULL,
  incident_id   TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('open', 'contained', 'assessed', 'notified', 'closed')),
  revision      INTEGER NOT NULL,  -- one more with every change
  opened_by     TEXT NOT NULL,     -- a person as the trail names them, or `system`
  threat_id     TEXT,              -- what a detector found
  nature        TEXT NOT NULL,
  discovered_at INTEGER NOT NULL,
  from_at       INTEGER,
  to_at         INTEGER,
  actor         TEXT,
  session       TEXT,
  source        TEXT,
  trace         TEXT,
  consequences  TEXT,
  measures      TEXT,
  advice        TEXT,
  delay         TEXT,              -- why the notice is not sooner
  intruder      TEXT,              -- identity of the unauthorised person, if known
  contact       TEXT,              -- the Information Officer
  affected      INTEGER,           -- people, when it was assessed
  closing       TEXT,              -- what was concluded
  opened_at     INTEGER NOT NULL,
  closed_at     INTEGER,
  PRIMARY KEY (salon_id, incident_id)
) STRICT, WITHOUT ROWID;

-- The operator's metrics count them over all salons.
CREATE INDEX incident_open ON incident (salon_id) WHERE state <> 'closed';

-- Whose data the suspect read or changed, as it was assessed: kept when the read log is not.
CREATE TABLE incident_person (
  salon_id    TEXT NOT NULL,
  incident_id TEXT NOT NULL,
  client_id   TEXT NOT NULL,
  what        TEXT NOT NULL CHECK (json_valid(what)),
  times       INTEGER NOT NULL,
  first_at    INTEGER NOT NULL,
  last_at     INTEGER NOT NULL,
  PRIMARY KEY (salon_id, incident_id, client_id)
) STRICT, WITHOUT ROWID;

-- The timeline. `detail` holds ids, numbers and hashes.
CREATE TABLE incident_event (
  salon_id    TEXT NOT NULL,
  incident_id TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  actor       TEXT NOT NULL,
  what        TEXT NOT NULL,
  detail      TEXT NOT NULL CHECK (json_valid(detail)),
  PRIMARY KEY (salon_id, incident_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER incident_event_kept BEFORE UPDATE ON incident_event
BEGIN
  SELECT RAISE(ABORT, 'append-only: incident_event');
END;

CREATE TRIGGER incident_event_stays BEFORE DELETE ON incident_event
BEGIN
  SELECT RAISE(ABORT, 'append-only: incident_event');
END;

-- A notice exists once somebody has approved it, in the very words they read; until then it is a draft made from the incident.
CREATE TABLE incident_notice (
  salon_id    TEXT NOT NULL,
  incident_id TEXT NOT NULL,
  audience    TEXT NOT NULL CHECK (audience IN ('regulator', 'people')),
  language    TEXT NOT NULL,
  subject     TEXT NOT NULL,
  body        TEXT NOT NULL,
  digest      TEXT NOT NULL,  -- of all languages of the audience together: what was approved
  approved_by TEXT NOT NULL,
  approved_at INTEGER NOT NULL,
  recipient   TEXT,           -- the Regulator's address, where it was mailed
  sent_at     INTEGER,
  PRIMARY KEY (salon_id, incident_id, audience, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_task (
  salon_id    TEXT NOT NULL,
  incident_id TEXT NOT NULL,
  task_id     TEXT NOT NULL,
  what        TEXT NOT NULL,
  owner       TEXT NOT NULL,
  due         INTEGER NOT NULL,  -- days since 1970-01-01
  made_at     INTEGER NOT NULL,
  done_at     INTEGER,
  done_by     TEXT,
  PRIMARY KEY (salon_id, incident_id, task_id)
) STRICT, WITHOUT ROWID;

-- A frozen salon answers no command. Raising the version makes every address of a team calendar a new one.
ALTER TABLE salon ADD COLUMN frozen_at INTEGER;
ALTER TABLE salon ADD COLUMN feed_version INTEGER NOT NULL DEFAULT 1;

-- The team's day: how far a visit has come, what happened to it, and time that is blocked.

-- How far a confirmed visit has come; null: booked, and nothing heard since.
ALTER TABLE booking ADD COLUMN stage TEXT CHECK (stage IN ('confirmed', 'arrived', 'in-service', 'done', 'no-show'));

-- What the team did with a visit and noted of it, in order: `what` is a stage, `booked` (a stage taken back), `note`, or `override`
-- (rules set aside, with the reason). Only ever added to. `text`: a note or a reason.
CREATE TABLE visit_event (
  salon_id   TEXT NOT NULL,
  booking_id TEXT NOT NULL,
  event_id   TEXT NOT NULL,
  at         INTEGER NOT NULL,
  actor      TEXT NOT NULL,  -- as in the audit trail
  what       TEXT NOT NULL CHECK (what IN
    ('booked', 'confirmed', 'arrived', 'in-service', 'done', 'no-show', 'note', 'override')),
  rules      TEXT CHECK (rules IS NULL OR json_valid(rules)),  -- of an override: JSON, names of the rules
  text       TEXT,
  PRIMARY KEY (salon_id, booking_id, event_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX visit_event_at ON visit_event (salon_id, at);

-- A visit that is nobody's any more keeps when it came to what, and none of the words about its person.
CREATE TRIGGER visit_event_unnamed AFTER UPDATE OF name ON booking WHEN NEW.name = '' AND OLD.name <> ''
BEGIN
  UPDATE visit_event SET text = NULL WHERE salon_id = NEW.salon_id AND booking_id = NEW.booking_id;
END;

-- Time in which a unit serves nobody: a break, or something to be done. Its id is the visit id of its segment, so a block and a
-- visit can never overlap.
CREATE TABLE block (
  salon_id   TEXT NOT NULL,
  block_id   TEXT NOT NULL,
  unit_id    TEXT NOT NULL,
  start_at   INTEGER NOT NULL,
  end_at     INTEGER NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('break', 'blocked')),
  text       TEXT,
  actor      TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (salon_id, block_id),
  CHECK (end_at > start_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX block_start ON block (salon_id, start_at);

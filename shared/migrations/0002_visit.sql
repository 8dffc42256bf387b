-- Visits and what they occupy. The no-overlap rule lives here: it knows no clock, so an expired hold blocks until a
-- command deletes it, and cannot be confirmed over its successor.

-- One unit busy from start to end for a visit, buffers included. `visit_id` is a hold's or booking's id, or
-- `class:{service}:{start}` for the person and rooms that the guests of a class session share. `held_until` null: confirmed.
-- 2940 minutes bounds a segment: a local day of 25 hours and buffers of 12 hours on either side.
CREATE TABLE segment (
  salon_id   TEXT NOT NULL,
  unit_id    TEXT NOT NULL,
  start_at   INTEGER NOT NULL,
  end_at     INTEGER NOT NULL,
  visit_id   TEXT NOT NULL,
  held_until INTEGER,
  PRIMARY KEY (salon_id, unit_id, start_at),
  CHECK (end_at > start_at AND end_at - start_at <= 2940)
) STRICT, WITHOUT ROWID;

CREATE INDEX segment_visit ON segment (salon_id, visit_id);
CREATE INDEX segment_held ON segment (salon_id, held_until) WHERE held_until IS NOT NULL;

-- Stored segments of a unit never overlap, so the last one that starts before the new one's end is also the last to end.
CREATE TRIGGER segment_no_overlap BEFORE INSERT ON segment
WHEN NEW.start_at < (
  SELECT last.end_at FROM segment AS last
  WHERE last.salon_id = NEW.salon_id AND last.unit_id = NEW.unit_id AND last.start_at < NEW.end_at
    AND NOT (last.visit_id = NEW.visit_id AND NEW.visit_id GLOB 'class:*'
             AND last.start_at = NEW.start_at AND last.end_at = NEW.end_at)
  ORDER BY last.start_at DESC LIMIT 1)
BEGIN
  SELECT RAISE(ABORT, 'overlap: the unit is busy then');
END;

CREATE TRIGGER segment_stays BEFORE UPDATE OF salon_id, unit_id, start_at, end_at ON segment
BEGIN
  SELECT RAISE(ABORT, 'frozen: a segment is deleted and inserted, never moved');
END;

-- A visit that expires by itself. The row outlives its segments for a while, so that a late confirmation knows what was
-- meant. JSON columns are written and read by workers/store/holds.ts alone.
CREATE TABLE hold (
  salon_id      TEXT NOT NULL,
  hold_id       TEXT NOT NULL,
  services      TEXT NOT NULL,  -- JSON: [{"id","staff"?}]
  party         INTEGER NOT NULL CHECK (party >= 1),
  start_at      INTEGER NOT NULL,
  end_at        INTEGER NOT NULL,
  price_cents   INTEGER NOT NULL CHECK (price_cents >= 0),
  deposit_cents INTEGER NOT NULL CHECK (deposit_cents >= 0),
  placed        TEXT NOT NULL,  -- JSON: who does what, without buffers
  segment_count INTEGER NOT NULL,
  class_visit   TEXT,           -- `class:{service}:{start}` when the visit is seats of a class
  held_until    INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  PRIMARY KEY (salon_id, hold_id),
  CHECK (end_at > start_at)
) STRICT, WITHOUT ROWID;

-- The sweep forgets old holds over all salons.
CREATE INDEX hold_expiry ON hold (held_until);

-- A person who books. One per telephone number (E.164) and salon; the first name given stays, since whoever knows a
-- number may book with it.
CREATE TABLE client (
  salon_id   TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  phone      TEXT NOT NULL CHECK (phone GLOB '+[1-9]*'),
  name       TEXT NOT NULL,
  email      TEXT,
  language   TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (salon_id, client_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX client_phone ON client (salon_id, phone);

-- A committed visit; its id is the visit id of its segments. Contact details are those given with this booking.
CREATE TABLE booking (
  salon_id      TEXT NOT NULL,
  booking_id    TEXT NOT NULL,
  client_id     TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('confirmed', 'cancelled')),
  services      TEXT NOT NULL,  -- JSON: [{"id","staff"?}]
  party         INTEGER NOT NULL CHECK (party >= 1),
  start_at      INTEGER NOT NULL,
  end_at        INTEGER NOT NULL,
  price_cents   INTEGER NOT NULL CHECK (price_cents >= 0),
  deposit_cents INTEGER NOT NULL CHECK (deposit_cents >= 0),
  placed        TEXT NOT NULL,  -- JSON: who does what, without buffers
  class_visit   TEXT,
  name          TEXT NOT NULL,
  phone         TEXT NOT NULL,
  email         TEXT,
  language      TEXT,
  notes         TEXT,
  token_version INTEGER NOT NULL,
  sequence      INTEGER NOT NULL,  -- of RFC 5545: counts changes
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  PRIMARY KEY (salon_id, booking_id),
  CHECK (end_at > start_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX booking_start ON booking (salon_id, start_at);
CREATE INDEX booking_client ON booking (salon_id, client_id, start_at);

-- Busy intervals from a person's own calendar. They inform decisions and are under no constraint but their length.
CREATE TABLE imported_busy (
  salon_id TEXT NOT NULL,
  unit_id  TEXT NOT NULL,
  start_at INTEGER NOT NULL,
  end_at   INTEGER NOT NULL,
  source   TEXT NOT NULL,
  PRIMARY KEY (salon_id, unit_id, start_at, source),
  CHECK (end_at > start_at AND end_at - start_at <= 2940)
) STRICT, WITHOUT ROWID;

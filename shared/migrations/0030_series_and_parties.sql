-- Visits that come again every so many weeks. Each date that was wished for is a row from the beginning, so none can be lost on the way:
-- `waiting` was not tried yet, `open` has no time that day and waits for a person, `booked` names its visit, `dropped` was given up.

CREATE TABLE series (
  salon_id   TEXT NOT NULL,
  series_id  TEXT NOT NULL,
  booking_id TEXT NOT NULL,  -- the visit that is to come again
  weeks      INTEGER NOT NULL CHECK (weeks >= 1),
  times      INTEGER NOT NULL CHECK (times >= 1),  -- besides that one
  actor      TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at   INTEGER,        -- since when the rest of it is cancelled
  PRIMARY KEY (salon_id, series_id)
) STRICT, WITHOUT ROWID;

-- A visit comes again in one way at a time.
CREATE UNIQUE INDEX series_origin ON series (salon_id, booking_id) WHERE ended_at IS NULL;

CREATE TABLE series_visit (
  salon_id   TEXT NOT NULL,
  series_id  TEXT NOT NULL,
  nth        INTEGER NOT NULL CHECK (nth >= 1),
  start_at   INTEGER NOT NULL,  -- as it was wished for: minutes since the epoch
  state      TEXT NOT NULL CHECK (state IN ('waiting', 'open', 'booked', 'dropped')),
  booking_id TEXT,
  PRIMARY KEY (salon_id, series_id, nth),
  CHECK ((state = 'booked') = (booking_id IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX series_visit_booking ON series_visit (salon_id, booking_id) WHERE booking_id IS NOT NULL;

-- What was wished for goes with the person of the visit that it began with; what was booked has rows of its own.
CREATE TRIGGER series_unnamed AFTER UPDATE OF name ON booking WHEN NEW.name = '' AND OLD.name <> ''
BEGIN
  DELETE FROM series_visit WHERE salon_id = NEW.salon_id AND series_id IN (
    SELECT series_id FROM series WHERE series.salon_id = NEW.salon_id AND series.booking_id = NEW.booking_id);
  DELETE FROM series WHERE salon_id = NEW.salon_id AND booking_id = NEW.booking_id;
END;

-- Guests of one party who could not all begin at once, so that their visits are several. A visit is in one group at most.
CREATE TABLE party_visit (
  salon_id   TEXT NOT NULL,
  booking_id TEXT NOT NULL,
  party_id   TEXT NOT NULL,
  PRIMARY KEY (salon_id, booking_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX party_visit_party ON party_visit (salon_id, party_id);

CREATE TRIGGER party_visit_unnamed AFTER UPDATE OF name ON booking WHEN NEW.name = '' AND OLD.name <> ''
BEGIN
  DELETE FROM party_visit WHERE salon_id = NEW.salon_id AND booking_id = NEW.booking_id;
END;

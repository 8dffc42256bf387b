-- The waiting list: who waits, which time came free, and who was offered it until when.

-- `from_date` and `to_date` are local dates as days since 1970-01-01, both included.
CREATE TABLE waitlist (
  salon_id    TEXT NOT NULL,
  waitlist_id TEXT NOT NULL,
  client_id   TEXT NOT NULL,
  services    TEXT NOT NULL,  -- JSON: [{"id","staff"?}]
  party       INTEGER NOT NULL CHECK (party >= 1),
  from_date   INTEGER NOT NULL,
  to_date     INTEGER NOT NULL,
  status      TEXT NOT NULL CHECK (status IN ('waiting', 'offered', 'booked')),
  name        TEXT NOT NULL,
  phone       TEXT NOT NULL,
  email       TEXT,
  language    TEXT,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (salon_id, waitlist_id),
  CHECK (to_date >= from_date)
) STRICT, WITHOUT ROWID;

CREATE INDEX waitlist_order ON waitlist (salon_id, status, created_at);
-- The sweep forgets past requests over all salons.
CREATE INDEX waitlist_past ON waitlist (to_date) WHERE status = 'waiting';

-- Time that came free by a cancelled or moved visit and is still to be offered. Swept over all salons.
CREATE TABLE opening (
  salon_id   TEXT NOT NULL,
  opening_id TEXT NOT NULL,
  start_at   INTEGER NOT NULL,
  end_at     INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (salon_id, opening_id)
) STRICT, WITHOUT ROWID;

-- One timed offer of an opening to one client; `hold_id` keeps the time for them. One at a time per opening.
CREATE TABLE offer (
  salon_id    TEXT NOT NULL,
  offer_id    TEXT NOT NULL,
  opening_id  TEXT NOT NULL,
  waitlist_id TEXT NOT NULL,
  hold_id     TEXT NOT NULL,
  start_at    INTEGER NOT NULL,
  status      TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'declined', 'expired')),
  made_at     INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  PRIMARY KEY (salon_id, offer_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX offer_one_at_a_time ON offer (salon_id, opening_id) WHERE status = 'open';
CREATE UNIQUE INDEX offer_once ON offer (salon_id, opening_id, waitlist_id);

-- What is special about a person, what must be kept longer than its term, and what each night's retention did.

-- Health notes (POPIA s 26): ciphertext alone, under the key of the person, which lives in another database
-- (shared/migrations/keys). 12 bytes of nonce, the text, 16 bytes of tag.
CREATE TABLE special_note (
  salon_id   TEXT NOT NULL,
  note_id    TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  booking_id TEXT NOT NULL,  -- the visit that it was given for
  sealed     BLOB NOT NULL CHECK (length(sealed) > 28),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (salon_id, note_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX special_note_client ON special_note (salon_id, client_id);

-- A client's last request for the waiting list, whose row is forgotten long before the client is: the term of the client goes
-- on from it. Minutes since the epoch; null: none that is gone.
ALTER TABLE client ADD COLUMN asked_at INTEGER;

-- What keeps a client's records, or one booking's, beyond their term: a legal hold, or a restriction of processing (POPIA
-- s 14(6)). `why` is one of a few words (workers/commands/retention/holds.ts), never free text; `until` null: until lifted.
CREATE TABLE retention_hold (
  salon_id   TEXT NOT NULL,
  hold_id    TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  booking_id TEXT,
  kind       TEXT NOT NULL CHECK (kind IN ('hold', 'restriction')),
  why        TEXT NOT NULL,
  placed_by  TEXT NOT NULL,
  placed_at  INTEGER NOT NULL,
  until      INTEGER,
  PRIMARY KEY (salon_id, hold_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX retention_hold_client ON retention_hold (salon_id, client_id);

-- What one night did for one category of shared/policies/retention.json. `night` is days since 1970-01-01. `resume_at` and
-- `resume_after` are where the next minute goes on; null: the category is done with for this night.
CREATE TABLE retention_run (
  salon_id       TEXT NOT NULL,
  night          INTEGER NOT NULL,
  category       TEXT NOT NULL,
  due            INTEGER NOT NULL,  -- term over, and nothing keeps it
  done           INTEGER NOT NULL,  -- deleted or de-identified
  held           INTEGER NOT NULL,  -- term over, kept by a hold or restriction
  oldest_overdue INTEGER,           -- the first day on which what is due but not done should have gone
  resume_at      INTEGER,
  resume_after   TEXT,
  at             INTEGER NOT NULL,
  PRIMARY KEY (salon_id, night, category)
) STRICT, WITHOUT ROWID;

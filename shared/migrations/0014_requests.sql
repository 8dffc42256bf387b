-- What people ask about their own data: access (POPIA s 23), correction and deletion (s 24), objection (s 11(3)) and
-- withdrawal of consent (s 11(2)(b)). These rows are the truth; a workflow only remembers where to go on.

-- `received` until whoever asks has proved who they are, then `deciding` while the salon has to decide, `working` while it
-- is carried out, `closed`. A row that is not proved in time is deleted, and so is one of a number that nobody knows:
-- it is written all the same, so that answers and limits are alike.
CREATE TABLE request (
  salon_id     TEXT NOT NULL,
  request_id   TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('access', 'correction', 'deletion', 'objection', 'withdrawal')),
  status       TEXT NOT NULL CHECK (status IN ('received', 'deciding', 'working', 'closed')),
  client_id    TEXT,     -- null: nobody is known under the number
  booking_id   TEXT,     -- whose link it was asked by
  phone_hash   TEXT,     -- HMAC-SHA256 under the server's secret: whose code proves it
  code_id      TEXT,
  proof        TEXT CHECK (proof IN ('link', 'code', 'salon')),
  reach        TEXT CHECK (reach IN ('client', 'address')),  -- all of the client, or what bears the proved address
  address_hash TEXT,     -- HMAC-SHA256 of the proved address
  answer_to    TEXT,     -- where the answer goes, until it has gone
  language     TEXT,
  detail       TEXT NOT NULL CHECK (json_valid(detail)),  -- what to correct, what is objected to, what is withdrawn
  received_at  INTEGER NOT NULL,
  due_date     INTEGER NOT NULL,  -- the last day, as days since 1970-01-01 on the salon's calendar
  verified_at  INTEGER,
  moved_at     INTEGER NOT NULL,  -- when it last went on; what stands still is started again
  decision     TEXT CHECK (decision IN ('granted', 'refused')),
  ground       TEXT,     -- of the law, for a refusal
  reason       TEXT,     -- as told to whoever asked
  closed_at    INTEGER,
  runs         INTEGER NOT NULL,  -- workflows started for it
  export_until INTEGER,  -- what was gathered lies in R2 until then
  PRIMARY KEY (salon_id, request_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX request_client ON request (salon_id, client_id);
-- The sweep looks over all salons at what is open, what has been told and what lies in R2.
CREATE INDEX request_open ON request (moved_at) WHERE closed_at IS NULL;
CREATE INDEX request_due ON request (due_date) WHERE closed_at IS NULL;
CREATE INDEX request_answer ON request (closed_at) WHERE answer_to IS NOT NULL AND closed_at IS NOT NULL;
CREATE INDEX request_export ON request (export_until) WHERE export_until IS NOT NULL;

-- What happened to a request. One row per step: a step that is repeated is refused by the key, so it has one effect.
CREATE TABLE request_event (
  salon_id   TEXT NOT NULL,
  request_id TEXT NOT NULL,
  step       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  actor      TEXT NOT NULL,
  detail     TEXT NOT NULL CHECK (json_valid(detail)),  -- ids, counts and grounds, nothing personal
  PRIMARY KEY (salon_id, request_id, step)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER request_event_kept BEFORE UPDATE ON request_event
BEGIN
  SELECT RAISE(ABORT, 'append-only: request_event');
END;

-- What each store forgot for a request.
CREATE TABLE receipt (
  salon_id     TEXT NOT NULL,
  request_id   TEXT NOT NULL,
  store        TEXT NOT NULL CHECK (store IN ('d1', 'keys', 'kv', 'r2', 'queue', 'e-mail')),
  what         TEXT NOT NULL,
  rows         INTEGER NOT NULL CHECK (rows >= 0),
  at           INTEGER NOT NULL,
  forgotten_by TEXT,  -- the date on which that store's own recovery has forgotten it too
  PRIMARY KEY (salon_id, request_id, store, what)
) STRICT, WITHOUT ROWID;

-- What a client objected to. Whoever is about to do it asks here first; there is nothing to wait for.
CREATE TABLE restriction (
  salon_id   TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  purpose    TEXT NOT NULL CHECK (purpose IN ('marketing', 'wait')),
  request_id TEXT NOT NULL,
  since      INTEGER NOT NULL,
  PRIMARY KEY (salon_id, client_id, purpose)
) STRICT, WITHOUT ROWID;

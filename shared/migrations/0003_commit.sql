-- What every commit writes beside its facts: guards, the answer for a repeated request, the audit entry, messages to send.

-- A guard: INSERT INTO must SELECT <condition>, <why> aborts the batch unless the condition is 1.
CREATE VIEW must (holds, why) AS SELECT 1, '' WHERE 0;

CREATE TRIGGER must_hold INSTEAD OF INSERT ON must
WHEN NEW.holds IS NOT 1
BEGIN
  SELECT RAISE(ABORT, 'guard: ' || NEW.why);
END;

-- `body` is the first 2xx answer; the place of a manage token in it is marked, for nothing secret is stored.
CREATE TABLE idempotency (
  salon_id   TEXT NOT NULL,
  operation  TEXT NOT NULL,
  key        TEXT NOT NULL,
  body_hash  TEXT NOT NULL,  -- SHA-256 of the request's raw bytes, hex
  status     INTEGER NOT NULL,
  body       TEXT NOT NULL,
  booking_id TEXT,           -- whose token the mark stands for
  token_version INTEGER,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (salon_id, operation, key)
) STRICT, WITHOUT ROWID;

-- The sweep forgets old answers over all salons.
CREATE INDEX idempotency_expiry ON idempotency (expires_at);

-- Append-only. `leaf` is SHA-256(0x00 || entry); the entry is canonical JSON without its number, so the number can be
-- given in SQL. Entries hold ids, never names, numbers or addresses of people.
CREATE TABLE audit (
  salon_id TEXT NOT NULL,
  seq      INTEGER NOT NULL CHECK (seq >= 1),
  leaf     BLOB NOT NULL CHECK (length(leaf) = 32),
  entry    TEXT NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (salon_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_kept BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'append-only: audit');
END;

CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'append-only: audit');
END;

-- Messages that the commit owes somebody. Delivery is at least once; `available_at` postpones a retry.
CREATE TABLE outbox (
  salon_id     TEXT NOT NULL,
  message_id   TEXT NOT NULL,
  kind         TEXT NOT NULL,
  payload      TEXT NOT NULL,  -- JSON: ids; what is secret is derived when it is sent
  created_at   INTEGER NOT NULL,
  available_at INTEGER,        -- null: delivered or given up
  attempts     INTEGER NOT NULL DEFAULT 0,
  delivered_at INTEGER,
  failure      TEXT,
  PRIMARY KEY (salon_id, message_id)
) STRICT, WITHOUT ROWID;

-- The sweep for what is due looks over all salons.
CREATE INDEX outbox_due ON outbox (available_at) WHERE available_at IS NOT NULL;
-- What was given up is counted for the operator.
CREATE INDEX outbox_dead ON outbox (created_at) WHERE available_at IS NULL AND delivered_at IS NULL;

-- Append-only: withdrawing is a new row with granted 0.
CREATE TABLE consent (
  salon_id       TEXT NOT NULL,
  consent_id     TEXT NOT NULL,
  client_id      TEXT NOT NULL,
  booking_id     TEXT,
  purpose        TEXT NOT NULL,
  notice_version TEXT NOT NULL,
  granted        INTEGER NOT NULL CHECK (granted IN (0, 1)),
  channel        TEXT NOT NULL,
  at             INTEGER NOT NULL,
  PRIMARY KEY (salon_id, consent_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX consent_client ON consent (salon_id, client_id, at);

CREATE TRIGGER consent_kept BEFORE UPDATE ON consent
BEGIN
  SELECT RAISE(ABORT, 'append-only: consent');
END;

CREATE TRIGGER consent_stays BEFORE DELETE ON consent
BEGIN
  SELECT RAISE(ABORT, 'append-only: consent');
END;

-- What ends: terms that let nothing go until now, and the opt-out registry that ends marketing to an address everywhere.

-- The registry of the Consumer Protection Act (s 11(3)) as the operator loaded it last. It belongs to no salon and holds keyed
-- hashes alone, so an address in it is known only to whoever asks about that very address; an erasure does not touch it.
CREATE TABLE opt_out (
  as_of        INTEGER NOT NULL,  -- the edition: days since 1970-01-01
  address_hash TEXT NOT NULL,     -- HMAC-SHA256, under the server's secret, of a number (E.164) or an e-mail address
  PRIMARY KEY (as_of, address_hash)
) STRICT, WITHOUT ROWID;

-- An edition counts once it is whole; the latest whole one is the one that is asked.
CREATE TABLE opt_out_edition (
  as_of    INTEGER PRIMARY KEY,
  whole_at INTEGER,               -- minutes; null while it is being loaded
  entries  INTEGER NOT NULL       -- that were sent, the same one twice counted twice
) STRICT, WITHOUT ROWID;

-- An account that nobody invited back keeps its address until the term of who left is over.
ALTER TABLE account ADD COLUMN left_at INTEGER;  -- minutes: when its last membership ended; null while it has one

-- A closed incident goes with everything of it once its term is over, and never before it is closed.
DROP TRIGGER incident_event_stays;

CREATE TRIGGER incident_stays BEFORE DELETE ON incident
WHEN OLD.state <> 'closed' AND NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: incident');
END;

CREATE TRIGGER incident_event_stays BEFORE DELETE ON incident_event
WHEN EXISTS (SELECT 1 FROM incident WHERE salon_id = OLD.salon_id AND incident_id = OLD.incident_id)
  AND NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: incident_event');
END;

-- The salon's present document is never one of those that go.
CREATE TRIGGER document_stays BEFORE DELETE ON document
WHEN NOT EXISTS (SELECT 1 FROM document AS later WHERE later.salon_id = OLD.salon_id AND later.version > OLD.version)
  AND NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: document');
END;

-- That somebody who was erased wanted no marketing: the keyed hash of what they were reached by, and nothing else (POPIA s 11(3)(a)
-- and 69). Without it a salon that is given the address again would write to it.
CREATE TABLE objection (
  salon_id     TEXT NOT NULL,
  address_hash TEXT NOT NULL,
  since        INTEGER NOT NULL,
  PRIMARY KEY (salon_id, address_hash)
) STRICT, WITHOUT ROWID;

-- A salon that left the platform stands still like one that is frozen, and is kept for the term of its records; then all of it goes,
-- in one batch that begins and ends with its row here. Nothing else opens what is append-only.
ALTER TABLE salon ADD COLUMN left_at INTEGER;  -- minutes; null: it is here

CREATE TABLE letting_go (
  salon_id TEXT NOT NULL PRIMARY KEY,
  at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- 1,825 days are five years or a day less; which day it is, is decided before.
CREATE TRIGGER letting_go_after BEFORE INSERT ON letting_go
WHEN NOT EXISTS (SELECT 1 FROM salon WHERE salon_id = NEW.salon_id AND left_at + 1825 * 1440 <= NEW.at)
BEGIN
  SELECT RAISE(ABORT, 'append-only: salon');
END;

DROP TRIGGER audit_stays;
DROP TRIGGER consent_stays;
DROP TRIGGER audit_tile_stays;
DROP TRIGGER checkpoint_stays;
DROP TRIGGER notice_stays;
DROP TRIGGER agreement_stays;

CREATE TRIGGER audit_stays BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: audit');
END;

CREATE TRIGGER consent_stays BEFORE DELETE ON consent
WHEN NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: consent');
END;

CREATE TRIGGER audit_tile_stays BEFORE DELETE ON audit_tile
WHEN NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: audit_tile');
END;

CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint
WHEN NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: checkpoint');
END;

CREATE TRIGGER notice_stays BEFORE DELETE ON notice
WHEN NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: notice');
END;

CREATE TRIGGER agreement_stays BEFORE DELETE ON agreement
WHEN NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: agreement');
END;

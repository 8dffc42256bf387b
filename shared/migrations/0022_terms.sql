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

CREATE TRIGGER incident_stays BEFORE DELETE ON incident WHEN OLD.state <> 'closed'
BEGIN
  SELECT RAISE(ABORT, 'append-only: incident');
END;

CREATE TRIGGER incident_event_stays BEFORE DELETE ON incident_event
WHEN EXISTS (SELECT 1 FROM incident WHERE salon_id = OLD.salon_id AND incident_id = OLD.incident_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: incident_event');
END;

-- The salon's present document is never one of those that go.
CREATE TRIGGER document_stays BEFORE DELETE ON document
WHEN NOT EXISTS (SELECT 1 FROM document AS later WHERE later.salon_id = OLD.salon_id AND later.version > OLD.version)
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

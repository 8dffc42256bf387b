-- A database of its own, outside every dump of the main one: without it what is sealed there cannot be read, and what was
-- erased there is known. Tables are salon by salon, as everywhere.

-- A person's AES-256 key, wrapped under VAULT_SECRET: 12 bytes of nonce, the key, 16 bytes of tag (workers/vault.ts).
-- Deleting the row is what makes everything sealed under the key unreadable.
CREATE TABLE person_key (
  salon_id   TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  wrapped    BLOB NOT NULL CHECK (length(wrapped) = 60),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (salon_id, client_id)
) STRICT, WITHOUT ROWID;

-- Who was erased, by the random id that means nothing any more. Append-only: after a restore of the main database it says
-- what has to go again. `at` in minutes since the epoch; what came later is not meant.
CREATE TABLE erasure (
  salon_id   TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  at         INTEGER NOT NULL,
  reason     TEXT NOT NULL CHECK (reason IN ('request', 'retention')),
  request_id TEXT,  -- of the data subject's request, where one was made
  PRIMARY KEY (salon_id, client_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER erasure_kept BEFORE UPDATE ON erasure
BEGIN
  SELECT RAISE(ABORT, 'append-only: erasure');
END;

CREATE TRIGGER erasure_stays BEFORE DELETE ON erasure
BEGIN
  SELECT RAISE(ABORT, 'append-only: erasure');
END;

-- What is computed of the audit entries after they were committed: the tree's tiles, signed checkpoints, and which entries
-- speak of what. All of it can be computed again from `audit`, except the signatures. Entry `seq` is leaf `seq - 1`.

-- Nodes 16 * position … + 15 of level 4 * height, 32 bytes each, stored once all of them are perfect
-- (wasm/compliance/audit/tiles.h). Height 0 repeats the leaves, so that an altered entry stands against something.
CREATE TABLE audit_tile (
  salon_id TEXT NOT NULL,
  height   INTEGER NOT NULL CHECK (height BETWEEN 0 AND 7),
  position INTEGER NOT NULL CHECK (position >= 0),
  hashes   BLOB NOT NULL CHECK (length(hashes) = 512),
  PRIMARY KEY (salon_id, height, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_tile_kept BEFORE UPDATE ON audit_tile
BEGIN
  SELECT RAISE(ABORT, 'append-only: audit_tile');
END;

CREATE TRIGGER audit_tile_stays BEFORE DELETE ON audit_tile
BEGIN
  SELECT RAISE(ABORT, 'append-only: audit_tile');
END;

-- `note` is the signed note (C2SP tlog-checkpoint) over the first `size` entries. `told`: mailed to the salon.
CREATE TABLE checkpoint (
  salon_id TEXT NOT NULL,
  size     INTEGER NOT NULL CHECK (size >= 1),
  root     BLOB NOT NULL CHECK (length(root) = 32),
  note     TEXT NOT NULL,
  told     INTEGER NOT NULL CHECK (told IN (0, 1)),
  at       INTEGER NOT NULL,
  PRIMARY KEY (salon_id, size)
) STRICT, WITHOUT ROWID;

CREATE INDEX checkpoint_told ON checkpoint (salon_id, at) WHERE told = 1;

CREATE TRIGGER checkpoint_onward BEFORE INSERT ON checkpoint
WHEN NEW.size <= (SELECT max(size) FROM checkpoint WHERE salon_id = NEW.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'guard: checkpoint');
END;

CREATE TRIGGER checkpoint_kept BEFORE UPDATE ON checkpoint
BEGIN
  SELECT RAISE(ABORT, 'append-only: checkpoint');
END;

CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint
BEGIN
  SELECT RAISE(ABORT, 'append-only: checkpoint');
END;

-- The entries that a checkpoint covers, by what they speak of. Written with the checkpoint: an index on `audit` would add a
-- row to every booking.
CREATE TABLE audit_subject (
  salon_id TEXT NOT NULL,
  subject  TEXT NOT NULL,
  seq      INTEGER NOT NULL,
  PRIMARY KEY (salon_id, subject, seq)
) STRICT, WITHOUT ROWID;

-- Where the stored trail does not verify: entries first_seq to last_seq. A check that finds them whole again clears it.
CREATE TABLE audit_fault (
  salon_id   TEXT NOT NULL,
  what       TEXT NOT NULL,
  first_seq  INTEGER NOT NULL,
  last_seq   INTEGER NOT NULL,
  found_at   INTEGER NOT NULL,
  cleared_at INTEGER,
  PRIMARY KEY (salon_id, what, first_seq)
) STRICT, WITHOUT ROWID;

-- The operator's metrics count them over all salons.
CREATE INDEX audit_fault_open ON audit_fault (salon_id) WHERE cleared_at IS NULL;

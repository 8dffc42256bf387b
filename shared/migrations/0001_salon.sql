-- The salon and what its document says. Instants are minutes since 1970-01-01T00:00Z; salon_id is the salon's slug.
-- `salon` and `document` hold the truth; person, service, skill, resource and rota are projections of it, written in the
-- same batch, so that reports can join them.

CREATE TABLE salon (
  salon_id        TEXT PRIMARY KEY CHECK (length(salon_id) BETWEEN 1 AND 63),
  version         INTEGER NOT NULL CHECK (version >= 1),
  document        TEXT NOT NULL CHECK (json_valid(document)),
  snapshot        BLOB NOT NULL,     -- a Snapshot buffer of shared/contracts/snapshot.fbs
  snapshot_schema INTEGER NOT NULL,  -- the layout it was written in
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
  salon_id TEXT NOT NULL,
  version  INTEGER NOT NULL,
  document TEXT NOT NULL,
  actor    TEXT NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (salon_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
  salon_id  TEXT NOT NULL,
  person_id TEXT NOT NULL,
  name      TEXT NOT NULL,
  position  INTEGER NOT NULL,
  PRIMARY KEY (salon_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE service (
  salon_id    TEXT NOT NULL,
  service_id  TEXT NOT NULL,
  name        TEXT NOT NULL,  -- JSON: text per language
  category    TEXT,
  price_cents INTEGER NOT NULL,
  capacity    INTEGER,        -- of a class
  position    INTEGER NOT NULL,
  PRIMARY KEY (salon_id, service_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE skill (
  salon_id    TEXT NOT NULL,
  person_id   TEXT NOT NULL,
  service_id  TEXT NOT NULL,
  price_cents INTEGER,  -- the person's own; null: the service's
  PRIMARY KEY (salon_id, person_id, service_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE resource (
  salon_id    TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  name        TEXT NOT NULL,  -- JSON: text per language
  count       INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  PRIMARY KEY (salon_id, resource_id)
) STRICT, WITHOUT ROWID;

-- Weekly working hours of a person, local wall-clock times.
CREATE TABLE rota (
  salon_id  TEXT NOT NULL,
  person_id TEXT NOT NULL,
  weekday   TEXT NOT NULL CHECK (weekday IN ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
  starts    TEXT NOT NULL,
  ends      TEXT NOT NULL,
  PRIMARY KEY (salon_id, person_id, weekday, starts)
) STRICT, WITHOUT ROWID;

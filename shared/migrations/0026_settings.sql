-- How a salon begins, and what the settings' jobs keep.

-- Made at /start by somebody who works nowhere yet; null once they do.
ALTER TABLE account ADD COLUMN begun_at INTEGER;

CREATE INDEX account_begun ON account (begun_at) WHERE begun_at IS NOT NULL;

-- A salon that is being set up: one for each person, forgotten when nobody goes on with it.
CREATE TABLE salon_draft (
  account_id TEXT PRIMARY KEY,
  draft      TEXT NOT NULL CHECK (json_valid(draft)),  -- a salon document, not whole yet
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX salon_draft_updated ON salon_draft (updated_at);

-- A file that somebody brings along, worked off in stretches: first looked at, then written. The file lies in R2 until it is done
-- with; what is refused is known by its row and column alone.
CREATE TABLE import_job (
  salon_id   TEXT NOT NULL,
  job_id     TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('clients', 'services', 'bookings')),
  state      TEXT NOT NULL CHECK (state IN ('checking', 'checked', 'writing', 'done', 'given-up')),
  about      TEXT NOT NULL CHECK (json_valid(about)),  -- how the file is read: separator, columns, where its rows begin and end
  next_byte  INTEGER NOT NULL,                         -- the first that is not worked off yet
  next_row   INTEGER NOT NULL,
  rows       INTEGER NOT NULL,
  good       INTEGER NOT NULL,                         -- rows that are, or would be, written
  known      INTEGER NOT NULL,                         -- rows that were there already and stay as they are
  refused    INTEGER NOT NULL,
  actor      TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  look_at    INTEGER,                                  -- minute at which the sweep goes on with it; null: nothing is to be done
  PRIMARY KEY (salon_id, job_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_job_due ON import_job (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX import_job_created ON import_job (created_at);

CREATE TABLE import_refusal (
  salon_id TEXT NOT NULL,
  job_id   TEXT NOT NULL,
  row      INTEGER NOT NULL,  -- of the file; its head is row 1
  field    TEXT NOT NULL,
  reason   TEXT NOT NULL,
  PRIMARY KEY (salon_id, job_id, row, field)
) STRICT, WITHOUT ROWID;

-- Everything of a salon as one file, made in the background for its owner; it lies in R2 for a week.
CREATE TABLE archive (
  salon_id   TEXT NOT NULL,
  archive_id TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('making', 'ready', 'gone')),
  actor      TEXT NOT NULL,
  special    INTEGER NOT NULL CHECK (special IN (0, 1)),  -- with health notes
  asked_at   INTEGER NOT NULL,
  made_at    INTEGER,
  bytes      INTEGER,
  look_at    INTEGER,  -- minute at which the sweep makes it, or lets it go
  PRIMARY KEY (salon_id, archive_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX archive_due ON archive (look_at) WHERE look_at IS NOT NULL;

-- A person's own calendar, whose busy times keep them from being booked (`imported_busy`). Its address is a right by itself, so it is
-- kept sealed; `host` is all of it that is shown.
CREATE TABLE calendar_source (
  salon_id   TEXT NOT NULL,
  person_id  TEXT NOT NULL,
  sealed     BLOB NOT NULL CHECK (length(sealed) > 28),
  host       TEXT NOT NULL,
  etag       TEXT,
  fetched_at INTEGER,          -- minutes: when it was last read, whole
  fault      TEXT,             -- of the last try; null: none
  busy       INTEGER NOT NULL, -- intervals
  unread     INTEGER NOT NULL, -- events that could not be understood
  look_at    INTEGER NOT NULL,
  PRIMARY KEY (salon_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX calendar_source_due ON calendar_source (look_at);

-- Whose a row of a file that was brought along is: the client that it made, or who had its number when it was read. Numbers change, and
-- whoever is erased goes from the file too; so it is kept for as long as the file lies there.

CREATE TABLE import_person (
  salon_id  TEXT NOT NULL,
  job_id    TEXT NOT NULL,
  row       INTEGER NOT NULL,  -- of the file; its head is row 1
  client_id TEXT NOT NULL,
  PRIMARY KEY (salon_id, job_id, row, client_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_person_client ON import_person (salon_id, client_id);

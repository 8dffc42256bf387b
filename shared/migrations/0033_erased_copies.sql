-- Copies of a salon's data that somebody who is erased goes from as well: files that were brought along, and archives. Each erasure
-- begins another edition, so whoever read the copy before it commits nothing of what they read.

ALTER TABLE import_job ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
ALTER TABLE archive ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;

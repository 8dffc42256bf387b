-- The order in which requests came, where the minute of their coming is the same. Rows of before have 0.

ALTER TABLE waitlist ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

CREATE INDEX waitlist_position ON waitlist (salon_id, position);

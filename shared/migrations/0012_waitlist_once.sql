-- Who waits already is found by their number, so that joining twice for the same is joining once.

CREATE INDEX waitlist_phone ON waitlist (salon_id, phone);

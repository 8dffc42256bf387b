-- One letter for what a series books. Until it goes out `series.letter` is its id in the outbox, and a visit that is booked is told of in
-- it; from then on each tells of itself. `series_visit.letter` is the one that told of the visit.

ALTER TABLE series ADD COLUMN letter TEXT;
ALTER TABLE series_visit ADD COLUMN letter TEXT;

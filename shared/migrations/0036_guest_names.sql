-- How the guests of a party are called, where the desk was told: JSON, a name for each by its number from 0, empty where nobody said.
-- They are kept, given out and forgotten with the name of the client whose visit it is.

ALTER TABLE booking ADD COLUMN guests TEXT CHECK (guests IS NULL OR json_valid(guests));

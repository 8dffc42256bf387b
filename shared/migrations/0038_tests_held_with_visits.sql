-- The hold of the patch test that is booked together with this visit, once its deposit is paid: both or none.
ALTER TABLE hold ADD COLUMN patch_test TEXT;

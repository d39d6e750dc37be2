-- The small tasks that are done together in a block.
ALTER TABLE block ADD COLUMN tasks @blob;

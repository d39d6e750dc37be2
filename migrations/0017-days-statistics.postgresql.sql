-- PostgreSQL keeps its own statistics of kept days: whose they are is what is looked for.
ALTER TABLE kept_item ALTER COLUMN member SET STATISTICS 500;

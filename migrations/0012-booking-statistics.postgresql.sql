-- PostgreSQL keeps its own statistics of bookings: of whom and when they are is what is looked for.
ALTER TABLE booking ALTER COLUMN member SET STATISTICS 500;

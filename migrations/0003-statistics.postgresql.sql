-- Lists of one project or client: PostgreSQL keeps its own statistics, but most rows of a young database are in few projects.
ALTER TABLE task ALTER COLUMN project SET STATISTICS 1000;
ALTER TABLE task ALTER COLUMN list SET STATISTICS 1000;

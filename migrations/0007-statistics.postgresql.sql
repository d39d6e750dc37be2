-- Time by task, project and client; see 0003-statistics.postgresql.sql.
ALTER TABLE entry ALTER COLUMN project SET STATISTICS 1000;
ALTER TABLE entry ALTER COLUMN client SET STATISTICS 1000;

-- What SQLite's planner believes about kept days; see 0003-statistics.sqlite.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('kept_day', 'sqlite_autoindex_kept_day_1', '10000 10000 400 1'),
  ('kept_day', 'kept_day_date', '10000 10000 25'),
  ('kept_item', 'sqlite_autoindex_kept_item_1', '80000 80000 3200 8 1'),
  ('kept_item', 'kept_item_date', '80000 80000 200'),
  ('wellbeing_hidden', 'sqlite_autoindex_wellbeing_hidden_1', '20 20 2 1');
ANALYZE sqlite_schema;

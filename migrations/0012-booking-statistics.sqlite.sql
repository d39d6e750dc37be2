-- What SQLite's planner believes about bookings; see 0003-statistics.sqlite.sql.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('booking_page', 'sqlite_autoindex_booking_page_1', '500 500 1'),
  ('booking_page', 'booking_page_member', '500 500 3'),
  ('booking_page', 'booking_page_token', '500 500 1'),
  ('booking', 'sqlite_autoindex_booking_1', '50000 50000 1'),
  ('booking', 'booking_member', '50000 50000 250 2'),
  ('booking', 'booking_block', '50000 50000 1'),
  ('booking', 'booking_secret', '50000 50000 1');
ANALYZE sqlite_schema;

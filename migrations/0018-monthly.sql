-- Routines that come back once a month: on the first, second, third, fourth or last of their weekdays. Null: every week.
ALTER TABLE routine ADD COLUMN month_week @text;

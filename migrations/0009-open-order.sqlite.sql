-- Open tasks as "Everything" shows them, most urgent first; the expression is the one of src/resource/list_sort.c.
DROP INDEX task_open_due;
CREATE INDEX task_open_due ON task (ws, due, id, client) WHERE deleted IS NULL AND completed IS NULL AND due IS NOT NULL;
CREATE INDEX task_open_priority ON task (ws, priority, coalesce(due, 9223372036854775807), id) WHERE deleted IS NULL AND completed IS NULL;
DELETE FROM sqlite_stat1 WHERE idx = 'task_open_due';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('task', 'task_open_due', '60000 60000 80 1 1'), ('task', 'task_open_priority', '300000 300000 60000 100 1');

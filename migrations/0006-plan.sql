-- The plan in force: derived from the rows, rewritten only where it changed, without events. `plan` is one row a
-- workspace, whose event tells that there is a new one; `planner` says which server plans, and whose turn it is to
-- write. `why_ref` is a task or an equipment, by `why`.
CREATE TABLE plan (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  hash @text NOT NULL, moved @int NOT NULL, nervousness @int NOT NULL, seq @int, made @int, begins @int, ends @int, PRIMARY KEY (ws, id));
CREATE TABLE planner (ws @int NOT NULL, holder @id, until @int NOT NULL, turn @int NOT NULL, PRIMARY KEY (ws));

CREATE TABLE planned_task (
  ws @int NOT NULL, task @id NOT NULL, client @id NOT NULL, project @id NOT NULL, member @id, start @int, finish @int, p50 @int, p80 @int, p95 @int,
  slack_min @int, critical @int NOT NULL, late @int NOT NULL, score @int, why @text, why_ref @id, why_until @int, left_min @int NOT NULL, gaps @int NOT NULL,
  PRIMARY KEY (ws, task));
CREATE INDEX planned_task_project ON planned_task (ws, project);
CREATE TABLE planned_block (
  ws @int NOT NULL, member @id NOT NULL, start @int NOT NULL, task @id NOT NULL, client @id NOT NULL, project @id NOT NULL, "end" @int NOT NULL,
  setup_min @int NOT NULL, why @text, why_ref @id, why_until @int, runner_up @id, margin @int, terms @text NOT NULL, PRIMARY KEY (ws, member, start));
CREATE INDEX planned_block_task ON planned_block (ws, task, start);
CREATE TABLE planned_finding (
  ws @int NOT NULL, n @int NOT NULL, kind @text NOT NULL, task @id, other @id, member @id, equipment @id, number @int, path @blob, PRIMARY KEY (ws, n));

-- What is open, for reading it all.
CREATE INDEX task_open ON task (ws, id) WHERE deleted IS NULL AND completed IS NULL;

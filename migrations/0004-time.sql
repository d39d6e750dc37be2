-- Time: who works when, what stands in calendars, and what was worked. `end` is a word of SQL and stands in quotes.

CREATE TABLE working_hours (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id, since @int, week @text NOT NULL, focus @text, quiet @text, day_most_min @int, load_percent @int NOT NULL, projects_most @int, clients_most @int,
  block_least_min @int NOT NULL, block_preferred_min @int NOT NULL, block_most_min @int NOT NULL, PRIMARY KEY (ws, id));
CREATE INDEX working_hours_member ON working_hours (ws, member, since);

CREATE TABLE holiday (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  date @int NOT NULL, name @text NOT NULL, country @text, members @blob, PRIMARY KEY (ws, id));
CREATE INDEX holiday_date ON holiday (ws, date);

CREATE TABLE time_off (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, first @int NOT NULL, last @int NOT NULL, part @text NOT NULL, kind @text NOT NULL, note @text, PRIMARY KEY (ws, id));
CREATE INDEX time_off_member ON time_off (ws, member, first);
CREATE INDEX time_off_last ON time_off (ws, last);

CREATE TABLE overtime (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, first @int NOT NULL, last @int NOT NULL, day_min @int NOT NULL, note @text, PRIMARY KEY (ws, id));
CREATE INDEX overtime_member ON overtime (ws, member, first);
CREATE INDEX overtime_last ON overtime (ws, last);

CREATE TABLE block (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, start @int NOT NULL, "end" @int NOT NULL, kind @text NOT NULL, task @id, client @id, project @id, title @text, activity @id,
  locked @int NOT NULL, state @text NOT NULL, note @text, PRIMARY KEY (ws, id));
CREATE INDEX block_member ON block (ws, member, start);
CREATE INDEX block_end ON block (ws, "end") WHERE deleted IS NULL;
CREATE INDEX block_task ON block (ws, task) WHERE task IS NOT NULL;
CREATE INDEX block_project ON block (ws, project) WHERE project IS NOT NULL;

CREATE TABLE routine (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, name @text NOT NULL, kind @text NOT NULL, days @text NOT NULL, from_min @int NOT NULL, to_min @int NOT NULL, activity @id, client @id,
  first @int, last @int, active @int NOT NULL, PRIMARY KEY (ws, id));
CREATE INDEX routine_member ON routine (ws, member);

CREATE TABLE entry (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, task @id, client @id NOT NULL, project @id, activity @id, start @int, "end" @int, minutes @int, date @int NOT NULL,
  billable @int NOT NULL, note @text, block @id, PRIMARY KEY (ws, id));
CREATE INDEX entry_member ON entry (ws, member, date);
CREATE INDEX entry_date ON entry (ws, date, id) WHERE deleted IS NULL;
CREATE INDEX entry_task ON entry (ws, task) WHERE task IS NOT NULL;
CREATE INDEX entry_project ON entry (ws, project, date) WHERE project IS NOT NULL;
CREATE INDEX entry_client ON entry (ws, client, date);
CREATE UNIQUE INDEX entry_running ON entry (ws, member) WHERE start IS NOT NULL AND "end" IS NULL AND deleted IS NULL;

CREATE TABLE timesheet (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, week @int NOT NULL, state @text NOT NULL, submitted @int, decided @int, decided_by @id, note @text, PRIMARY KEY (ws, id));
CREATE UNIQUE INDEX timesheet_week ON timesheet (ws, member, week) WHERE deleted IS NULL;
CREATE INDEX timesheet_submitted ON timesheet (ws, week) WHERE state = 'submitted' AND deleted IS NULL;

-- Of calendars outside only the times are kept in which somebody is busy; they are fetched again, so they have no history.
CREATE TABLE outside_calendar (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, name @text NOT NULL, url @text NOT NULL, host @text NOT NULL, color @int, active @int NOT NULL, changed @int, problem @text,
  fetched @int, PRIMARY KEY (ws, id));
CREATE INDEX outside_calendar_member ON outside_calendar (ws, member);
CREATE TABLE busy (
  ws @int NOT NULL, calendar @id NOT NULL, start @int NOT NULL, "end" @int NOT NULL, member @id NOT NULL, PRIMARY KEY (ws, calendar, start, "end"));
CREATE INDEX busy_member ON busy (ws, member, start);
CREATE INDEX busy_end ON busy (ws, "end");

-- What was told of a task's time beside its entries; spent_min is the two together.
ALTER TABLE task ADD COLUMN spent_base_min @int;
UPDATE task SET spent_base_min = spent_min WHERE spent_min IS NOT NULL;

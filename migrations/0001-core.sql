-- The core. Every key and every unique index leads with the workspace (ws). Instants are microseconds UTC, dates are
-- days since 1970-01-01. Columns that begin every resource: see FIELDS_COMMON in src/resource/resource.h.

CREATE TABLE event (
  ws @int NOT NULL, seq @int NOT NULL, time @int NOT NULL, actor @id, actor_kind @text NOT NULL, via @text NOT NULL,
  change @id NOT NULL, resource @text NOT NULL, object @id NOT NULL, verb @text NOT NULL, version @int NOT NULL,
  client @id, project @id, task @id, shared @int NOT NULL, client_before @id, project_before @id, shared_before @int NOT NULL,
  schema @int NOT NULL, payload @text, salt @blob NOT NULL, digest @blob NOT NULL, hash @blob NOT NULL,
  PRIMARY KEY (ws, seq));
CREATE INDEX event_object ON event (ws, object, seq);
CREATE INDEX event_change ON event (ws, change);
CREATE INDEX event_project ON event (ws, project, seq);
CREATE INDEX event_client ON event (ws, client, seq);

CREATE TABLE consumer (ws @int NOT NULL, name @text NOT NULL, seq @int NOT NULL, PRIMARY KEY (ws, name));
CREATE TABLE idempotency (
  ws @int NOT NULL, actor @id NOT NULL, key @text NOT NULL, request @blob NOT NULL, status @int NOT NULL, headers @text NOT NULL,
  body @blob, created @int NOT NULL, PRIMARY KEY (ws, actor, key));
CREATE INDEX idempotency_created ON idempotency (ws, created);

CREATE TABLE blob (ws @int NOT NULL, hash @blob NOT NULL, size @int NOT NULL, created @int NOT NULL, PRIMARY KEY (ws, hash));
CREATE TABLE blob_chunk (ws @int NOT NULL, hash @blob NOT NULL, n @int NOT NULL, bytes @blob NOT NULL, PRIMARY KEY (ws, hash, n));

-- Indexes of sets and custom values; the rows hold the truth, `aplomb check` compares.
CREATE TABLE link (ws @int NOT NULL, field @text NOT NULL, owner @id NOT NULL, target @id NOT NULL, PRIMARY KEY (ws, field, target, owner));
CREATE INDEX link_owner ON link (ws, owner, field);
CREATE TABLE tag (ws @int NOT NULL, field @text NOT NULL, owner @id NOT NULL, tag @text NOT NULL, PRIMARY KEY (ws, field, tag, owner));
CREATE INDEX tag_owner ON tag (ws, owner, field);
CREATE TABLE custom_value (
  ws @int NOT NULL, field @id NOT NULL, owner @id NOT NULL, n @int NOT NULL, number @int, sort_key @blob, ref @id, text @text,
  PRIMARY KEY (ws, owner, field, n));
CREATE INDEX custom_value_number ON custom_value (ws, field, number);
CREATE INDEX custom_value_key ON custom_value (ws, field, sort_key);
CREATE INDEX custom_value_ref ON custom_value (ws, field, ref);
-- Where an imported row came from, so that a second import finds it: "clickup:867mzz6et".
CREATE TABLE origin (ws @int NOT NULL, source @text NOT NULL, resource @text NOT NULL, object @id NOT NULL, digest @blob, PRIMARY KEY (ws, source, resource));
CREATE INDEX origin_object ON origin (ws, object);

CREATE TABLE workspace (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  name @text NOT NULL, locale @text NOT NULL, zone @text NOT NULL, currency @text NOT NULL, week_start @int NOT NULL, accent @int,
  PRIMARY KEY (ws, id));

CREATE TABLE member (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  name @text NOT NULL, name_key @blob, email @text NOT NULL, role @text NOT NULL, own_tasks_only @int NOT NULL, active @int NOT NULL,
  title @text, locale @text, zone @text, color @int, theme @text NOT NULL, density @text NOT NULL,
  PRIMARY KEY (ws, id));
CREATE UNIQUE INDEX member_email ON member (ws, email) WHERE deleted IS NULL;
CREATE TABLE credential (
  ws @int NOT NULL, person @id NOT NULL, password @text, failed @int NOT NULL, locked_until @int, changed @int NOT NULL, PRIMARY KEY (ws, person));

CREATE TABLE session (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, token_hash @blob NOT NULL, csrf @blob NOT NULL, expires @int NOT NULL, seen @int NOT NULL, agent @text, address @text,
  PRIMARY KEY (ws, id));
CREATE UNIQUE INDEX session_token ON session (ws, token_hash);
CREATE INDEX session_member ON session (ws, member);
CREATE TABLE token (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, name @text NOT NULL, can_write @int NOT NULL, token_hash @blob NOT NULL, expires @int, seen @int,
  PRIMARY KEY (ws, id));
CREATE UNIQUE INDEX token_hash ON token (ws, token_hash);
CREATE INDEX token_member ON token (ws, member);
CREATE TABLE invite (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  name @text, email @text, role @text NOT NULL, own_tasks_only @int NOT NULL, clients @blob, token_hash @blob NOT NULL, expires @int NOT NULL,
  accepted @int, member @id, PRIMARY KEY (ws, id));
CREATE UNIQUE INDEX invite_token ON invite (ws, token_hash);

CREATE TABLE access (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, client @id NOT NULL, PRIMARY KEY (ws, id));
CREATE UNIQUE INDEX access_once ON access (ws, member, client) WHERE deleted IS NULL;
CREATE INDEX access_client ON access (ws, client);

CREATE TABLE client (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  name @text NOT NULL, name_key @blob, key @text NOT NULL, mark @text NOT NULL, color @int NOT NULL, kind @text NOT NULL, stage @text NOT NULL,
  shared @int NOT NULL, owner @id, description @text, sector @text, business_model @text, size @text, website @text, importance @int NOT NULL,
  contract_start @int, contract_end @int, renewal @int, locale @text, currency @text, last_contact @int, tags @text, custom @text, archived @int, rank @text NOT NULL,
  PRIMARY KEY (ws, id));
CREATE UNIQUE INDEX client_key ON client (ws, key) WHERE deleted IS NULL;
CREATE INDEX client_rank ON client (ws, rank);
CREATE TABLE contact (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  client @id NOT NULL, name @text NOT NULL, name_key @blob, email @text, phone @text, title @text, weight @text, locale @text, zone @text,
  portal @int NOT NULL, notes @text, PRIMARY KEY (ws, id));
CREATE INDEX contact_client ON contact (ws, client);

CREATE TABLE project (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  client @id NOT NULL, shared @int NOT NULL, name @text NOT NULL, name_key @blob, description @text, owner @id, state @text NOT NULL,
  start @int, due @int, budget_min @int, tags @text, custom @text, archived @int, rank @text NOT NULL,
  task_count @int NOT NULL DEFAULT 0, task_done @int NOT NULL DEFAULT 0, PRIMARY KEY (ws, id));
CREATE INDEX project_client ON project (ws, client, rank);
CREATE TABLE status (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  client @id NOT NULL, project @id NOT NULL, shared @int NOT NULL, name @text NOT NULL, category @text NOT NULL, color @int, rank @text NOT NULL, PRIMARY KEY (ws, id));
CREATE INDEX status_project ON status (ws, project, rank);
CREATE TABLE list (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  client @id NOT NULL, project @id NOT NULL, shared @int NOT NULL, name @text NOT NULL, name_key @blob, description @text, owner @id,
  start @int, due @int, archived @int, rank @text NOT NULL, PRIMARY KEY (ws, id));
CREATE INDEX list_project ON list (ws, project, rank);

CREATE TABLE task (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  client @id NOT NULL, project @id NOT NULL, list @id NOT NULL, parent @id, shared @int NOT NULL, kind @text NOT NULL,
  title @text NOT NULL, title_key @blob, description @text, status @id NOT NULL, category @text NOT NULL, priority @int,
  assignees @blob, watchers @blob, start @int, due @int, due_min @int, completed @int,
  estimate_low_min @int, estimate_min @int, estimate_high_min @int, spent_min @int, activity @id, acceptance @text,
  tags @text, checklists @text, custom @text, recurrence @text, series @id, rank @text NOT NULL,
  comment_count @int NOT NULL DEFAULT 0, attachment_count @int NOT NULL DEFAULT 0, subtask_count @int NOT NULL DEFAULT 0, subtask_done @int NOT NULL DEFAULT 0,
  PRIMARY KEY (ws, id));
CREATE INDEX task_project ON task (ws, project, rank, id) WHERE deleted IS NULL;
CREATE INDEX task_list ON task (ws, list, rank, id) WHERE deleted IS NULL;
CREATE INDEX task_client ON task (ws, client, rank, id) WHERE deleted IS NULL;
CREATE INDEX task_parent ON task (ws, parent, rank) WHERE parent IS NOT NULL;
CREATE INDEX task_due ON task (ws, due, id) WHERE deleted IS NULL AND due IS NOT NULL;
CREATE INDEX task_updated ON task (ws, updated, id) WHERE deleted IS NULL;
CREATE INDEX task_rank ON task (ws, rank, id) WHERE deleted IS NULL;
CREATE INDEX task_open_due ON task (ws, due, client) WHERE deleted IS NULL AND completed IS NULL AND due IS NOT NULL;
CREATE INDEX task_milestone ON task (ws, due, id) WHERE kind = 'milestone' AND deleted IS NULL AND completed IS NULL AND due IS NOT NULL;
CREATE INDEX task_recurring ON task (ws, id) WHERE recurrence IS NOT NULL AND deleted IS NULL;
CREATE INDEX task_status ON task (ws, status);
CREATE INDEX task_trash ON task (ws, deleted) WHERE deleted IS NOT NULL;
CREATE INDEX task_series ON task (ws, series) WHERE series IS NOT NULL;

CREATE TABLE comment (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  client @id NOT NULL, project @id NOT NULL, task @id NOT NULL, shared @int NOT NULL, parent @id, body @text NOT NULL, author_name @text, resolved @int, PRIMARY KEY (ws, id));
CREATE INDEX comment_task ON comment (ws, task, created);
CREATE TABLE attachment (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  client @id NOT NULL, project @id NOT NULL, task @id NOT NULL, shared @int NOT NULL, name @text NOT NULL, media_type @text NOT NULL, size @int NOT NULL,
  hash @blob, url @text, PRIMARY KEY (ws, id));
CREATE INDEX attachment_task ON attachment (ws, task);
CREATE INDEX attachment_hash ON attachment (ws, hash);
CREATE TABLE dependency (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  client @id NOT NULL, project @id NOT NULL, task @id NOT NULL, shared @int NOT NULL, predecessor @id NOT NULL, kind @text NOT NULL, lag_min @int NOT NULL, PRIMARY KEY (ws, id));
CREATE INDEX dependency_task ON dependency (ws, task);
CREATE INDEX dependency_predecessor ON dependency (ws, predecessor);
CREATE UNIQUE INDEX dependency_once ON dependency (ws, task, predecessor, kind) WHERE deleted IS NULL;

CREATE TABLE activity (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  name @text NOT NULL, name_key @blob, color @int, rank @text NOT NULL, PRIMARY KEY (ws, id));
CREATE TABLE custom_field (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  name @text NOT NULL, name_key @blob, applies_to @text NOT NULL, type @text NOT NULL, options @text, currency @text, rank @text NOT NULL, PRIMARY KEY (ws, id));
CREATE UNIQUE INDEX custom_field_name ON custom_field (ws, applies_to, name) WHERE deleted IS NULL;
CREATE TABLE template (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  name @text NOT NULL, name_key @blob, kind @text NOT NULL, description @text, body @text NOT NULL, rank @text NOT NULL, PRIMARY KEY (ws, id));
CREATE TABLE view (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, shared @int NOT NULL, name @text NOT NULL, kind @text NOT NULL, client @id, project @id, list @id, filter @text,
  group_by @text, sort @text, columns @text, rank @text NOT NULL, PRIMARY KEY (ws, id));
CREATE INDEX view_member ON view (ws, member);

-- Imports (and other long work) that a person can watch and cancel. The file is a blob.
CREATE TABLE import (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  source @text NOT NULL, name @text NOT NULL, hash @blob NOT NULL, state @text NOT NULL, dry_run @int NOT NULL, mapping @text, options @text,
  done @int NOT NULL, total @int NOT NULL, report @text, PRIMARY KEY (ws, id));

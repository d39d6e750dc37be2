-- What planning needs to know: skills and equipment, who is promised to what, how it was promised (baselines), and what
-- is thought about (scenarios). The plan itself is in 0006.

CREATE TABLE skill (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  name @text NOT NULL, name_key @blob, color @int, rank @text NOT NULL, PRIMARY KEY (ws, id));
CREATE TABLE equipment (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  name @text NOT NULL, name_key @blob, kind @text NOT NULL, capacity @int NOT NULL, rank @text NOT NULL, PRIMARY KEY (ws, id));
CREATE TABLE allocation (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  client @id NOT NULL, project @id NOT NULL, member @id, equipment @id, role @text, first @int NOT NULL, last @int NOT NULL, week_min @int NOT NULL,
  note @text, PRIMARY KEY (ws, id));
CREATE INDEX allocation_project ON allocation (ws, project);
CREATE INDEX allocation_last ON allocation (ws, last) WHERE deleted IS NULL;
CREATE TABLE baseline (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  client @id NOT NULL, project @id NOT NULL, name @text NOT NULL, taken @int NOT NULL, body @text NOT NULL, PRIMARY KEY (ws, id));
CREATE INDEX baseline_project ON baseline (ws, project, taken);
CREATE TABLE scenario (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, name @text NOT NULL, note @text, changes @text, state @text NOT NULL, PRIMARY KEY (ws, id));
CREATE INDEX scenario_member ON scenario (ws, member);

ALTER TABLE member ADD COLUMN skills @blob;
ALTER TABLE member ADD COLUMN auto_plan @int NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN skills @blob;
ALTER TABLE task ADD COLUMN equipment @blob;
ALTER TABLE task ADD COLUMN hard @int NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN pinned @int NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN impact @int;
ALTER TABLE project ADD COLUMN hard @int NOT NULL DEFAULT 0;
ALTER TABLE project ADD COLUMN importance @int NOT NULL DEFAULT 3;
ALTER TABLE client ADD COLUMN share_percent @int;
ALTER TABLE client ADD COLUMN share_min @int;
ALTER TABLE workspace ADD COLUMN plan_weights @text;
ALTER TABLE workspace ADD COLUMN buffer_percent @int NOT NULL DEFAULT 0;

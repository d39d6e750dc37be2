-- What was planned for a person on a day, as it was when the day began (planning/days.h); and the notes about their own
-- load that they do not want to see for a while (planning/wellbeing.h). Without history, as the plan in force.
CREATE TABLE kept_day (
  ws @int NOT NULL, member @id NOT NULL, date @int NOT NULL, kept @int NOT NULL, late @int NOT NULL, PRIMARY KEY (ws, member, date));
CREATE INDEX kept_day_date ON kept_day (ws, date);
CREATE TABLE kept_item (
  ws @int NOT NULL, member @id NOT NULL, date @int NOT NULL, n @int NOT NULL, task @id, block @id, client @id, project @id, kind @text NOT NULL,
  source @text NOT NULL, title @text, start @int NOT NULL, minutes @int NOT NULL, PRIMARY KEY (ws, member, date, n));
CREATE INDEX kept_item_date ON kept_item (ws, date);
CREATE TABLE wellbeing_hidden (
  ws @int NOT NULL, member @id NOT NULL, kind @text NOT NULL, until @int NOT NULL, PRIMARY KEY (ws, member, kind));

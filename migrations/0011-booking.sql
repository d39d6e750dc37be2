-- Hours that a person offers at an address, and what was booked there.

CREATE TABLE booking_page (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  member @id NOT NULL, title @text NOT NULL, client @id, minutes @int NOT NULL, week @text, notice_min @int NOT NULL, days @int NOT NULL,
  buffer_min @int NOT NULL, language @text, active @int NOT NULL, token @text NOT NULL, PRIMARY KEY (ws, id));
CREATE INDEX booking_page_member ON booking_page (ws, member);
CREATE UNIQUE INDEX booking_page_token ON booking_page (ws, token);

CREATE TABLE booking (
  ws @int NOT NULL, id @id NOT NULL, version @int NOT NULL, created @int NOT NULL, created_by @id, updated @int NOT NULL, deleted @int, deletion @id,
  page @id NOT NULL, member @id NOT NULL, client @id, name @text NOT NULL, email @text NOT NULL, note @text, start @int NOT NULL, "end" @int NOT NULL,
  state @text NOT NULL, block @id, secret_hash @blob, PRIMARY KEY (ws, id));
CREATE INDEX booking_member ON booking (ws, member, start);
CREATE INDEX booking_block ON booking (ws, block);
CREATE UNIQUE INDEX booking_secret ON booking (ws, secret_hash);

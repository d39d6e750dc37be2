-- Full text on PostgreSQL: a GIN index over the same tokens as on SQLite.
CREATE TABLE search (
  ws @int NOT NULL, object @id NOT NULL, slot @int NOT NULL, resource @text NOT NULL, client @id, project @id, task @id, title @text,
  PRIMARY KEY (ws, object));
CREATE UNIQUE INDEX search_slot ON search (ws, slot);
CREATE TABLE search_text (ws @int NOT NULL, slot @int NOT NULL, tokens tsvector NOT NULL, PRIMARY KEY (ws, slot));
CREATE INDEX search_text_tokens ON search_text USING gin (tokens) WITH (fastupdate = on);

-- Full text on SQLite: FTS5 over tokens made by the program (src/locale/tokens.h; what is not a letter or digit of ASCII is
-- written in the private use area, see src/resource/search_index.c). slot and rowid are one number that grows with the time
-- of change, so that "newest first" is the order of the index. A first letter, two or three have their own lists, because
-- merging those of every word that begins so would read half the index.
CREATE TABLE search (
  ws @int NOT NULL, object @id NOT NULL, slot @int NOT NULL, resource @text NOT NULL, client @id, project @id, task @id, title @text,
  PRIMARY KEY (ws, object));
CREATE UNIQUE INDEX search_slot ON search (ws, slot);
CREATE VIRTUAL TABLE search_text USING fts5(tokens, tokenize = "ascii", prefix = '1 2 3', detail = none, columnsize = 0);

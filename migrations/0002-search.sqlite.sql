-- Full text on SQLite: FTS5 over tokens made by the program (src/locale/tokens.h). rowid grows with time of change, so that
-- "newest first" is the order of the index. The client and the resource are tokens too.
CREATE TABLE search (ws INTEGER NOT NULL, object BLOB NOT NULL, resource TEXT NOT NULL, slot INTEGER NOT NULL, PRIMARY KEY (ws, object)) STRICT;
CREATE UNIQUE INDEX search_slot ON search (ws, slot);
CREATE VIRTUAL TABLE search_text USING fts5(tokens, content='', contentless_delete=0, tokenize="ascii", detail=none);

-- The words that stand in the search index, so that a beginning of one becomes the few words it may be: FTS5 merges the lists
-- of a prefix before it gives the first entry, but reads those of whole words as far as it has to. Words stay when the last text that
-- had them goes. Marks of fields, clients and resources (private use area) are not words.
CREATE TABLE search_word (ws @int NOT NULL, word @text NOT NULL, PRIMARY KEY (ws, word));
CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_text, row);
INSERT INTO search_word (ws, word)
  SELECT w.ws, v.term FROM (SELECT DISTINCT ws FROM search) w, search_vocabulary v WHERE instr(v.term, char(59648)) = 0 AND unicode(v.term) NOT BETWEEN 57344 AND 63743;
DROP TABLE search_vocabulary;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('search_word', 'sqlite_autoindex_search_word_1', '200000 200000 1');

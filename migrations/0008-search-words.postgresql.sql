-- The words that stand in the search index, so that a beginning of one becomes the few words it may be. Words stay when the last text
-- that had them goes. Marks of fields, clients and resources (private use area) are not words.
CREATE TABLE search_word (ws @int NOT NULL, word @text NOT NULL, PRIMARY KEY (ws, word));
INSERT INTO search_word (ws, word)
  SELECT DISTINCT t.ws, w.word FROM search_text t, unnest(tsvector_to_array(t.tokens)) AS w(word) WHERE ascii(w.word) NOT BETWEEN 57344 AND 63743;

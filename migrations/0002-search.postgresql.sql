-- Full text on PostgreSQL: a GIN index over the same tokens.
CREATE TABLE search (ws bigint NOT NULL, object uuid NOT NULL, resource text COLLATE "C" NOT NULL, slot bigint NOT NULL, tokens tsvector NOT NULL, PRIMARY KEY (ws, object));
CREATE UNIQUE INDEX search_slot ON search (ws, slot);
CREATE INDEX search_tokens ON search USING gin (tokens);

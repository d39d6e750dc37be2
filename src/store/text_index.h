/* Full text, the one thing that the databases do differently: the SQL fragments of each, used by resource/search alone.
 *
 * Both keep the table search_text (migrations/0002-search) whose entries have a number ("slot", greater for what was
 * indexed later) and tokens made by the program; the same tokens give the same rows. */
#pragma once

struct text_index {
    /* $1 slot, $2 the tokens with spaces between. */
    const char *add, *remove;
    /* $1 a JSON array of words that search_word may lack. */
    const char *add_words;
    /* Entries joined with their `search s` rows: FROM <from> WHERE <match_open>$n<match_close> ORDER BY <newest>. */
    const char *from, *match_open, *match_close, *newest;
    /* The bound match: quoted tokens, `prefix` after one whose beginning is enough, joined by `both` or `either`. */
    char quote;
    const char *prefix, *both, *either;
};

struct db;
const struct text_index *db_text_index(const struct db *db);

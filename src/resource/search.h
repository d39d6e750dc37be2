/* The search index: which words stand in which object, for the search bar and for the words of a filter.
 *
 * Every resource with FF_SEARCH fields is in it. An object's entry holds the tokens (locale/tokens.h) of these fields,
 * each twice: plain, and marked with its field (so that a field hidden from a role cannot be found by it, and that
 * title:word is an index look-up); and its client and resource as tokens. Deleted objects keep their entry: who looks
 * joins @table, which also holds the scope. Tables: migrations/0002-search; what the databases do differently:
 * store/text_index.h. */
#pragma once
#include "base/json_out.h"
#include "resource/resource.h"

#define SEARCH_TOKENS_MAX 2000 /* different words of one field; what follows is not found */

/* Called by the machinery in the transaction of every change, after the row is written; before is NULL at creation.
 * Costs nothing where no searchable field changed. */
int search_index(struct op *op, const struct resource *r, const struct row *before, const struct row *after);
/* Takes an object out for good. */
int search_forget(struct op *op, struct id object);

/* The different tokens of one FF_SEARCH field of a row. */
size_t search_field_tokens(struct op *op, const struct row *row, int field, struct str **ret_tokens);

struct search_word {
    struct str token;
    bool prefix;
    const struct str *whole; /* the words of the index that begin so, where search_prefix found them to be few */
    size_t n_whole;
};
/* The word is the beginning of one. Lists of whole words are read as far as needed, those of a beginning are merged
 * from end to end first; so a beginning becomes the words it may be, unless there are many. */
int search_prefix(struct op *op, struct search_word *word);

/* The text to bind for a match: every word stands in `field`, or, where field is -1, in the FF_SEARCH fields that this
 * role may see. */
struct str search_match_text(struct op *op, const struct resource *r, int field, size_t n,
                             const struct search_word *words);
/* Parts of such a text: words in parentheses, a resource, a client. */
void search_match_write(struct op *op, const struct resource *r, int field, size_t n, const struct search_word *words,
                        struct buf *out);
void search_match_resource(struct op *op, const struct resource *r, struct buf *out);
void search_match_client(struct op *op, struct id client, struct buf *out);

/* Search over every searchable resource, best of the newest candidates:
 * {"items":[{resource,id,title,client,project,task,snippet}]}. The last word of `text` is a prefix unless a space
 * follows it. `resources` is "tasks,clients" or empty for all, `client` the focus or zero; limit 1..50. */
int search_all(struct op *op, struct str text, struct str resources, struct id client, int limit, struct json *out);

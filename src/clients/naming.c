#include "clients/naming.h"
#include "base/utf8.h"
#include "locale/letters.h"
#include "locale/tokens.h"

#define WORDS_MAX 8

/* Words of the filter language that would mean something else (resource/filter.h). */
static const char *const reserved[] = {"none", "any", "me", "today", "tomorrow", "yesterday"};

static bool is_reserved(struct str key)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (str_is(key, reserved[i]))
            return true;
    return false;
}

bool client_key_valid(struct str key)
{
    return letters_small(key, "-_") && !is_reserved(key);
}

static int key_taken(struct op *op, struct str key, bool *ret_taken)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows, "SELECT 1 FROM @client WHERE key = $1 AND deleted IS NULL", ARGS(v_text(key)));
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    *ret_taken = err == 1 || is_reserved(key);
    return 0;
}

int client_key_make(struct op *op, struct str name, struct str *ret_key)
{
    struct str words[WORDS_MAX], base = {"", 0};
    size_t n = tokens_make(op->arena, name, WORDS_MAX, words);
    for (size_t i = 0; i < n && base.n + words[i].n < CLIENT_KEY_MAX - 8; i++)
        base = arena_format(op->arena, "%.*s%s%.*s", STR_FMT(base), base.n ? "-" : "", STR_FMT(words[i]));
    if (!base.n || !client_key_valid(base))
        base = n && client_key_valid(words[0]) ? utf8_cut(words[0], CLIENT_KEY_MAX - 8) : STR("client");
    struct str key = base;
    for (int i = 2;; i++) {
        bool taken;
        int err = key_taken(op, key, &taken);
        if (err)
            return err;
        if (!taken)
            break;
        key = arena_format(op->arena, "%.*s-%d", STR_FMT(base), i);
    }
    *ret_key = key;
    return 0;
}

struct str client_mark_make(struct op *op, struct str name)
{
    struct str words[2] = {{"", 0}, {"", 0}};
    char out[16];
    size_t n = tokens_make(op->arena, name, 2, words);
    size_t at = letters_capital(words[0], n > 1 ? 1 : 2, out);
    at += letters_capital(words[1], 1, out + at);
    return at ? arena_str(op->arena, (struct str){out, at}) : STR("?");
}

int client_color_make(struct op *op, int64_t *ret_color)
{
    int64_t used[CLIENT_COLORS + 1] = {0};
    ROWS rows = {0};
    int err =
        op_query_system(op, &rows, "SELECT color, count(*) FROM @client WHERE deleted IS NULL GROUP BY color", NO_ARGS);
    if (err)
        return err;
    while ((err = rows_next(&rows)) == 1)
        if (row_int(&rows, 0) >= 1 && row_int(&rows, 0) <= CLIENT_COLORS)
            used[row_int(&rows, 0)] = row_int(&rows, 1);
    int64_t best = 1;
    for (int64_t c = 2; c <= CLIENT_COLORS; c++)
        if (used[c] < used[best])
            best = c;
    *ret_color = best;
    return err;
}

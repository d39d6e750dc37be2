/* The descriptions against the migrations: every field has its column, of the right type, and no column is without a
 * field; every key and unique index leads with the workspace, so that one database can host many and be sharded. */
#include "unit.h"
#include "api/registry.h"
#include "base/embedded.h"
#include "resource/resource.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const column_type[F_TYPES] = {
    [F_ID] = "@id",     [F_TEXT] = "@text",   [F_MARKDOWN] = "@text", [F_INT] = "@int",       [F_BOOL] = "@int",
    [F_DATE] = "@int",  [F_INSTANT] = "@int", [F_ENUM] = "@text",     [F_REF] = "@id",        [F_REFS] = "@blob",
    [F_TAGS] = "@text", [F_JSON] = "@text",   [F_CUSTOM] = "@text",   [F_RANK] = "@text",     [F_EMAIL] = "@text",
    [F_COLOR] = "@int", [F_LOCALE] = "@text", [F_ZONE] = "@text",     [F_CURRENCY] = "@text", [F_HASH] = "@blob",
};

/* What stands between the parentheses of CREATE TABLE name (…); in whichever migration, and what later ones add. */
static struct str table_body(const char *table)
{
    static char body[16384];
    size_t n = 0, n_files;
    const struct embedded_file *files = embedded_list(STR("migrations/"), &n_files);
    char start[100], add[100];
    snprintf(start, sizeof start, "CREATE TABLE %s (", table);
    snprintf(add, sizeof add, "ALTER TABLE %s ADD COLUMN ", table);
    for (size_t i = 0; i < n_files; i++) {
        const char *from = files[i].bytes, *end;
        if (strstr(files[i].name, ".postgresql.") || strstr(files[i].name, ".sqlite."))
            continue;
        const char *at = strstr(from, start);
        if (at && (end = strstr(at, ");")))
            n += (size_t)snprintf(body + n, sizeof body - n, " %.*s,", (int)(end - at - (int)strlen(start)),
                                  at + strlen(start));
        for (at = from; (at = strstr(at, add)) && (end = strchr(at, ';')); at = end)
            n += (size_t)snprintf(body + n, sizeof body - n, " %.*s,", (int)(end - at - (int)strlen(add)),
                                  at + strlen(add));
        assert_true(n < sizeof body);
    }
    if (n == 0)
        fail_msg("no table %s", table);
    return (struct str){body, n};
}

static bool word_next(struct str *rest, struct str *ret_word)
{
    while (rest->n && (isspace((unsigned char)*rest->at) || *rest->at == ','))
        rest->at++, rest->n--;
    size_t n = 0;
    while (n < rest->n && !isspace((unsigned char)rest->at[n]) && rest->at[n] != ',')
        n++;
    *ret_word = (struct str){rest->at, n};
    if (n > 2 && *rest->at == '"') /* a name that is also a word of SQL */
        *ret_word = (struct str){rest->at + 1, n - 2};
    rest->at += n, rest->n -= n;
    return n > 0;
}

static bool column_find(struct str body, const char *name, struct str *ret_type, bool *ret_not_null)
{
    struct str word;
    bool was_name = false;
    while (word_next(&body, &word)) {
        if (was_name && word.at[0] == '@') {
            *ret_type = word;
            struct str ahead = body;
            *ret_not_null = word_next(&ahead, &word) && str_is(word, "NOT");
            return true;
        }
        was_name = str_is(word, name);
    }
    return false;
}

static void check_field(const struct resource *r, const struct field *f, struct str body)
{
    struct str type;
    bool not_null;
    if (!column_find(body, f->name, &type, &not_null))
        fail_msg("%s.%s has no column", r->table, f->name);
    if (!str_is(type, column_type[f->type]))
        fail_msg("%s.%s is %.*s in the migration", r->table, f->name, STR_FMT(type));
    if (not_null && !(f->flags & (FF_REQUIRED | FF_READ_ONLY | FF_DERIVED)) && f->type != F_ID && f->type != F_RANK &&
        !r->check)
        fail_msg("%s.%s may be null by its description, but not in the migration", r->table, f->name);
    if (!not_null && (f->flags & FF_REQUIRED))
        fail_msg("%s.%s is required, but the column takes NULL", r->table, f->name);
    char key[80];
    snprintf(key, sizeof key, "%s_key", f->name);
    bool has_key = column_find(body, key, &type, &not_null);
    bool wants_key = f->type == F_TEXT && (f->flags & FF_SORT);
    if (has_key != wants_key)
        fail_msg("%s.%s %s", r->table, key, has_key ? "is a column, but the field cannot be sorted by" : "is missing");
}

static size_t columns_of(struct str body)
{
    size_t n = 0;
    struct str word;
    while (word_next(&body, &word))
        n += word.at[0] == '@';
    return n;
}

static void every_field_has_its_column(void **state)
{
    (void)state;
    size_t n;
    const struct resource *const *all = resource_all(&n);
    assert_true(n >= 20);
    for (size_t i = 0; i < n; i++) {
        struct str body = table_body(all[i]->table);
        size_t expected = 1; /* ws */
        for (size_t k = 0; k < all[i]->n_fields; k++) {
            const struct field *f = &all[i]->fields[k];
            check_field(all[i], f, body);
            expected += 1 + (f->type == F_TEXT && (f->flags & FF_SORT));
        }
        if (columns_of(body) != expected)
            fail_msg("%s has %zu columns, its fields want %zu", all[i]->table, columns_of(body), expected);
    }
}

static void check_leads(struct str sql, const char *clause)
{
    const char *at = sql.at;
    while ((at = memmem(at, (size_t)(sql.at + sql.n - at), clause, strlen(clause)))) {
        const char *open = strchr(at, '(');
        assert_non_null(open);
        if (strncmp(open, "(ws,", 4) != 0 && strncmp(open, "(ws)", 4) != 0)
            fail_msg("does not lead with ws: %.80s", at);
        at = open;
    }
}

static void every_key_leads_with_the_workspace(void **state)
{
    (void)state;
    size_t n;
    const struct embedded_file *files = embedded_list(STR("migrations/"), &n);
    assert_true(n >= 2);
    for (size_t i = 0; i < n; i++) {
        struct str sql = {files[i].bytes, files[i].n};
        check_leads(sql, "PRIMARY KEY");
        check_leads(sql, "CREATE UNIQUE INDEX");
    }
}

static int start(void **state)
{
    (void)state;
    registry_start();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_has_its_column),
        cmocka_unit_test(every_key_leads_with_the_workspace),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}

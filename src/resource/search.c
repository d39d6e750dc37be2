#include "resource/search.h"
#include "locale/tokens.h"
#include "resource/describe.h"
#include "resource/search_snippet.h"
#include "store/text_index.h"
#include <stdlib.h>

#define CANDIDATES  200
#define WORDS_MAX   8
#define GRANTS_MAX  60 /* more clients than this are left to the scope alone */
#define LIMIT_MAX   50
#define TITLE_WORDS 60

struct hit {
    struct id object, client, project, task;
    const struct resource *resource;
    struct str title, snippet;
    bool in_title; /* every word */
    double score;
};

struct search {
    struct op *op;
    size_t n_words;
    struct search_word word[WORDS_MAX];
    size_t n_resources;
    const struct resource **resources;
    bool some; /* not every searchable resource */
    struct id client;
    size_t n;
    struct hit hit[CANDIDATES];
};

/* ---- what is looked for ---- */

static int read_words(struct search *s, struct str text)
{
    struct str tokens[WORDS_MAX];
    s->n_words = tokens_make(s->op->arena, text, WORDS_MAX, tokens);
    for (size_t i = 0; i < s->n_words; i++)
        s->word[i].token = tokens[i];
    bool begun = s->n_words > 0 && text.at[text.n - 1] != ' ';
    return begun ? search_prefix(s->op, &s->word[s->n_words - 1]) : 0;
}

static bool is_named(struct str list, const char *plural)
{
    size_t n = strlen(plural);
    for (size_t from = 0; from < list.n;) {
        size_t to = from;
        while (to < list.n && list.at[to] != ',')
            to++;
        if (to - from == n && memcmp(list.at + from, plural, n) == 0)
            return true;
        from = to + 1;
    }
    return false;
}

/* Searchable, with its name, by who asks. */
static bool is_searched(const struct op *op, const struct resource *r)
{
    const struct described *d = described(r);
    if (d->title < 0 || !set_has(described_seen(d, &op->scope), (size_t)d->title))
        return false;
    for (size_t i = 0; i < d->n; i++)
        if ((r->fields[i].flags & FF_SEARCH) && set_has(described_seen(d, &op->scope), i))
            return true;
    return false;
}

static void choose_resources(struct search *s, struct str names)
{
    size_t n;
    const struct resource *const *all = resource_all(&n);
    s->resources = arena_array(s->op->arena, const struct resource *, n);
    for (size_t i = 0; i < n; i++) {
        if (is_searched(s->op, all[i]) && (names.n == 0 || is_named(names, all[i]->plural)))
            s->resources[s->n_resources++] = all[i];
        else
            s->some = true;
    }
}

static bool sees_all_words(const struct op *op, const struct resource *r)
{
    const struct described *d = described(r);
    for (size_t i = 0; i < d->n; i++)
        if ((r->fields[i].flags & FF_SEARCH) && !set_has(described_seen(d, &op->scope), i))
            return false;
    return true;
}

/* The words; resource by resource only where that makes a difference. */
static void write_words(struct search *s, struct buf *b)
{
    const struct text_index *ti = db_text_index(s->op->db);
    bool plain = true;
    for (size_t i = 0; i < s->n_resources; i++)
        plain &= sees_all_words(s->op, s->resources[i]);
    if (plain)
        search_match_write(s->op, s->resources[0], -1, s->n_words, s->word, b);
    if (plain && !s->some)
        return;
    buf_text(b, plain ? ti->both : "");
    buf_char(b, '(');
    for (size_t i = 0; i < s->n_resources; i++) {
        buf_text(b, i ? ti->either : "");
        if (plain) {
            search_match_resource(s->op, s->resources[i], b);
            continue;
        }
        buf_char(b, '(');
        search_match_write(s->op, s->resources[i], -1, s->n_words, s->word, b);
        buf_text(b, ti->both);
        search_match_resource(s->op, s->resources[i], b);
        buf_char(b, ')');
    }
    buf_char(b, ')');
}

/* Clients that the reader was given: the scope decides, but without them a rare client's rows would be looked for among
 * everybody's. */
static int write_grants(struct search *s, struct buf *b)
{
    const struct text_index *ti = db_text_index(s->op->db);
    ROWS rows = {0};
    int step = op_query_system(
        s->op, &rows, "SELECT a.client FROM @access a WHERE a.member = $me AND a.deleted IS NULL LIMIT 61", NO_ARGS);
    if (step)
        return step;
    struct id client[GRANTS_MAX + 1];
    size_t n = 0;
    while (n <= GRANTS_MAX && (step = rows_next(&rows)) == 1)
        client[n++] = row_id(&rows, 0);
    if (step < 0 || n > GRANTS_MAX)
        return step < 0 ? step : 0;
    buf_text(b, ti->both);
    buf_char(b, '(');
    search_match_client(s->op, (struct id){{0}}, b); /* what belongs to no client */
    for (size_t i = 0; i < n; i++) {
        buf_text(b, ti->either);
        search_match_client(s->op, client[i], b);
    }
    buf_char(b, ')');
    return 0;
}

static int write_match(struct search *s, struct buf *b)
{
    enum scope_variant variant = s->op->scope.variant;
    struct id client = variant == SCOPE_PORTAL ? s->op->scope.client : s->client;
    write_words(s, b);
    if (!id_is_zero(client)) {
        buf_text(b, db_text_index(s->op->db)->both);
        search_match_client(s->op, client, b);
        return 0;
    }
    return variant == SCOPE_MEMBER || variant == SCOPE_ASSIGNED ? write_grants(s, b) : 0;
}

/* ---- candidates: the newest that the reader may see ---- */

static void write_candidates_sql(struct search *s, struct buf *b)
{
    const struct text_index *ti = db_text_index(s->op->db);
    buf_format(b, "SELECT s.object, s.client, s.project, s.task, s.resource, s.title FROM %s WHERE %s$1%s AND (",
               ti->from, ti->match_open, ti->match_close);
    for (size_t i = 0; i < s->n_resources; i++)
        buf_format(b,
                   "%s(s.resource = '%s' AND EXISTS (SELECT 1 FROM @%s t WHERE t.id = s.object AND t.deleted IS NULL))",
                   i ? " OR " : "", s->resources[i]->name, s->resources[i]->table);
    buf_format(b, ") ORDER BY %s LIMIT %d", ti->newest, CANDIDATES);
    buf_char(b, '\0');
}

static void read_hit(struct search *s, const struct rows *rows)
{
    struct hit *h = &s->hit[s->n++];
    *h = (struct hit){
        .object = row_id(rows, 0), .client = row_id(rows, 1), .project = row_id(rows, 2), .task = row_id(rows, 3)};
    struct str name = row_text(rows, 4);
    for (size_t i = 0; i < s->n_resources; i++)
        if (str_is(name, s->resources[i]->name))
            h->resource = s->resources[i];
    h->title = arena_str(s->op->arena, row_text(rows, 5));
}

static int find_candidates(struct search *s)
{
    struct buf match, sql;
    buf_init(&match, 256 * 1024);
    buf_init(&sql, 64 * 1024);
    int err = write_match(s, &match);
    write_candidates_sql(s, &sql);
    ROWS rows = {0};
    if (err == 0)
        err = op_query(s->op, &rows, sql.at, ARGS(v_text(buf_view(&match))));
    while (err == 0 && s->n < CANDIDATES) {
        int step = rows_next(&rows);
        if (step != 1) {
            err = step;
            break;
        }
        read_hit(s, &rows);
    }
    rows_end(&rows);
    buf_release(&match);
    buf_release(&sql);
    return err;
}

/* ---- rank ---- */

/* What people mean most often when they type a name. */
static double resource_weight(const struct resource *r)
{
    static const struct {
        const char *name;
        double weight;
    } weights[] = {{"client", 6}, {"project", 5}, {"member", 4}, {"contact", 4}, {"list", 2}, {"task", 2}};
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++)
        if (strcmp(r->name, weights[i].name) == 0)
            return weights[i].weight;
    return 0;
}

/* A word in the title, better whole and better where it starts; then the sort of thing; then how new it is. */
static void score(struct search *s, size_t place)
{
    struct hit *h = &s->hit[place];
    struct str title[TITLE_WORDS];
    size_t n = search_words(s->op->arena, h->title, TITLE_WORDS, title), found = 0;
    for (size_t i = 0; i < s->n_words; i++) {
        double best = 0;
        for (size_t k = 0; k < n; k++) {
            if (!search_word_fits(&s->word[i], title[k]))
                continue;
            double points = 10 + (title[k].n == s->word[i].token.n ? 4 : 0) + (k == i ? 3 : 0);
            best = points > best ? points : best;
        }
        h->score += best;
        found += best > 0;
    }
    h->in_title = found == s->n_words;
    if (h->in_title)
        h->score += 10 + (n == s->n_words ? 8 : 0) + resource_weight(h->resource);
    h->score += 5.0 * (double)(CANDIDATES - place) / CANDIDATES;
}

static int by_score(const void *left, const void *right)
{
    const struct hit *a = left, *b = right;
    return (a->score < b->score) - (a->score > b->score);
}

/* ---- snippets ---- */

static bool text_column(const struct op *op, const struct resource *r, size_t i)
{
    const struct described *d = described(r);
    enum field_type type = r->fields[i].type;
    return (r->fields[i].flags & FF_SEARCH) && (int)i != d->title && set_has(described_seen(d, &op->scope), i) &&
           (type == F_TEXT || type == F_MARKDOWN || type == F_EMAIL);
}

static size_t write_texts_sql(struct search *s, const struct resource *r, size_t limit, struct buf *b,
                              struct value *args)
{
    size_t columns = 0, n = 0;
    buf_text(b, "SELECT t.id");
    for (size_t i = 0; i < r->n_fields; i++)
        if (text_column(s->op, r, i)) {
            buf_format(b, ", t.%s", r->fields[i].name);
            columns++;
        }
    buf_format(b, " FROM @%s t WHERE t.id IN (", r->table);
    for (size_t i = 0; i < s->n && i < limit; i++)
        if (s->hit[i].resource == r && !s->hit[i].in_title) {
            args[n] = v_id(s->hit[i].object);
            buf_format(b, "%s$%zu", n ? ", " : "", n + 1);
            n++;
        }
    buf_text(b, ")");
    buf_char(b, '\0');
    return columns ? n : 0;
}

static void read_texts(struct search *s, size_t limit, const struct rows *rows)
{
    struct id id = row_id(rows, 0);
    for (size_t i = 0; i < s->n && i < limit; i++) {
        struct hit *h = &s->hit[i];
        if (!id_eq(h->object, id))
            continue;
        for (int c = 1; c < rows_columns(rows) && h->snippet.n == 0; c++)
            h->snippet = search_snippet(s->op->arena, row_text(rows, c), s->n_words, s->word);
    }
}

/* One statement for each resource that was found by something else than its title. */
static int find_snippets(struct search *s, size_t limit)
{
    for (size_t k = 0; k < s->n_resources; k++) {
        struct value args[LIMIT_MAX];
        struct buf sql;
        buf_init(&sql, 16 * 1024);
        size_t n = write_texts_sql(s, s->resources[k], limit, &sql, args);
        ROWS rows = {0};
        int step = n ? op_query(s->op, &rows, sql.at, n, args) : 0;
        while (n && step == 0 && (step = rows_next(&rows)) == 1) {
            read_texts(s, limit, &rows);
            step = 0;
        }
        buf_release(&sql);
        if (step < 0)
            return step;
    }
    return 0;
}

/* ---- the answer ---- */

static void write_id_or_none(struct json *out, const char *key, struct id id)
{
    json_key(out, key);
    if (id_is_zero(id))
        json_none(out);
    else
        json_id(out, id);
}

static void write_hit(const struct hit *h, struct json *out)
{
    json_object_start(out);
    json_key(out, "resource");
    json_text(out, h->resource->name);
    json_key(out, "id");
    json_id(out, h->object);
    json_key(out, "title");
    json_str(out, h->title);
    write_id_or_none(out, "client", h->client);
    write_id_or_none(out, "project", h->project);
    write_id_or_none(out, "task", h->task);
    json_key(out, "snippet");
    if (h->snippet.n)
        json_str(out, h->snippet);
    else
        json_none(out);
    json_object_end(out);
}

int search_all(struct op *op, struct str text, struct str resources, struct id client, int limit, struct json *out)
{
    struct search *s = arena_new(op->arena, struct search);
    s->op = op;
    s->client = client;
    size_t most = limit < 1 ? 1 : limit > LIMIT_MAX ? LIMIT_MAX : (size_t)limit;
    int err = read_words(s, text);
    if (err)
        return err;
    choose_resources(s, resources);
    if (s->n_words > 0 && s->n_resources > 0) {
        err = find_candidates(s);
        for (size_t i = 0; i < s->n; i++)
            score(s, i);
        qsort(s->hit, s->n, sizeof *s->hit, by_score);
        err = err ? err : find_snippets(s, most);
        if (err)
            return err;
    }
    json_object_start(out);
    json_key(out, "items");
    json_array_start(out);
    for (size_t i = 0; i < s->n && i < most; i++)
        write_hit(&s->hit[i], out);
    json_array_end(out);
    json_object_end(out);
    return 0;
}

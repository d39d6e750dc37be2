#include "base/buf.h"
#include "resource/describe.h"
#include <assert.h>

#define SQL_CEILING (64 * 1024)

static struct str text_take(struct arena *a, struct buf *b)
{
    assert(!b->full);
    struct str kept = arena_str(a, buf_view(b));
    b->n = 0;
    return kept;
}

static void insert_write(struct buf *b, const struct described *d)
{
    const struct resource *r = d->resource;
    size_t n = d->n;
    buf_format(b, "INSERT INTO %s (ws", r->table);
    for (size_t i = 0; i < d->n; i++)
        buf_format(b, ", \"%s\"", r->fields[i].name); /* a field may be called what SQL calls something else */
    for (size_t i = 0; i < d->n; i++)
        if (field_has_key(&r->fields[i])) {
            buf_format(b, ", %s_key", r->fields[i].name);
            n++;
        }
    buf_text(b, ") VALUES ($ws");
    for (size_t i = 1; i <= n; i++)
        buf_format(b, ", $%zu", i);
    buf_text(b, ")");
}

void described_write_sql(struct arena *a, struct described *d)
{
    const struct resource *r = d->resource;
    struct buf b;
    buf_init(&b, SQL_CEILING);
    for (size_t i = 0; i < d->n; i++)
        buf_format(&b, "%st.%s", i ? ", " : "", r->fields[i].name);
    d->columns = text_take(a, &b);
    buf_format(&b, "SELECT %.*s FROM @%s t WHERE t.id = $1", STR_FMT(d->columns), r->table);
    d->get_any = text_take(a, &b);
    buf_format(&b, "%.*s AND t.deleted IS NULL", STR_FMT(d->get_any));
    d->get = text_take(a, &b);
    buf_format(&b, "SELECT t.id FROM @%s t WHERE t.id = $1 AND t.deleted IS NULL", r->table);
    d->exists = text_take(a, &b);
    insert_write(&b, d);
    d->insert = text_take(a, &b);
    buf_release(&b);
}

void relation_write_sql(struct arena *a, struct relation *relation)
{
    const struct described *d = relation->of;
    const char *table = d->resource->table, *field = d->resource->fields[relation->field].name;
    struct str c = d->columns;
    relation->living =
        arena_format(a, "SELECT %.*s FROM @%s t WHERE t.deleted IS NULL AND t.%s IN (", STR_FMT(c), table, field);
    relation->trash =
        arena_format(a, "SELECT %.*s FROM @%s t WHERE t.deleted IS NOT NULL AND t.%s IN (", STR_FMT(c), table, field);
}

/* What is worked out once, at start, from each resource's description: texts of statements, keys of JSON, who sees
 * which field, who points to whom. Only for src/resource; everything lives as long as the program. */
#pragma once
#include "base/buf.h"
#include "resource/resource.h"

#define FIELDS_MAX 128
#define FIELD_SET  2 /* words of a set of fields, one bit each by index */

struct described;

/* Rows of `of` point with `field` to a row of the resource that holds this relation. */
struct relation {
    const struct described *of;
    int field;
    uint64_t passed[FIELD_SET]; /* heirs: the fields of the parent that they take */
    struct str living;          /* beginnings of statements, up to "t.field IN (" */
    struct str trash;
};

struct described {
    const struct resource *resource;
    size_t n;              /* fields */
    struct str columns;    /* "t.id, t.version, …": every field in order */
    struct str get;        /* SELECT columns … WHERE id = $1, living rows */
    struct str get_any;    /* the same with deleted rows */
    struct str exists;     /* SELECT id … WHERE id = $1, living rows */
    struct str insert;     /* every field in order, then the sort keys */
    const struct str *key; /* ",\"title\":" of each field */
    const struct value *initial;
    uint64_t visible[ROLE_SYSTEM + 1][FIELD_SET]; /* without FF_SECRET */
    uint64_t visible_in_part[FIELD_SET];          /* to SCOPE_ASSIGNED: without FF_WHOLE */
    uint64_t logged[FIELD_SET];                   /* what events tell of */
    uint64_t search[FIELD_SET];
    uint8_t slot[256]; /* names of fields, hashed; 0 is free, else the index + 1 */
    /* Fields with a meaning, -1 where there is none. */
    int client, project, task, shared, title, rank, custom;
    const int *parents; /* indexes of the fields in resource->parents */
    size_t n_parents;
    const struct relation *heirs; /* rows that take FF_INHERIT fields from this one */
    size_t n_heirs;
    const struct relation *owned; /* rows that go to the trash with this one */
    size_t n_owned;
};

/* Asserts that the resource was registered. */
const struct described *described(const struct resource *r);
const struct described *described_by_name(const char *name);     /* NULL if there is none */
int described_field(const struct described *d, struct str name); /* index or -1 */

/* The fields that a reader may see. */
static inline const uint64_t *described_seen(const struct described *d, const struct scope *reader)
{
    return reader->variant == SCOPE_ASSIGNED ? d->visible_in_part : d->visible[reader->role];
}

/* F_TEXT with FF_SORT, which has a second column <name>_key. */
static inline bool field_has_key(const struct field *f)
{
    return f->type == F_TEXT && (f->flags & FF_SORT);
}

static inline bool set_has(const uint64_t set[FIELD_SET], size_t i)
{
    return set[i / 64] >> (i % 64) & 1;
}
static inline void set_add(uint64_t set[FIELD_SET], size_t i)
{
    set[i / 64] |= UINT64_C(1) << (i % 64);
}
static inline bool set_meets(const uint64_t a[FIELD_SET], const uint64_t b[FIELD_SET])
{
    return (a[0] & b[0]) || (a[1] & b[1]);
}

/* describe_check.c: ends the process with a line in the log where a description is not sound. */
void described_check(const struct described *d);
/* describe_sql.c: fills the texts. */
void described_write_sql(struct arena *a, struct described *d);
void relation_write_sql(struct arena *a, struct relation *relation);

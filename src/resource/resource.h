/* The resource machinery: a thing of the product (a task, a client, a comment …) is described once, as a constant table
 * of fields, plus a few functions for what is special. From the description come validation, SQL, JSON in and out,
 * filter / sort / page, scope, history, events, search index, OpenAPI, the TypeScript types of the web application and
 * the tests over every resource × verb × role.
 *
 * To add a field: one line in the table and one migration. To add a resource: one table, one line in the registry
 * (src/api/registry.c) and one migration. See docs/adding.md. */
#pragma once
#include "store/op.h"
#include <jansson.h>

enum field_type {
    F_ID,       /* the key, made by the client or by the server */
    F_TEXT,     /* one line; max code points; trimmed; empty is null */
    F_MARKDOWN, /* many lines */
    F_INT,      /* between min and max */
    F_BOOL,
    F_DATE,    /* civil date; column: days since 1970 */
    F_INSTANT, /* column: microseconds UTC */
    F_ENUM,    /* one of choices; column: text */
    F_REF,     /* id of another resource, which must be visible to who sets it */
    F_REFS,    /* set of ids, at most max; column: the ids one after the other (blob); rows in `link` index it */
    F_TAGS,    /* set of short texts, at most max; column: JSON array; rows in `tag` index it */
    F_JSON,    /* structured value with its own `valid`; column: canonical JSON text; max bytes */
    F_CUSTOM,  /* values of custom fields: {"<field id>": value}; column: JSON; rows in `custom_value` index it */
    F_RANK,    /* position among siblings: text that sorts by bytes, see rank.h */
    F_EMAIL,
    F_COLOR /* 1..12, the client colours */,
    F_LOCALE,
    F_ZONE,
    F_CURRENCY,
    F_HASH /* 32 bytes, hexadecimal outside */,
    F_TYPES
};

enum field_flag {
    FF_REQUIRED = 1,   /* must have a value; looked at after inheritance and `check`, which may complete the row */
    FF_READ_ONLY = 2,  /* set by the program alone */
    FF_ON_CREATE = 4,  /* may be given at creation, not changed later */
    FF_SEARCH = 8,     /* words go into the search index */
    FF_SORT = 16,      /* may be sorted by; F_TEXT has a column <name>_key with its ICU sort key */
    FF_NO_FILTER = 32, /* cannot be filtered by */
    FF_SECRET = 64,    /* never leaves the program: not in JSON, events, export, filter */
    FF_INHERIT =
        128, /* taken from the parent, rewritten when the parent moves (client, project, …). A field that is also
              * one of the resource's `parents` (task.list) is taken only from the parents named before it */
    FF_CASCADE = 256, /* F_REF: this row goes to the trash with the row it points to, and comes back with it */
    FF_DERIVED = 512, /* computed from other rows, kept without event or version (counters); can be rebuilt */
    FF_UNIQUE = 1024, /* within the workspace, among rows not deleted; the migration has the index */
    FF_WHOLE = 2048,  /* tells of all that belongs to the row (counters): not for who sees only a part of it */
};

struct resource;
struct json;
struct change;

struct field {
    const char *name; /* JSON key, column and word of the filter language */
    enum field_type type;
    unsigned flags;
    int64_t min, max;           /* F_INT: range; F_TEXT/F_MARKDOWN: code points; F_REFS/F_TAGS: items; F_JSON: bytes */
    const char *const *choices; /* F_ENUM, NULL-ended */
    const char *target;         /* F_REF, F_REFS: name of the resource */
    const char *initial;        /* default as JSON text, or NULL */
    /* F_JSON: 0, or fails through op_field_fail below `pointer` */
    int (*valid)(struct op *op, const char *pointer, const json_t *value);
    enum role see; /* least role that sees it; 0 means ROLE_MEMBER. ROLE_PORTAL: contacts too */
    enum role set; /* least role that sets it; 0 means the resource's own */
};

/* A row in memory: one value for each field, in the order of the description. Lives in the op's arena. */
struct row {
    const struct resource *resource;
    struct value *value;
};

enum verb { VERB_CREATE, VERB_UPDATE, VERB_DELETE, VERB_RESTORE };

struct change {
    const struct resource *resource;
    enum verb verb;
    const struct row *before; /* NULL at creation */
    struct row *after;        /* check may still set values here; for VERB_DELETE the row with `deleted` set */
    bool cascade;             /* follows from another change (parent moved, deleted, restored) */
};

/* What happens to be unusual about a resource. */
struct resource {
    const char *name, *plural; /* "task", "tasks": event, filter word, path */
    const char *table;
    const struct field *fields;
    size_t n_fields;
    struct scope_table scope;
    enum role create, update, delete_; /* least roles; ROLE_SYSTEM: only actions do it. 0: ROLE_MEMBER */
    const char *title;                 /* the field that names it, for search results and history */
    const char *const
        *parents; /* F_REF fields from which FF_INHERIT fields are taken: the first that is set; NULL-ended */
    const char *default_sort; /* "rank" or "-created" */
    int64_t most;             /* how many there may be that one person sees; 0: any number */
    int version;              /* of the description, in every event */
    /* Invariants over before and after; may complete after (e.g. a default status). Fails through op_*_fail. */
    int (*check)(struct op *op, struct change *c);
    /* Consequences in the same transaction (e.g. counters, the next of a recurring task), after the row is written. */
    int (*follow)(struct op *op, const struct change *c);
    /* May this actor do this at all, beyond the roles? (e.g. only the author edits a comment). NULL: yes */
    int (*allow)(struct op *op, const struct change *c);
};

#define FIELD_COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* The first fields of every resource. `deletion` is the change that put it into the trash, so that what went together
 * comes back together. */
#define FIELDS_COMMON                                                                                                  \
    {.name = "id", .type = F_ID, .flags = FF_ON_CREATE, .see = ROLE_PORTAL},                                           \
        {.name = "version", .type = F_INT, .flags = FF_READ_ONLY, .see = ROLE_PORTAL},                                 \
        {.name = "created", .type = F_INSTANT, .flags = FF_READ_ONLY | FF_SORT, .see = ROLE_PORTAL},                   \
        {.name = "created_by", .type = F_REF, .flags = FF_READ_ONLY, .target = "member"},                              \
        {.name = "updated", .type = F_INSTANT, .flags = FF_READ_ONLY | FF_SORT, .see = ROLE_PORTAL},                   \
        {.name = "deleted", .type = F_INSTANT, .flags = FF_READ_ONLY},                                                 \
    {                                                                                                                  \
        .name = "deletion", .type = F_ID, .flags = FF_READ_ONLY                                                        \
    }
enum {
    FIELD_ID,
    FIELD_VERSION,
    FIELD_CREATED,
    FIELD_CREATED_BY,
    FIELD_UPDATED,
    FIELD_DELETED,
    FIELD_DELETION,
    FIELDS_COMMON_N
};

/* ---- registry: set once at start (src/api/registry.c), read-only afterwards ---- */
void resource_register_all(const struct resource *const *all, size_t n); /* asserts that descriptions are sound */
const struct resource *const *resource_all(size_t *ret_n);
const struct resource *resource_by_name(const char *name);
const struct resource *resource_by_plural(struct str plural);
int resource_field(const struct resource *r, const char *name); /* index or -1 */
int resource_field_str(const struct resource *r, struct str name);

/* ---- rows ---- */
struct row *row_new(struct op *op, const struct resource *r);
struct row *row_copy(struct op *op, const struct row *row);
struct value *row_at(const struct row *row, const char *field); /* asserts that the field exists */
struct id row_get_id(const struct row *row, const char *field); /* null: zero id */
int64_t row_get_int(const struct row *row, const char *field);
struct str row_get_text(const struct row *row, const char *field);
bool row_get_null(const struct row *row, const char *field);
bool row_differs(const struct row *a, const struct row *b, const char *field);

/* ---- read ---- */
/* In scope; deleted rows too when with_deleted. ERR_NOT_FOUND looks the same for foreign and for missing. */
int resource_get(struct op *op, const struct resource *r, struct id id, bool with_deleted, struct row **ret_row);
/* As the program: for invariants. */
int resource_get_system(struct op *op, const struct resource *r, struct id id, struct row **ret_row);
/* May this reader see the field at all? What is not seen is neither filtered, sorted, searched nor compared by. */
bool field_seen(const struct field *f, const struct scope *reader);
/* The row as JSON as this reader may see it. only: NULL or the fields wanted (bit set by index). */
void resource_write(struct json *j, const struct row *row, const struct scope *reader, const uint64_t only[2]);

/* ---- write: inside a write job; each makes one event ---- */
/* input: an object; unknown, read-only and forbidden fields, wrong types … are each one entry of op->problem. */
int resource_create(struct op *op, const struct resource *r, const json_t *input, struct row **ret_row);
#define ANY_VERSION (-1)
/* A stale expected version is ERR_STALE, unless none of the fields of the patch changed since (then it is merged);
 * a field changed on both sides is ERR_CONFLICT with both values in the problem ("current"). */
int resource_update(struct op *op, const struct resource *r, struct id id, int64_t expected_version,
                    const json_t *patch, struct row **ret_row);
int resource_delete(struct op *op, const struct resource *r, struct id id, int64_t expected_version);
int resource_restore(struct op *op, const struct resource *r, struct id id, struct row **ret_row);
/* The same by the program for itself: no permission, read-only fields allowed, values in C. fields/values are pairs. */
int resource_set_system(struct op *op, const struct resource *r, struct id id, size_t n, const char *const *fields,
                        const struct value *values);
/* The same for creation: `input` (or NULL) as a person gives it, checked the same way, except that no permission is
 * asked and read-only fields may be given, plus values in C for what has no JSON form (a token's hash, an id chosen
 * before). For actions that have asked for permission themselves, imports and recurrence. */
int resource_create_system(struct op *op, const struct resource *r, const json_t *input, size_t n,
                           const char *const *fields, const struct value *values, struct row **ret_row);
int resource_delete_system(struct op *op, const struct resource *r, struct id id);
/* A row as resource_write wrote it for the program, with its id, version and times: for bringing an export back into an
 * empty workspace. Nothing is checked, there is no event (the export has those too), and the search index has to be
 * made anew. */
int resource_put_back(struct op *op, const struct resource *r, const json_t *written);
/* FF_DERIVED columns: no event, no version. */
int resource_set_derived(struct op *op, const struct resource *r, struct id id, const char *field, struct value value);

/* ---- history ---- */
/* Undo of a change: a new change with the old values; ERR_CONFLICT naming fields changed since. By who made it, or a
 * manager. */
int change_undo(struct op *op, struct id change, size_t *ret_undone);
/* Writes {"items":[event …],"next":…} of one object, newest first, masked to what the reader may see. */
int resource_history(struct op *op, const struct resource *r, struct id id, int64_t before_seq, int limit,
                     struct json *out);
/* The row as it was; ERR_NOT_FOUND if it was not there then. Permissions of today. */
int resource_as_of(struct op *op, const struct resource *r, struct id id, int64_t time_us, struct row **ret_row);

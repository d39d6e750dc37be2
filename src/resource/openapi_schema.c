#include "resource/openapi_schema.h"
#include "resource/describe.h"
#include "resource/filter_tree.h"

#define SCHEMA_CEILING (64 * 1024)

enum shape { SHAPE_ROW, SHAPE_PART, SHAPE_CREATE, SHAPE_UPDATE };

const char *openapi_role(enum role role)
{
    static const char *const names[] = {
        [ROLE_NONE] = "member", [ROLE_PORTAL] = "contact", [ROLE_MEMBER] = "member", [ROLE_MANAGER] = "manager",
        [ROLE_ADMIN] = "admin", [ROLE_OWNER] = "owner",    [ROLE_SYSTEM] = "program"};
    return names[role];
}

static void member_text(struct json *j, const char *key, const char *text)
{
    json_key(j, key);
    json_text(j, text);
}

static void member_int(struct json *j, const char *key, int64_t i)
{
    json_key(j, key);
    json_int(j, i);
}

static void member_true(struct json *j, const char *key, bool is)
{
    if (!is)
        return;
    json_key(j, key);
    json_bool(j, true);
}

void openapi_ref(struct json *j, const char *name, const char *end)
{
    struct buf path;
    buf_init(&path, 300);
    buf_format(&path, "#/components/schemas/%s%s", name, end);
    json_object_start(j);
    json_key(j, "$ref");
    json_str(j, buf_view(&path));
    json_object_end(j);
    buf_release(&path);
}

void openapi_text(struct json *j, const char *schema)
{
    if (schema[0] == '#') {
        openapi_ref(j, schema + 1, "");
        return;
    }
    static const char mark[] = "\"$ref\":\"#";
    struct buf text;
    buf_init(&text, SCHEMA_CEILING);
    for (const char *found; (found = strstr(schema, mark)); schema = found + sizeof mark - 1) {
        buf_add(&text, schema, (size_t)(found - schema) + sizeof mark - 1);
        buf_text(&text, found[sizeof mark - 1] == '/' ? "" : "/components/schemas/");
    }
    buf_text(&text, schema);
    json_raw(j, buf_view(&text));
    buf_release(&text);
}

/* ---- one field ---- */

static bool is_set(enum field_type type)
{
    return type == F_REFS || type == F_TAGS || type == F_CUSTOM;
}

/* The program sets these in every row. */
static bool always_there(const struct field *f, size_t i)
{
    bool common = i < FIELDS_COMMON_N && i != FIELD_CREATED_BY && i != FIELD_DELETED && i != FIELD_DELETION;
    bool counter = f->type == F_INT && (f->flags & FF_DERIVED);
    return common || counter || (f->flags & FF_REQUIRED) || f->type == F_BOOL || f->type == F_RANK || is_set(f->type);
}

static const struct {
    const char *type;
    const char *rest; /* members that every field of the type has */
} types[F_TYPES] = {
    [F_ID] = {"string", "\"format\":\"uuid\""},
    [F_TEXT] = {"string", ""},
    [F_MARKDOWN] = {"string", "\"contentMediaType\":\"text/markdown\""},
    [F_INT] = {"integer", ""},
    [F_BOOL] = {"boolean", ""},
    [F_DATE] = {"string", "\"format\":\"date\""},
    [F_INSTANT] = {"string", "\"format\":\"date-time\""},
    [F_ENUM] = {"string", ""},
    [F_REF] = {"string", "\"format\":\"uuid\""},
    [F_REFS] = {"array", "\"uniqueItems\":true,\"items\":{\"type\":\"string\",\"format\":\"uuid\"}"},
    [F_TAGS] = {"array", "\"uniqueItems\":true,\"items\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":60}"},
    [F_JSON] = {NULL, ""},
    [F_CUSTOM] = {"object", "\"propertyNames\":{\"format\":\"uuid\"},\"additionalProperties\":true"},
    [F_RANK] = {"string", "\"pattern\":\"^[0-9A-Za-z]+$\",\"maxLength\":100"},
    [F_EMAIL] = {"string", "\"format\":\"email\",\"maxLength\":254"},
    [F_COLOR] = {"integer", "\"minimum\":1,\"maximum\":12"},
    [F_LOCALE] = {"string", "\"examples\":[\"en\",\"fr\"]"},
    [F_ZONE] = {"string", "\"examples\":[\"Europe/Paris\"]"},
    [F_CURRENCY] = {"string", "\"pattern\":\"^[A-Z]{3}$\""},
    [F_HASH] = {"string", "\"pattern\":\"^[0-9a-f]{64}$\""},
};

/* Raw members of an object that is being written. */
static void members_raw(struct json *j, const char *members)
{
    if (!*members)
        return;
    bool more = j->has_member >> j->depth & 1;
    buf_text(j->out, more ? "," : "");
    buf_text(j->out, members);
    j->has_member |= UINT64_C(1) << j->depth;
}

static void write_type(struct json *j, const struct field *f, bool nullable)
{
    const char *type = types[f->type].type;
    if (!type)
        return;
    json_key(j, "type");
    if (!nullable) {
        json_text(j, type);
        return;
    }
    json_array_start(j);
    json_text(j, type);
    json_text(j, "null");
    json_array_end(j);
}

static void write_choices(struct json *j, const struct field *f, bool nullable)
{
    json_key(j, "enum");
    json_array_start(j);
    for (const char *const *c = f->choices; *c; c++)
        json_text(j, *c);
    if (nullable)
        json_none(j);
    json_array_end(j);
}

static void write_limits(struct json *j, const struct field *f)
{
    switch (f->type) {
    case F_TEXT:
    case F_MARKDOWN:
        if (f->max)
            member_int(j, "maxLength", f->max);
        break;
    case F_INT:
        if (f->min != f->max) {
            member_int(j, "minimum", f->min);
            member_int(j, "maximum", f->max);
        }
        break;
    case F_REFS:
    case F_TAGS:
        member_int(j, "maxItems", f->max);
        break;
    default:
        break;
    }
}

static void write_field(struct json *j, const struct field *f, size_t i, bool input)
{
    bool nullable = input ? !(f->flags & FF_REQUIRED) && f->type != F_BOOL : !always_there(f, i);
    json_object_start(j);
    write_type(j, f, nullable);
    members_raw(j, types[f->type].rest);
    if (f->type == F_ENUM)
        write_choices(j, f, nullable);
    write_limits(j, f);
    if (f->initial && input) {
        json_key(j, "default");
        json_raw(j, str_of(f->initial));
    }
    if (f->target)
        member_text(j, "x-resource", f->target);
    if (!input) {
        member_true(j, "readOnly", f->flags & FF_READ_ONLY);
        member_text(j, "x-see", openapi_role(f->see));
        member_true(j, "x-filter", !(f->flags & FF_NO_FILTER));
        member_true(j, "x-sort", (f->flags & FF_SORT) || i == FIELD_ID);
        member_true(j, "x-search", f->flags & FF_SEARCH);
        member_true(j, "x-whole", f->flags & FF_WHOLE);
    }
    if (f->set && !(f->flags & FF_READ_ONLY))
        member_text(j, "x-set", openapi_role(f->set));
    json_object_end(j);
}

/* ---- one resource ---- */

static bool has_field(const struct field *f, enum shape shape)
{
    if (f->flags & FF_SECRET)
        return false;
    bool input = shape == SHAPE_CREATE || shape == SHAPE_UPDATE;
    return !(input && (f->flags & FF_READ_ONLY)) && !(shape == SHAPE_UPDATE && (f->flags & FF_ON_CREATE));
}

/* What the parent gives, or the capability completes (a status, a category), need not be given. */
static bool must_give(const struct field *f)
{
    if (!(f->flags & FF_REQUIRED) || f->initial || (f->flags & FF_INHERIT) || f->type == F_BOOL)
        return false;
    return f->type != F_ENUM && (f->type != F_REF || (f->flags & FF_ON_CREATE));
}

static bool is_demanded(const struct field *f, size_t i, enum shape shape)
{
    switch (shape) {
    case SHAPE_ROW:
        return (!f->see || f->see <= ROLE_MEMBER) && !(f->flags & FF_WHOLE);
    case SHAPE_PART:
        return i == FIELD_ID;
    case SHAPE_CREATE:
        return must_give(f);
    case SHAPE_UPDATE:
        return false;
    }
    return false;
}

static void write_required(struct json *j, const struct resource *r, enum shape shape)
{
    bool any = false;
    for (size_t i = 0; i < r->n_fields; i++) {
        if (!has_field(&r->fields[i], shape) || !is_demanded(&r->fields[i], i, shape))
            continue;
        if (!any) {
            json_key(j, "required");
            json_array_start(j);
        }
        any = true;
        json_text(j, r->fields[i].name);
    }
    if (any)
        json_array_end(j);
}

static const char *const scope_names[] = {
    [SCOPED_WORKSPACE] = "members",    [SCOPED_CLIENT] = "client",      [SCOPED_ME] = "own",
    [SCOPED_OWN] = "own_and_managers", [SCOPED_VIEW] = "own_or_shared", [SCOPED_ADMIN] = "admins"};

static void write_shape(struct json *j, const struct resource *r, enum shape shape)
{
    bool input = shape == SHAPE_CREATE || shape == SHAPE_UPDATE;
    json_object_start(j);
    member_text(j, "type", "object");
    if (shape == SHAPE_ROW) {
        member_text(j, "x-scope", scope_names[r->scope.kind]);
        member_true(j, "x-shared", r->scope.kind == SCOPED_CLIENT && r->scope.shared);
    }
    write_required(j, r, shape);
    json_key(j, "properties");
    json_object_start(j);
    for (size_t i = 0; i < r->n_fields; i++)
        if (has_field(&r->fields[i], shape)) {
            json_key(j, r->fields[i].name);
            write_field(j, &r->fields[i], i, input);
        }
    json_object_end(j);
    if (input) {
        json_key(j, "additionalProperties");
        json_bool(j, false);
    }
    json_object_end(j);
}

static void write_list(struct json *j, const struct resource *r)
{
    json_object_start(j);
    member_text(j, "type", "object");
    json_key(j, "required");
    json_raw(j, STR("[\"items\",\"next\",\"seq\"]"));
    json_key(j, "properties");
    json_object_start(j);
    json_key(j, "items");
    json_object_start(j);
    member_text(j, "type", "array");
    json_key(j, "items");
    json_object_start(j);
    json_key(j, "anyOf");
    json_array_start(j);
    openapi_ref(j, r->name, "");
    openapi_ref(j, r->name, "_part");
    json_array_end(j);
    json_object_end(j);
    json_object_end(j);
    members_raw(
        j, "\"next\":{\"type\":[\"string\",\"null\"]},\"seq\":{\"type\":\"integer\"},\"total\":{\"type\":\"integer\"}");
    json_object_end(j);
    json_object_end(j);
}

static void write_resource(struct json *j, const struct resource *r)
{
    static const struct {
        const char *end;
        enum shape shape;
    } shapes[] = {{"", SHAPE_ROW}, {"_part", SHAPE_PART}, {"_create", SHAPE_CREATE}, {"_update", SHAPE_UPDATE}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if ((shapes[i].shape == SHAPE_CREATE && r->create == ROLE_SYSTEM) ||
            (shapes[i].shape == SHAPE_UPDATE && r->update == ROLE_SYSTEM))
            continue;
        struct buf name;
        buf_init(&name, 200);
        buf_format(&name, "%s%s", r->name, shapes[i].end);
        json_key_str(j, buf_view(&name));
        buf_release(&name);
        write_shape(j, r, shapes[i].shape);
    }
    struct buf name;
    buf_init(&name, 200);
    buf_format(&name, "%s_list", r->name);
    json_key_str(j, buf_view(&name));
    buf_release(&name);
    write_list(j, r);
}

void openapi_schemas_write(struct json *j)
{
    size_t n;
    const struct resource *const *all = resource_all(&n);
    for (size_t i = 0; i < n; i++)
        write_resource(j, all[i]);
}

#include "resource/inputs.h"
#include "base/utf8.h"
#include "locale/catalogue.h"
#include "locale/currency.h"
#include "locale/zone.h"
#include "resource/custom.h"
#include "resource/rank.h"
#include "resource/row.h"
#include <stdlib.h>

#define TAG_CHARACTERS 60
#define EMAIL_BYTES    254
#define COLORS         12

/* RFC 6901: "~" and "/" inside a name. */
static const char *pointer_to(struct arena *a, struct str name)
{
    char *text = arena_alloc(a, name.n * 2 + 2), *at = text;
    *at++ = '/';
    for (size_t i = 0; i < name.n; i++) {
        if (name.at[i] != '~' && name.at[i] != '/') {
            *at++ = name.at[i];
            continue;
        }
        *at++ = '~';
        *at++ = name.at[i] == '~' ? '0' : '1';
    }
    return text;
}

const char *input_pointer(const struct input *in, const char *below)
{
    const char *own = in->pointer ? in->pointer : pointer_to(in->arena, str_of(in->field->name));
    return *below ? arena_format(in->arena, "%s%s", own, below).at : own;
}

int input_fail(const struct input *in, const char *below, const char *message, size_t n_args, const struct op_arg *args)
{
    if (!in->op)
        return ERR_INVALID;
    op_field_fail(in->op, input_pointer(in, below), message, n_args, args);
    return ERR_INVALID;
}

static int wrong(const struct input *in, const char *message)
{
    return input_fail(in, "", message, 0, NULL);
}

struct str json_canonical(struct arena *a, const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    if (!text)
        abort(); /* out of memory, or deeper than what was parsed: cannot be */
    struct str kept = arena_str(a, str_of(text));
    free(text);
    return kept;
}

/* ---- text ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

static struct str trim(struct str s)
{
    while (s.n > 0 && is_space(s.at[0]))
        s = (struct str){s.at + 1, s.n - 1};
    while (s.n > 0 && is_space(s.at[s.n - 1]))
        s.n--;
    return s;
}

/* The text of a JSON string, checked; `expected` says what it should have been. */
static int string_of(const struct input *in, const json_t *v, const char *expected, struct str *ret_text)
{
    if (!json_is_string(v))
        return wrong(in, expected);
    struct str s = {json_string_value(v), json_string_length(v)};
    if (!utf8_valid(s))
        return wrong(in, "field.encoding");
    *ret_text = s;
    return 0;
}

static int limited(const struct input *in, const char *below, struct str s, int64_t max)
{
    if (!in->op || s.n <= (size_t)max)
        return 0;
    int64_t count = (int64_t)utf8_count(s);
    if (count <= max)
        return 0;
    return input_fail(in, below, "field.too_long", OP_ARGS({"max", v_int(max)}, {"count", v_int(count)}));
}

static void text_set(const struct input *in, struct str s, struct value *ret)
{
    *ret = s.n ? v_text(arena_str(in->arena, s)) : v_null();
}

/* One line: what was pasted with line breaks keeps its words. */
static int read_text(struct input *in, const json_t *v, struct value *ret)
{
    struct str s;
    int err = string_of(in, v, "field.text", &s);
    if (err)
        return err;
    if (!in->op) {
        text_set(in, s, ret);
        return 0;
    }
    s = trim(s);
    err = limited(in, "", s, in->field->max);
    if (err)
        return err;
    char *line = arena_alloc(in->arena, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        line[i] = (unsigned char)s.at[i] < ' ' || s.at[i] == 0x7f ? ' ' : s.at[i];
    *ret = s.n ? v_text(((struct str){line, s.n})) : v_null();
    return 0;
}

static int read_markdown(struct input *in, const json_t *v, struct value *ret)
{
    struct str s;
    int err = string_of(in, v, "field.text", &s);
    if (err)
        return err;
    err = limited(in, "", s, in->field->max);
    if (err)
        return err;
    text_set(in, trim(s).n || !in->op ? s : (struct str){0}, ret);
    return 0;
}

static int read_enum(struct input *in, const json_t *v, struct value *ret)
{
    struct str s = {0}, choices = {"", 0};
    if (json_is_string(v))
        s = (struct str){json_string_value(v), json_string_length(v)};
    for (const char *const *c = in->field->choices; *c; c++) {
        if (json_is_string(v) && str_is(s, *c)) {
            *ret = v_text(str_of(*c));
            return 0;
        }
    }
    if (!in->op) {
        text_set(in, s, ret);
        return s.n ? 0 : -1;
    }
    for (const char *const *c = in->field->choices; *c; c++)
        choices = arena_format(in->arena, "%.*s%s%s", STR_FMT(choices), choices.n ? ", " : "", *c);
    return input_fail(in, "", "field.choice", OP_ARGS({"choices", v_text(choices)}));
}

/* local@domain with a dot, no spaces: what mail servers refuse besides is theirs to say. */
static bool is_email(struct str s)
{
    const char *at = s.n ? memchr(s.at, '@', s.n) : NULL;
    if (!at || at == s.at || s.n > EMAIL_BYTES)
        return false;
    struct str domain = {at + 1, s.n - (size_t)(at - s.at) - 1};
    const char *dot = domain.n ? memchr(domain.at, '.', domain.n) : NULL;
    if (!dot || dot == domain.at || domain.at[domain.n - 1] == '.' || memchr(domain.at, '@', domain.n))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.at[i] <= ' ' || strchr("<>()[]\\,;:\"\x7f", s.at[i]))
            return false;
    return true;
}

static int read_email(struct input *in, const json_t *v, struct value *ret)
{
    struct str s;
    int err = string_of(in, v, "field.email", &s);
    if (err)
        return err;
    s = trim(s);
    if (s.n == 0) {
        *ret = v_null();
        return 0;
    }
    if (in->op && !is_email(s))
        return wrong(in, "field.email");
    char *lower = arena_alloc(in->arena, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        lower[i] = (char)(s.at[i] >= 'A' && s.at[i] <= 'Z' ? s.at[i] + 32 : s.at[i]);
    *ret = v_text(((struct str){lower, s.n}));
    return 0;
}

static int read_locale(struct input *in, const json_t *v, struct value *ret)
{
    struct str s;
    int err = string_of(in, v, "field.locale", &s);
    if (err)
        return err;
    if (in->op && s.n && !locale_find(s))
        return wrong(in, "field.locale");
    text_set(in, s, ret);
    return 0;
}

static int read_zone(struct input *in, const json_t *v, struct value *ret)
{
    struct str s;
    int err = string_of(in, v, "field.zone", &s);
    if (err)
        return err;
    if (in->op && s.n && !zone_valid(s))
        return wrong(in, "field.zone");
    text_set(in, s, ret);
    return 0;
}

static int read_currency(struct input *in, const json_t *v, struct value *ret)
{
    struct str s;
    int err = string_of(in, v, "field.currency", &s);
    if (err)
        return err;
    if (in->op && s.n && !currency_valid(s))
        return wrong(in, "field.currency");
    text_set(in, s, ret);
    return 0;
}

static int read_rank(struct input *in, const json_t *v, struct value *ret)
{
    struct str s;
    int err = string_of(in, v, "field.rank", &s);
    if (err)
        return err;
    if (in->op && !rank_valid(s))
        return wrong(in, "field.rank");
    text_set(in, s, ret);
    return 0;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int read_hash(struct input *in, const json_t *v, struct value *ret)
{
    if (!json_is_string(v) || json_string_length(v) != 64)
        return wrong(in, "field.hash");
    const char *text = json_string_value(v);
    char *bytes = arena_alloc(in->arena, 32);
    for (int i = 0; i < 32; i++) {
        int high = hex_digit(text[i * 2]), low = hex_digit(text[i * 2 + 1]);
        if (high < 0 || low < 0)
            return wrong(in, "field.hash");
        bytes[i] = (char)(high << 4 | low);
    }
    *ret = v_blob(((struct str){bytes, 32}));
    return 0;
}

/* ---- numbers and times ---- */

static int read_int(struct input *in, const json_t *v, struct value *ret)
{
    if (!json_is_integer(v))
        return wrong(in, "field.whole");
    int64_t i = json_integer_value(v), min = in->field->min, max = in->field->max;
    if (in->op && min != max && (i < min || i > max))
        return input_fail(in, "", "field.range", OP_ARGS({"min", v_int(min)}, {"max", v_int(max)}));
    *ret = v_int(i);
    return 0;
}

static int read_color(struct input *in, const json_t *v, struct value *ret)
{
    if (!json_is_integer(v) || json_integer_value(v) < 1 || json_integer_value(v) > COLORS)
        return wrong(in, "field.color");
    *ret = v_int(json_integer_value(v));
    return 0;
}

static int read_bool(struct input *in, const json_t *v, struct value *ret)
{
    if (!json_is_boolean(v))
        return wrong(in, "field.truth");
    *ret = v_int(json_is_true(v));
    return 0;
}

static int read_date(struct input *in, const json_t *v, struct value *ret)
{
    int32_t day;
    if (!json_is_string(v) || date_parse((struct str){json_string_value(v), json_string_length(v)}, &day) != 0)
        return wrong(in, "field.date");
    *ret = v_int(day);
    return 0;
}

static int read_instant(struct input *in, const json_t *v, struct value *ret)
{
    int64_t time_us;
    if (!json_is_string(v) || instant_parse((struct str){json_string_value(v), json_string_length(v)}, &time_us) != 0)
        return wrong(in, "field.instant");
    *ret = v_int(time_us);
    return 0;
}

/* ---- references and sets ---- */

static int read_id(struct input *in, const json_t *v, struct value *ret)
{
    struct id id;
    if (!json_is_string(v) || id_parse((struct str){json_string_value(v), json_string_length(v)}, &id) != 0)
        return wrong(in, "field.id");
    *ret = v_id(id);
    return 0;
}

static int check_array(struct input *in, const json_t *v, const char *expected)
{
    if (!json_is_array(v))
        return wrong(in, expected);
    if (in->op && (int64_t)json_array_size(v) > in->field->max)
        return input_fail(in, "", "field.too_many", OP_ARGS({"max", v_int(in->field->max)}));
    return 0;
}

static const char *below_index(const struct input *in, size_t i)
{
    return arena_format(in->arena, "/%zu", i).at;
}

static int read_refs(struct input *in, const json_t *v, struct value *ret)
{
    int err = check_array(in, v, "field.ids");
    if (err)
        return err;
    size_t n = json_array_size(v), kept = 0;
    struct id *ids = arena_array(in->arena, struct id, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(v, i);
        struct id id;
        if (!json_is_string(item) ||
            id_parse((struct str){json_string_value(item), json_string_length(item)}, &id) != 0) {
            err = input_fail(in, in->op ? below_index(in, i) : "", "field.id", 0, NULL);
            continue;
        }
        size_t k = 0;
        while (k < kept && !id_eq(ids[k], id))
            k++;
        if (k == kept)
            ids[kept++] = id;
    }
    *ret = kept ? v_blob(((struct str){(const char *)ids, kept * sizeof *ids})) : v_null();
    return err;
}

static int tag_of(struct input *in, const json_t *item, size_t i, struct str *ret_tag)
{
    struct str s = {json_string_value(item), json_string_length(item)};
    if (!json_is_string(item) || !utf8_valid(s))
        return input_fail(in, in->op ? below_index(in, i) : "", "field.tags", 0, NULL);
    *ret_tag = s = trim(s);
    return limited(in, in->op && s.n > TAG_CHARACTERS ? below_index(in, i) : "", s, TAG_CHARACTERS);
}

static bool tag_known(const json_t *tags, struct str tag)
{
    for (size_t i = 0; i < json_array_size(tags); i++)
        if (str_is(tag, json_string_value(json_array_get(tags, i))))
            return true;
    return false;
}

static int read_tags(struct input *in, const json_t *v, struct value *ret)
{
    int err = check_array(in, v, "field.tags");
    if (err)
        return err;
    json_t *tags = json_array();
    for (size_t i = 0; i < json_array_size(v); i++) {
        struct str tag = {0};
        int bad = tag_of(in, json_array_get(v, i), i, &tag);
        if (bad)
            err = bad;
        else if (tag.n && !tag_known(tags, tag))
            json_array_append_new(tags, json_stringn(tag.at, tag.n));
    }
    *ret = json_array_size(tags) ? v_text(json_canonical(in->arena, tags)) : v_null();
    json_decref(tags);
    return err;
}

/* ---- structured ---- */

static bool strings_valid(const json_t *v)
{
    const char *key;
    json_t *item;
    size_t i;
    if (json_is_string(v))
        return utf8_valid((struct str){json_string_value(v), json_string_length(v)});
    if (json_is_object(v)) {
        json_object_foreach((json_t *)v, key, item) if (!strings_valid(item)) return false;
    } else if (json_is_array(v)) {
        json_array_foreach(v, i, item) if (!strings_valid(item)) return false;
    }
    return true;
}

static int read_json(struct input *in, const json_t *v, struct value *ret)
{
    struct str text = json_canonical(in->arena, v);
    if (in->op) {
        if ((int64_t)text.n > in->field->max)
            return input_fail(in, "", "field.too_large", OP_ARGS({"max", v_int(in->field->max)}));
        if (!strings_valid(v))
            return wrong(in, "field.encoding");
        int err = in->field->valid ? in->field->valid(in->op, input_pointer(in, ""), v) : 0;
        if (err)
            return err;
    }
    *ret = v_text(text);
    return 0;
}

static int read_custom(struct input *in, const json_t *v, struct value *ret)
{
    if (!json_is_object(v))
        return wrong(in, "field.object");
    *ret = json_object_size(v) ? v_text(json_canonical(in->arena, v)) : v_null();
    return 0;
}

typedef int read_function(struct input *in, const json_t *v, struct value *ret);
static read_function *const readers[F_TYPES] = {
    [F_ID] = read_id,         [F_TEXT] = read_text, [F_MARKDOWN] = read_markdown, [F_INT] = read_int,
    [F_BOOL] = read_bool,     [F_DATE] = read_date, [F_INSTANT] = read_instant,   [F_ENUM] = read_enum,
    [F_REF] = read_id,        [F_REFS] = read_refs, [F_TAGS] = read_tags,         [F_JSON] = read_json,
    [F_CUSTOM] = read_custom, [F_RANK] = read_rank, [F_EMAIL] = read_email,       [F_COLOR] = read_color,
    [F_LOCALE] = read_locale, [F_ZONE] = read_zone, [F_CURRENCY] = read_currency, [F_HASH] = read_hash,
};

/* ---- whole rows ---- */

static bool may_set(const struct op *op, const struct field *f)
{
    enum role see = f->see ? f->see : ROLE_MEMBER;
    return op->scope.role >= f->set && op->scope.role >= see;
}

/* May this field be given now? 0, or ERR_INVALID with its entry. */
static int check_settable(struct input *in, enum input_mode mode, bool creation)
{
    const struct field *f = in->field;
    if (f->flags & FF_DERIVED)
        return wrong(in, "field.read_only");
    if (mode == INPUT_SYSTEM)
        return 0;
    if (f->flags & (FF_READ_ONLY | FF_SECRET))
        return wrong(in, "field.read_only");
    if ((f->flags & FF_ON_CREATE) && !creation)
        return wrong(in, "field.on_create");
    return may_set(in->op, f) ? 0 : wrong(in, "field.forbidden");
}

static void read_member(struct op *op, const struct described *d, int i, const json_t *v, enum input_mode mode,
                        const struct row *before, struct row *after, uint64_t given[FIELD_SET])
{
    struct input in = {.op = op, .arena = op->arena, .field = &d->resource->fields[i]};
    if (check_settable(&in, mode, !before) != 0)
        return;
    struct value value = v_null();
    int err = 0;
    if (in.field->type == F_CUSTOM)
        err = custom_read(&in, d->resource->name, v, before ? &before->value[i] : NULL, &value);
    else if (!json_is_null(v) || in.field->type == F_BOOL)
        err = readers[in.field->type](&in, v, &value);
    if (err)
        return;
    after->value[i] = value;
    set_add(given, (size_t)i);
}

int inputs_read(struct op *op, const struct described *d, const json_t *input, enum input_mode mode,
                const struct row *before, struct row *after, uint64_t ret_given[FIELD_SET])
{
    memset(ret_given, 0, FIELD_SET * sizeof *ret_given);
    if (!json_is_object(input))
        return op_field_fail(op, "", "field.object", 0, NULL);
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)input, key, v)
    {
        int i = described_field(d, str_of(key));
        if (i >= 0)
            read_member(op, d, i, v, mode, before, after, ret_given);
        else
            op_field_fail(op, pointer_to(op->arena, str_of(key)), "field.unknown",
                          OP_ARGS({"name", v_text(str_of(key))}));
    }
    return op->problem.code;
}

static int check_reference(struct op *op, const struct field *f, const struct value *v)
{
    const struct id *ids = v->kind == V_ID ? &v->id : (const struct id *)v->s.at;
    size_t n = v->kind == V_ID ? 1 : v->s.n / sizeof *ids;
    bool *found = arena_array(op->arena, bool, n);
    int err = references_find(op, described_by_name(f->target), n, ids, found);
    struct input in = {.op = op, .arena = op->arena, .field = f};
    for (size_t i = 0; i < n && !err; i++)
        if (!found[i])
            input_fail(&in, v->kind == V_ID ? "" : below_index(&in, i), "field.not_found", 0, NULL);
    return err;
}

int inputs_check_references(struct op *op, const struct described *d, const struct row *before, const struct row *after,
                            const uint64_t given[FIELD_SET])
{
    for (size_t i = 0; i < d->n; i++) {
        const struct field *f = &d->resource->fields[i];
        const struct value *v = &after->value[i];
        if (!set_has(given, i) || !f->target || v->kind == V_NULL || (before && value_same(&before->value[i], v)))
            continue;
        int err = check_reference(op, f, v);
        if (err)
            return err;
    }
    return op->problem.code;
}

int input_stored(struct arena *a, const struct field *f, const json_t *json, struct value *ret_value)
{
    struct input in = {.arena = a, .field = f};
    if (json_is_null(json)) {
        *ret_value = v_null();
        return 0;
    }
    return readers[f->type](&in, json, ret_value) == 0 ? 0 : -1;
}

int input_stored_text(struct arena *a, const struct field *f, struct str text, struct value *ret_value)
{
    json_t *json = json_loadb(text.at, text.n, JSON_DECODE_ANY, NULL);
    if (!json)
        return -1;
    int err = input_stored(a, f, json, ret_value);
    json_decref(json);
    return err;
}

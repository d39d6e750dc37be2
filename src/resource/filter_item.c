/* Written items ("none", "2h", "monday", "acme") to what they mean for a field. */
#include "resource/filter_tree.h"
#include "locale/currency.h"
#include "locale/zone.h"

#define WHOLE_MOST INT64_C(9000000000000) /* millionths of it fit */

/* Kinds of value, of fields as of custom fields. */
enum sort_of {
    OF_NUMBER,
    OF_DECIMAL, /* of a custom field, stored in millionths */
    OF_MONEY,   /* stored in the minor unit of its currency */
    OF_YES,
    OF_DAY,
    OF_INSTANT,
    OF_CHOICE,
    OF_OPTION, /* of a custom field: by name, stored by id */
    OF_ROW,    /* id of a row of a resource */
    OF_ID,     /* an id and nothing more */
    OF_TAG,
    OF_WORDS, /* text that is in the search index */
    OF_TEXT,
    OF_NOTHING, /* can only be there or not */
};

static enum sort_of sort_of_custom(const struct filter_custom *c)
{
    static const struct {
        const char *type;
        enum sort_of sort;
    } sorts[] = {{"number", OF_DECIMAL}, {"money", OF_MONEY}, {"date", OF_DAY},  {"choice", OF_OPTION},
                 {"people", OF_ROW},     {"check", OF_YES},   {"text", OF_TEXT}, {"link", OF_TEXT}};
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
        if (str_is(c->type, sorts[i].type))
            return sorts[i].sort;
    return OF_NOTHING;
}

static enum sort_of sort_of_field(const struct field *f)
{
    switch (f->type) {
    case F_INT:
    case F_COLOR:
        return OF_NUMBER;
    case F_BOOL:
        return OF_YES;
    case F_DATE:
        return OF_DAY;
    case F_INSTANT:
        return OF_INSTANT;
    case F_ENUM:
        return OF_CHOICE;
    case F_REF:
    case F_REFS:
        return OF_ROW;
    case F_ID:
        return OF_ID;
    case F_TAGS:
        return OF_TAG;
    case F_TEXT:
    case F_MARKDOWN:
    case F_EMAIL:
    case F_LOCALE:
    case F_ZONE:
    case F_CURRENCY:
        return (f->flags & FF_SEARCH) ? OF_WORDS : OF_TEXT;
    default:
        return OF_NOTHING;
    }
}

static enum sort_of sort_of_about(const struct filter_about *about)
{
    return about->custom ? sort_of_custom(about->custom) : sort_of_field(about->field);
}

static bool is_ordered(enum sort_of sort)
{
    return sort == OF_NUMBER || sort == OF_DECIMAL || sort == OF_MONEY || sort == OF_DAY || sort == OF_INSTANT;
}

static bool is_word(const struct filter_written *w, const char *word)
{
    return !w->quoted && str_is(w->text, word);
}

static struct filter_item *item_new(struct filter_parser *p, enum filter_item_kind kind)
{
    struct filter_item *item = arena_new(p->op->arena, struct filter_item);
    item->kind = kind;
    item->low = INT64_MIN;
    item->high = INT64_MAX;
    return item;
}

static int fail_item(struct filter_parser *p, const char *message, const struct filter_written *w)
{
    return filter_fail(p, w->at, message, OP_ARGS({"text", v_text(w->text)}));
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && memcmp(name + n - m, end, m) == 0;
}

/* "12", "-12.5" with at most `places` behind the point; "12,5" is not: a comma brings the next item. */
static bool read_decimal(struct str text, int places, int64_t *ret_number)
{
    bool minus = text.n > 0 && text.at[0] == '-';
    size_t point = 0;
    while (point < text.n && text.at[point] != '.')
        point++;
    int64_t whole, part = 0;
    if (!filter_number((struct str){text.at, point}, false, &whole) || whole > WHOLE_MOST || whole < -WHOLE_MOST)
        return false;
    struct str rest = {text.at + point, text.n - point};
    if (rest.n > 0 && (rest.n < 2 || rest.n - 1 > (size_t)places || rest.at[1] == '-' ||
                       !filter_number((struct str){rest.at + 1, rest.n - 1}, false, &part)))
        return false;
    for (int i = rest.n ? (int)rest.n - 1 : 0; i < places; i++)
        part *= 10;
    for (int i = 0; i < places; i++)
        whole *= 10;
    *ret_number = whole + (minus ? -part : part);
    return true;
}

static int read_number(struct filter_parser *p, const struct filter_about *about, const struct filter_written *w,
                       int64_t *ret_low, int64_t *ret_high)
{
    bool minutes = about->field && ends_with(about->field->name, "_min");
    bool good;
    switch (sort_of_about(about)) {
    case OF_DECIMAL:
        good = read_decimal(w->text, 6, ret_low);
        break;
    case OF_MONEY:
        good = read_decimal(w->text, currency_digits(about->custom->currency), ret_low);
        break;
    default:
        good = filter_number(w->text, minutes, ret_low);
    }
    if (!good)
        return fail_item(p, minutes ? "filter.minutes" : "filter.number", w);
    *ret_high = *ret_low;
    return 0;
}

static int read_days(struct filter_parser *p, const struct filter_written *w, int64_t *ret_low, int64_t *ret_high)
{
    int32_t first, last;
    if (!filter_days(w->text, p->op->today, &first, &last))
        return fail_item(p, "filter.date", w);
    *ret_low = first;
    *ret_high = last;
    return 0;
}

/* A day is the viewer's day. */
static int read_instants(struct filter_parser *p, const struct filter_written *w, int64_t *ret_low, int64_t *ret_high)
{
    if (instant_parse(w->text, ret_low) == 0) {
        *ret_high = *ret_low;
        return 0;
    }
    int64_t first = 0, last = 0;
    int err = read_days(p, w, &first, &last);
    if (err)
        return err;
    *ret_low = zone_instant(p->op->zone, (int32_t)first, 0);
    *ret_high = zone_instant(p->op->zone, (int32_t)last + 1, 0) - 1;
    return 0;
}

/* What a written value covers: one number, or the days of a month, or the microseconds of a day. */
static int read_span(struct filter_parser *p, const struct filter_about *about, const struct filter_written *w,
                     int64_t *ret_low, int64_t *ret_high)
{
    switch (sort_of_about(about)) {
    case OF_DAY:
        return read_days(p, w, ret_low, ret_high);
    case OF_INSTANT:
        return read_instants(p, w, ret_low, ret_high);
    default:
        return read_number(p, about, w, ret_low, ret_high);
    }
}

static int ordered_item(struct filter_parser *p, const struct filter_about *about, const struct filter_written *w,
                        struct filter_item **ret_item)
{
    int64_t low, high;
    int err = read_span(p, about, w, &low, &high);
    if (err)
        return err;
    struct filter_item *item = item_new(p, ITEM_RANGE);
    *ret_item = item;
    switch (about->op) {
    case OP_HAS:
    case OP_EQ:
        item->low = low;
        item->high = high;
        break;
    case OP_LT:
        item->high = low - 1;
        break;
    case OP_LE:
        item->high = high;
        break;
    case OP_GT:
        item->low = high + 1;
        break;
    case OP_GE:
        item->low = low;
        break;
    }
    return 0;
}

int filter_range_read(struct filter_parser *p, const struct filter_about *about, const struct filter_written *low,
                      const struct filter_written *high, struct filter_item **ret_item)
{
    const struct filter_written *any = low ? low : high;
    if (!is_ordered(sort_of_about(about)) || (about->op != OP_HAS && about->op != OP_EQ))
        return filter_fail(p, any->at, "filter.range", OP_ARGS({"field", v_text(about->name)}));
    struct filter_item *item = item_new(p, ITEM_RANGE);
    int64_t unused;
    int err = low ? read_span(p, about, low, &item->low, &unused) : 0;
    if (err == 0 && high)
        err = read_span(p, about, high, &unused, &item->high);
    if (err == 0)
        *ret_item = item;
    return err;
}

static int yes_item(struct filter_parser *p, const struct filter_written *w, struct filter_item **ret_item)
{
    bool yes = is_word(w, "yes") || is_word(w, "true") || is_word(w, "1");
    if (!yes && !is_word(w, "no") && !is_word(w, "false") && !is_word(w, "0"))
        return fail_item(p, "filter.yes", w);
    *ret_item = item_new(p, ITEM_RANGE);
    (*ret_item)->low = (*ret_item)->high = yes;
    return 0;
}

static int choice_item(struct filter_parser *p, const struct field *f, const struct filter_written *w,
                       struct filter_item **ret_item)
{
    struct buf known;
    buf_init(&known, 2000);
    for (const char *const *c = f->choices; *c; c++) {
        if (str_is(w->text, *c)) {
            buf_release(&known);
            *ret_item = item_new(p, ITEM_TEXT);
            (*ret_item)->text = str_of(*c);
            return 0;
        }
        buf_format(&known, "%s%s", known.n ? ", " : "", *c);
    }
    struct str list = arena_str(p->op->arena, buf_view(&known));
    buf_release(&known);
    return filter_fail(p, w->at, "filter.choice", OP_ARGS({"text", v_text(w->text)}, {"known", v_text(list)}));
}

static struct filter_item *id_item(struct filter_parser *p, struct id id)
{
    struct filter_item *item = item_new(p, ITEM_IDS);
    item->ids.n = 1;
    item->ids.id = arena_new(p->op->arena, struct id);
    *item->ids.id = id;
    return item;
}

static int row_item(struct filter_parser *p, const char *target, const struct filter_written *w,
                    struct filter_item **ret_item)
{
    struct id id;
    if (id_parse(w->text, &id) == 0) {
        *ret_item = id_item(p, id);
        return 0;
    }
    if (is_word(w, "me") && strcmp(target, "member") == 0) {
        *ret_item = id_item(p, p->op->scope.me);
        return 0;
    }
    *ret_item = item_new(p, ITEM_IDS);
    return filter_names(p, resource_by_name(target), *w, &(*ret_item)->ids);
}

static int plain_id_item(struct filter_parser *p, const struct filter_written *w, struct filter_item **ret_item)
{
    struct id id;
    if (id_parse(w->text, &id) != 0)
        return fail_item(p, "filter.id", w);
    *ret_item = id_item(p, id);
    return 0;
}

/* Options of a custom choice: [{"id":"…","name":"Gold"}], or texts that are their own ids. */
static int option_item(struct filter_parser *p, const struct filter_custom *c, const struct filter_written *w,
                       struct filter_item **ret_item)
{
    json_t *options = json_loadb(c->options.at, c->options.n, 0, NULL), *option;
    size_t i;
    struct filter_item *item = NULL;
    json_array_foreach(options, i, option)
    {
        bool object = json_is_object(option);
        struct str id = str_of(json_string_value(object ? json_object_get(option, "id") : option));
        struct str name = str_of(json_string_value(object ? json_object_get(option, "name") : option));
        if (item || (!str_eq(id, w->text) && !filter_same_name(p->op, name, w->text)))
            continue;
        item = item_new(p, ITEM_TEXT);
        item->text = arena_str(p->op->arena, id);
    }
    json_decref(options);
    *ret_item = item;
    return item ? 0 : fail_item(p, "filter.option", w);
}

static int text_item(struct filter_parser *p, const struct filter_about *about, const struct filter_written *w,
                     struct filter_item **ret_item)
{
    bool words = sort_of_about(about) == OF_WORDS;
    struct filter_item *item;
    if (about->op == OP_EQ) {
        item = item_new(p, ITEM_TEXT);
    } else {
        item = item_new(p, words ? ITEM_WORDS : ITEM_PART);
        if (words)
            item->n_words = filter_words(p->op, w->text, &item->words);
    }
    item->text = arena_str(p->op->arena, w->text);
    *ret_item = item;
    return 0;
}

int filter_item_read(struct filter_parser *p, const struct filter_about *about, struct filter_written w,
                     struct filter_item **ret_item)
{
    enum sort_of sort = sort_of_about(about);
    bool equal = about->op == OP_HAS || about->op == OP_EQ;
    if (!equal && !is_ordered(sort))
        return filter_fail(p, w.at - 1, "filter.operator", OP_ARGS({"field", v_text(about->name)}));
    if (equal && (is_word(&w, "none") || is_word(&w, "any"))) {
        *ret_item = item_new(p, is_word(&w, "none") ? ITEM_NONE : ITEM_ANY);
        return 0;
    }
    switch (sort) {
    case OF_NUMBER:
    case OF_DECIMAL:
    case OF_MONEY:
    case OF_DAY:
    case OF_INSTANT:
        return ordered_item(p, about, &w, ret_item);
    case OF_YES:
        return yes_item(p, &w, ret_item);
    case OF_CHOICE:
        return choice_item(p, about->field, &w, ret_item);
    case OF_OPTION:
        return option_item(p, about->custom, &w, ret_item);
    case OF_ROW:
        return row_item(p, about->custom ? "member" : about->field->target, &w, ret_item);
    case OF_ID:
        return plain_id_item(p, &w, ret_item);
    case OF_TAG:
        *ret_item = item_new(p, ITEM_TEXT);
        (*ret_item)->text = arena_str(p->op->arena, w.text);
        return 0;
    case OF_WORDS:
    case OF_TEXT:
        return text_item(p, about, &w, ret_item);
    case OF_NOTHING:
        break;
    }
    return filter_fail(p, w.at, "filter.only_any", OP_ARGS({"field", v_text(about->name)}));
}

#include "planning/changes.h"
#include "base/utf8.h"
#include <stddef.h>
#include <stdlib.h>

const char *const change_kinds[] = {"due",      "start", "assign",      "split", "estimate",   "pin", "away",
                                    "overtime", "share", "add_project", "hold",  "dependency", NULL};

static const char *const dependency_types[] = {"finish_start", "start_start", "finish_finish", "start_finish", NULL};

enum part { /* of a change: how it is read */
            PART_ID,
            PART_DAY,
            PART_DAY_OR_NULL,
            PART_INT,
            PART_FLAG,
            PART_HARD,
            PART_TEXT,
            PART_PAIR,
            PART_TYPE
};

struct member {
    const char *key;
    enum part part;
    size_t at; /* in struct tried */
    int64_t least, most;
    bool optional;
};

#define ID(key, to)                                                                                                    \
    {                                                                                                                  \
        key, PART_ID, offsetof(struct tried, to), 0, 0, false                                                          \
    }
#define MAYBE_ID(key, to)                                                                                              \
    {                                                                                                                  \
        key, PART_ID, offsetof(struct tried, to), 0, 0, true                                                           \
    }
#define DAY(key, to)                                                                                                   \
    {                                                                                                                  \
        key, PART_DAY, offsetof(struct tried, to), 0, 0, false                                                         \
    }
#define INT(key, to, a, b)                                                                                             \
    {                                                                                                                  \
        key, PART_INT, offsetof(struct tried, to), a, b, false                                                         \
    }

#define MEMBERS_MAX 4
static const struct kind {
    struct member members[MEMBERS_MAX];
    const char *one_of[2]; /* exactly one of the two */
} kinds[CHANGE_KINDS] = {
    [CHANGE_DUE] = {{MAYBE_ID("task", task),
                     MAYBE_ID("project", project),
                     {"due", PART_DAY_OR_NULL, offsetof(struct tried, day), 0, 0, false},
                     {"hard", PART_HARD, offsetof(struct tried, hard), 0, 0, true}},
                    {"task", "project"}},
    [CHANGE_START] = {{ID("task", task), {"start", PART_DAY_OR_NULL, offsetof(struct tried, day), 0, 0, false}}},
    [CHANGE_ASSIGN] = {{ID("task", task), ID("member", member)}},
    [CHANGE_SPLIT] = {{ID("task", task), {"members", PART_PAIR, offsetof(struct tried, member), 0, 0, false}}},
    [CHANGE_ESTIMATE] = {{ID("task", task), INT("minutes", minutes, 0, PLAN_EFFORT_MOST *PLAN_SLOT_MIN)}},
    [CHANGE_PIN] = {{ID("task", task), {"pinned", PART_FLAG, offsetof(struct tried, pinned), 0, 0, true}}},
    [CHANGE_AWAY] = {{ID("member", member), DAY("first", day), DAY("last", last)}},
    [CHANGE_OVERTIME] = {{ID("member", member), DAY("first", day), DAY("last", last),
                          INT("day_min", minutes, 15, OVERTIME_MIN_MAX)}},
    [CHANGE_SHARE] = {{ID("client", client), {"percent", PART_INT, offsetof(struct tried, percent), 0, 100, true}}},
    [CHANGE_ADD_PROJECT] = {{ID("template", template),
                             MAYBE_ID("client", client),
                             {"name", PART_TEXT, offsetof(struct tried, name), 1, 200, false},
                             DAY("start", day)},
                            {"client", "client_name"}},
    [CHANGE_HOLD] = {{ID("project", project)}},
    [CHANGE_DEPENDENCY] = {{ID("task", task),
                            ID("predecessor", predecessor),
                            {"type", PART_TYPE, offsetof(struct tried, type), 0, 0, true},
                            {"lag_min", PART_INT, offsetof(struct tried, minutes), -6000000, 6000000, true}}},
};
/* The one that has five members. */
static const struct member client_name = {"client_name", PART_TEXT, offsetof(struct tried, client_name), 1, 200, true};

static struct str json_view(const json_t *v)
{
    return (struct str){json_string_value(v), json_string_length(v)};
}

static bool read_id(const json_t *v, void *to)
{
    return json_is_string(v) && id_parse(json_view(v), to) == 0;
}

static const char *read_day(const json_t *v, bool or_null, int32_t *to)
{
    if (json_is_null(v) && or_null) {
        *to = DAY_NONE;
        return NULL;
    }
    return json_is_string(v) && date_parse(json_view(v), to) == 0 ? NULL : "field.date";
}

static const char *read_pair(const json_t *v, struct tried *c)
{
    if (json_array_size(v) != 2 || !read_id(json_array_get(v, 0), &c->member) ||
        !read_id(json_array_get(v, 1), &c->second) || id_eq(c->member, c->second))
        return "change.pair";
    return NULL;
}

static const char *read_text(struct op *op, const json_t *v, const struct member *m, struct str *to)
{
    if (!json_is_string(v))
        return "field.text";
    *to = arena_str(op->arena, json_view(v));
    size_t n = utf8_count(*to);
    return n < (size_t)m->least ? "field.required" : n > (size_t)m->most ? "change.name" : NULL;
}

static const char *read_type(const json_t *v, uint32_t *to)
{
    if (json_is_null(v)) {
        *to = DEPENDENCY_GOES;
        return NULL;
    }
    for (uint32_t i = 0; json_is_string(v) && dependency_types[i]; i++)
        if (str_is(json_view(v), dependency_types[i])) {
            *to = i;
            return NULL;
        }
    return "change.type";
}

/* NULL, or what is wrong. A range is told by its own message. */
static const char *read_part(struct op *op, const json_t *v, const struct member *m, struct tried *c)
{
    void *to = (char *)c + m->at;
    switch (m->part) {
    case PART_ID:
        return read_id(v, to) ? NULL : "field.id";
    case PART_DAY:
    case PART_DAY_OR_NULL:
        return read_day(v, m->part == PART_DAY_OR_NULL, to);
    case PART_INT:
        if (!json_is_integer(v))
            return "field.whole";
        *(int64_t *)to = json_integer_value(v);
        return *(int64_t *)to < m->least || *(int64_t *)to > m->most ? "field.range" : NULL;
    case PART_FLAG:
        *(bool *)to = json_is_true(v);
        return json_is_boolean(v) ? NULL : "field.truth";
    case PART_HARD:
        *(int8_t *)to = json_is_true(v);
        return json_is_boolean(v) ? NULL : "field.truth";
    case PART_TEXT:
        return read_text(op, v, m, to);
    case PART_PAIR:
        return read_pair(v, c);
    case PART_TYPE:
        return read_type(v, to);
    }
    return NULL;
}

int change_fail(struct op *op, const struct tried_list *c, size_t i, const char *field, const char *message)
{
    return op_field_fail(op, arena_format(op->arena, "%s/%zu%s%s", c->pointer, i, *field ? "/" : "", field).at, message,
                         0, NULL);
}

static const struct member *member_of(enum tried_kind kind, const char *key)
{
    for (size_t i = 0; i < MEMBERS_MAX && kinds[kind].members[i].key; i++)
        if (strcmp(kinds[kind].members[i].key, key) == 0)
            return &kinds[kind].members[i];
    return kind == CHANGE_ADD_PROJECT && strcmp(key, client_name.key) == 0 ? &client_name : NULL;
}

static void read_members(struct op *op, const struct tried_list *list, size_t i, const json_t *object)
{
    struct tried *c = &list->at[i];
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)object, key, v)
    {
        const struct member *m = member_of(c->kind, key);
        if (!m && strcmp(key, "kind") == 0)
            continue;
        if (!m) {
            op_field_fail(op, arena_format(op->arena, "%s/%zu/%s", list->pointer, i, key).at, "field.unknown",
                          OP_ARGS({"name", v_text(str_of(key))}));
            continue;
        }
        if (m->optional && json_is_null(v) && m->part != PART_TYPE)
            continue;
        const char *wrong = read_part(op, v, m, c);
        if (wrong && strcmp(wrong, "field.range") == 0)
            op_field_fail(op, arena_format(op->arena, "%s/%zu/%s", list->pointer, i, key).at, wrong,
                          OP_ARGS({"min", v_int(m->least)}, {"max", v_int(m->most)}));
        else if (wrong)
            change_fail(op, list, i, key, wrong);
    }
}

static bool given(const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);
    return v && !json_is_null(v);
}

static void demand_members(struct op *op, const struct tried_list *list, size_t i, const json_t *object)
{
    const struct kind *k = &kinds[list->at[i].kind];
    for (size_t n = 0; n < MEMBERS_MAX && k->members[n].key; n++)
        if (!k->members[n].optional && !json_object_get(object, k->members[n].key))
            change_fail(op, list, i, k->members[n].key, "field.required");
    if (k->one_of[0] && given(object, k->one_of[0]) == given(object, k->one_of[1]))
        change_fail(op, list, i, k->one_of[0], "change.one_of");
}

static void check_days(struct op *op, const struct tried_list *list, size_t i)
{
    const struct tried *c = &list->at[i];
    int32_t most = c->kind == CHANGE_AWAY ? AWAY_DAYS_MAX : OVERTIME_DAYS_MAX;
    if (c->kind != CHANGE_AWAY && c->kind != CHANGE_OVERTIME)
        return;
    if (c->last < c->day)
        change_fail(op, list, i, "last", "field.before_start");
    else if ((int64_t)c->last - c->day >= most)
        op_field_fail(op, arena_format(op->arena, "%s/%zu/last", list->pointer, i).at, "change.too_long",
                      OP_ARGS({"max", v_int(most)}));
}

static void read_change(struct op *op, const struct tried_list *list, size_t i, const json_t *object)
{
    struct tried *c = &list->at[i];
    const json_t *name = json_object_get(object, "kind");
    int kind = 0;
    *c = (struct tried){.hard = -1, .pinned = true, .percent = -1, .day = DAY_NONE, .last = DAY_NONE};
    while (change_kinds[kind] && !(json_is_string(name) && str_is(json_view(name), change_kinds[kind])))
        kind++;
    if (!json_is_object(object) || kind == CHANGE_KINDS) {
        change_fail(op, list, i, json_is_object(object) ? "kind" : "", "change.kind");
        return;
    }
    c->kind = (enum tried_kind)kind;
    int before = op->problem.code;
    read_members(op, list, i, object);
    demand_members(op, list, i, object);
    if (op->problem.code == before)
        check_days(op, list, i);
}

int changes_parse(struct op *op, const char *pointer, const json_t *list, struct tried_list *ret)
{
    *ret = (struct tried_list){.pointer = pointer, .n = json_array_size(list)};
    if (!json_is_array(list))
        return op_field_fail(op, pointer, "change.list", 0, NULL);
    if (ret->n > CHANGES_MAX)
        return op_field_fail(op, pointer, "field.too_many", OP_ARGS({"max", v_int(CHANGES_MAX)}));
    ret->at = arena_array(op->arena, struct tried, ret->n + 1);
    for (size_t i = 0; i < ret->n; i++)
        read_change(op, ret, i, json_array_get(list, i));
    return op->problem.code;
}

int changes_valid(struct op *op, const char *pointer, const json_t *list)
{
    struct tried_list changes;
    return changes_parse(op, pointer, list, &changes);
}

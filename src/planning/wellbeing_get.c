/* GET /wellbeing: what a person is told about their own load; and that they put a note aside. */
#include "base/json_out.h"
#include "planning/say.h"
#include "planning/wellbeing.h"
#include "time/time.h"

struct telling {
    struct op *op;
    const struct wellbeing *now, *before; /* before: what managers see */
    int32_t first;
    int32_t hidden_until[WELLBEING_KINDS]; /* 0: not put aside */
};

static int64_t hours(int64_t minutes)
{
    return (minutes + 30) / 60;
}

static void number(struct json *j, const char *key, int64_t n)
{
    json_key(j, key);
    json_int(j, n);
}

/* ---- in words ---- */

static struct str note_text(const struct telling *t, enum wellbeing_kind kind)
{
    int64_t after = 0;
    for (int w = 0; w < WELLBEING_WEEKS; w++)
        after += t->now->week[w].after;
    struct str key = arena_format(t->op->arena, "wellbeing.%s", wellbeing_names[kind]);
    return SAY(t->op, key.at, message_int("weeks", t->now->weeks[kind]), message_int("of", WELLBEING_WEEKS),
               message_int("hours", hours(after)));
}

/* Why a week counts. */
static struct str week_text(const struct telling *t, enum wellbeing_kind kind, int number)
{
    const struct wellbeing_week *w = &t->now->week[number];
    const char *name = wellbeing_names[kind];
    if (kind == WELLBEING_OVERLOAD)
        name = w->worked >= wellbeing_too_much(w)    ? "overload"
               : w->planned >= wellbeing_too_much(w) ? "planned"
                                                     : "long_days";
    struct str key = arena_format(t->op->arena, "wellbeing_week.%s", name);
    return SAY(t->op, key.at, message_day("week", t->first + 7 * number), message_int("worked", hours(w->worked)),
               message_int("planned", hours(w->planned)), message_int("capacity", hours(w->capacity)),
               message_int("after", hours(w->after)),
               message_int("days", kind == WELLBEING_CLIENTS ? w->scattered_days : w->long_days));
}

/* ---- JSON ---- */

static void write_note(const struct telling *t, struct json *j, enum wellbeing_kind kind)
{
    struct op *op = t->op;
    bool told = wellbeing_notes(t->before, kind);
    json_object_start(j);
    json_key(j, "kind");
    json_text(j, wellbeing_names[kind]);
    json_key(j, "text");
    json_str(j, note_text(t, kind));
    json_key(j, "why");
    json_array_start(j);
    for (int w = WELLBEING_WEEKS - 1; w >= 0; w--)
        if (t->now->week[w].counts[kind])
            json_str(j, week_text(t, kind, w));
    json_array_end(j);
    json_key(j, "help");
    struct str help = arena_format(op->arena, "wellbeing_help.%s", wellbeing_names[kind]);
    json_str(j, SAY_PLAIN(op, help.at));
    /* since when managers see the figure: null, they do already */
    json_key(j, "managers_from");
    if (told || kind == WELLBEING_CLIENTS)
        json_none(j);
    else
        json_date(j, week_of(op->today) + WELLBEING_FIRST_DAYS);
    json_key(j, "managers_see");
    json_bool(j, told && kind != WELLBEING_CLIENTS);
    json_key(j, "hidden_until");
    if (t->hidden_until[kind] == 0)
        json_none(j);
    else
        json_date(j, t->hidden_until[kind]);
    json_object_end(j);
}

static void write_week(const struct telling *t, struct json *j, int w)
{
    const struct wellbeing_week *week = &t->now->week[w];
    json_object_start(j);
    json_key(j, "week");
    json_date(j, t->first + 7 * w);
    number(j, "capacity_min", week->capacity);
    number(j, "worked_min", week->worked);
    number(j, "planned_min", week->planned);
    number(j, "after_hours_min", week->after);
    json_key(j, "counts");
    json_array_start(j);
    for (int kind = 0; kind < WELLBEING_KINDS; kind++)
        if (week->counts[kind])
            json_text(j, wellbeing_names[kind]);
    json_array_end(j);
    json_object_end(j);
}

static int kind_of(struct str name)
{
    for (int kind = 0; kind < WELLBEING_KINDS; kind++)
        if (str_is(name, wellbeing_names[kind]))
            return kind;
    return -1;
}

static int read_hidden(struct telling *t)
{
    ROWS rows = {0};
    int err =
        op_query(t->op, &rows, "SELECT kind, until FROM @wellbeing_hidden WHERE until > $1", ARGS(v_int(t->op->today)));
    while (!err && (err = rows_next(&rows)) == 1) {
        int kind = kind_of(row_text(&rows, 0));
        if (kind >= 0)
            t->hidden_until[kind] = (int32_t)row_int(&rows, 1);
        err = 0;
    }
    return err;
}

int wellbeing_get(struct op *op, struct request *req, struct reply *reply)
{
    (void)req;
    struct telling t = {.op = op, .first = wellbeing_first(op->today)};
    struct wellbeing *now, *before;
    size_t n;
    int err = wellbeing_make(op, op->scope.me, op->today, &now, &n);
    err = err ? err : wellbeing_make(op, op->scope.me, op->today - WELLBEING_FIRST_DAYS, &before, &n);
    err = err ? err : read_hidden(&t);
    if (err)
        return err;
    t.now = now;
    t.before = before;
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "notes");
    json_array_start(&j);
    for (int kind = 0; kind < WELLBEING_KINDS; kind++)
        if (wellbeing_notes(now, kind))
            write_note(&t, &j, kind);
    json_array_end(&j);
    json_key(&j, "weeks");
    json_array_start(&j);
    for (int w = 0; w < WELLBEING_WEEKS; w++)
        write_week(&t, &j, w);
    json_array_end(&j);
    json_object_end(&j);
    return 0;
}

/* ---- put aside ---- */

int wellbeing_hide_post(struct op *op, struct request *req, struct reply *reply)
{
    struct str name;
    body_only(op, req->json, "kind");
    body_text(op, req->json, "kind", true, 40, &name);
    if (!op->problem.code && kind_of(name) < 0)
        op_field_fail(op, "/kind", "field.choice", OP_ARGS({"choices", v_text(STR("after_hours, overload, clients"))}));
    if (op->problem.code)
        return op->problem.code;
    int32_t until = op->today + WELLBEING_HIDE_DAYS;
    int err = op_exec(op,
                      "INSERT INTO wellbeing_hidden (ws, member, kind, until) VALUES ($ws, $me, $1, $2) ON CONFLICT "
                      "(ws, member, kind) DO UPDATE SET until = excluded.until",
                      ARGS(v_text(name), v_int(until)));
    if (err)
        return err;
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "kind");
    json_str(&j, name);
    json_key(&j, "hidden_until");
    json_date(&j, until);
    json_object_end(&j);
    return 0;
}

/* What stands in people's calendars: planned, by hand, routines, outside, time off. Of what the reader may not see,
 * that the time is taken. */
#include "locale/zone.h"
#include "planning/force.h"
#include "planning/handlers.h"
#include "planning/index.h"
#include "planning/planning.h"
#include "time/calendar.h"
#include <stdlib.h>

#define RANGE_DAYS_MOST 100
#define DAYS_USUAL      7

struct item {
    int64_t start_us, end_us;
    struct id member;
    struct str json;
};
struct items {
    struct item *at;
    size_t n, room;
};
/* A time that was told in full, so that it is not told again as taken. */
struct seen {
    struct id member;
    int64_t start_us, end_us;
};
struct work {
    struct op *op;
    const struct block_range *range;
    struct items items;
    struct seen *seen;
    size_t seen_n, seen_room;
    int64_t planned_min;
};

static struct item *add_item(struct work *w, struct id member, int64_t start_us, int64_t end_us)
{
    struct items *x = &w->items;
    if (x->n == x->room) {
        size_t more = x->room ? x->room * 2 : 64;
        x->at = arena_grow(w->op->arena, x->at, x->room * sizeof *x->at, more * sizeof *x->at);
        x->room = more;
    }
    struct item *item = &x->at[x->n++];
    *item = (struct item){.start_us = start_us, .end_us = end_us, .member = member};
    return item;
}

static void add_seen(struct work *w, struct id member, int64_t start_us, int64_t end_us)
{
    if (w->seen_n == w->seen_room) {
        size_t more = w->seen_room ? w->seen_room * 2 : 64;
        w->seen = arena_grow(w->op->arena, w->seen, w->seen_room * sizeof *w->seen, more * sizeof *w->seen);
        w->seen_room = more;
    }
    w->seen[w->seen_n++] = (struct seen){member, start_us, end_us};
}

static bool was_seen(const struct work *w, struct id member, int64_t start_us)
{
    for (size_t i = 0; i < w->seen_n; i++)
        if (w->seen[i].start_us == start_us && id_eq(w->seen[i].member, member))
            return true;
    return false;
}

static bool in_full(const struct op *op, struct id member)
{
    return op->scope.variant == SCOPE_ALL || id_eq(member, op->scope.me);
}

/* ---- JSON of one ---- */

struct face {
    struct id block, task, client, project;
    struct str title, kind, source, state;
    bool locked;
    int64_t setup_min;
    struct str why, now, terms, client_name;
    struct str tasks; /* of a batch, ids one after the other */
};

static void write_text(struct json *j, const char *key, struct str text)
{
    json_key(j, key);
    if (text.n)
        json_str(j, text);
    else
        json_none(j);
}

static void put(struct work *w, struct item *item, const struct face *f)
{
    struct buf out;
    struct json j;
    buf_init(&out, (size_t)64 * 1024);
    json_init(&j, &out);
    json_object_start(&j);
    json_key(&j, "member");
    json_id(&j, item->member);
    json_key(&j, "start");
    json_instant(&j, item->start_us);
    json_key(&j, "end");
    json_instant(&j, item->end_us);
    json_key(&j, "kind");
    json_str(&j, f->kind);
    if (f->source.n) {
        json_id_or_none(&j, "block", f->block);
        json_id_or_none(&j, "task", f->task);
        json_id_or_none(&j, "client", f->client);
        json_id_or_none(&j, "project", f->project);
        write_text(&j, "title", f->title);
        json_key(&j, "tasks");
        json_array_start(&j);
        for (size_t i = 0; i < f->tasks.n / sizeof(struct id); i++)
            json_id(&j, id_at(f->tasks, i));
        json_array_end(&j);
        json_key(&j, "setup_min");
        json_int(&j, f->setup_min);
        write_text(&j, "state", f->state);
        json_key(&j, "locked");
        json_bool(&j, f->locked);
        json_key(&j, "source");
        json_str(&j, f->source);
        write_text(&j, "why", f->why);
        write_text(&j, "now", f->now);
        json_key(&j, "terms");
        tell_terms(w->op, &j, f->terms, f->client_name);
    }
    json_object_end(&j);
    item->json = arena_str(w->op->arena, buf_view(&out));
    buf_release(&out);
}

static void put_busy(struct work *w, struct id member, int64_t start_us, int64_t end_us)
{
    put(w, add_item(w, member, start_us, end_us), &(struct face){.kind = STR("busy")});
}

/* ---- the statements ---- */

/* "… IN ($3, $4 …)", of few shapes: the last member again until there are 1, 4, 16 or 64. */
static size_t members_args(const struct block_range *r, struct value args[2 + BLOCK_MEMBERS_MAX], struct buf *sql)
{
    size_t shape = 1;
    while (shape < r->n)
        shape *= 4;
    args[0] = v_int(r->until_us);
    args[1] = v_int(r->from_us);
    buf_text(sql, "(");
    for (size_t i = 0; i < shape; i++) {
        args[2 + i] = v_id(r->members[i < r->n ? i : r->n - 1]);
        buf_format(sql, "%s$%zu", i ? ", " : "", i + 3);
    }
    buf_text(sql, ")");
    return 2 + shape;
}

static int query(struct work *w, bool as_program, const char *select, const char *member, struct rows *rows)
{
    struct value args[2 + BLOCK_MEMBERS_MAX];
    struct buf sql;
    buf_init(&sql, 16000);
    buf_format(&sql, "%s AND %s IN ", select, member);
    size_t n = members_args(w->range, args, &sql);
    buf_char(&sql, 0);
    int err = as_program ? op_query_system(w->op, rows, sql.at, n, args) : op_query(w->op, rows, sql.at, n, args);
    buf_release(&sql);
    return err;
}

enum {
    P_MEMBER,
    P_START,
    P_END,
    P_TASK,
    P_CLIENT,
    P_PROJECT,
    P_TITLE,
    P_SETUP,
    P_WHY,
    P_WHY_REF,
    P_WHY_UNTIL,
    P_TERMS,
    P_CLIENT_NAME,
    P_WHY_TITLE,
    P_WHY_NAME,
    P_RUNNER_UP,
    P_EQUIPMENT,
    P_AUTO
};
static const char planned[] =
    "SELECT b.member, b.start, b.\"end\", b.task, b.client, b.project, t.title, b.setup_min, b.why, b.why_ref, "
    "b.why_until, b.terms, c.name, wt.title, wm.name, r.title, e.name, m.auto_plan FROM @planned_block b "
    "JOIN @task t ON t.id = b.task JOIN @member m ON m.id = b.member LEFT JOIN @client c ON c.id = b.client "
    "LEFT JOIN @task wt ON wt.id = b.why_ref LEFT JOIN @planned_task wp ON wp.task = b.why_ref "
    "LEFT JOIN @member wm ON wm.id = wp.member LEFT JOIN @task r ON r.id = b.runner_up "
    "LEFT JOIN @equipment e ON e.id = b.why_ref WHERE t.deleted IS NULL AND b.start < $1 AND b.\"end\" > $2";

static void put_planned(struct work *w, const struct rows *r)
{
    struct op *op = w->op;
    struct str why = row_text(r, P_WHY);
    bool thing = str_is(why, "equipment");
    struct tell_why tw = {.why = why,
                          .refers = !row_is_null(r, P_WHY_REF) && !thing,
                          .title = thing ? row_text(r, P_EQUIPMENT) : row_text(r, P_WHY_TITLE),
                          .name = row_text(r, P_WHY_NAME),
                          .until_us = row_int(r, P_WHY_UNTIL)};
    struct face f = {.task = row_id(r, P_TASK),
                     .client = row_id(r, P_CLIENT),
                     .project = row_id(r, P_PROJECT),
                     .title = row_text(r, P_TITLE),
                     .kind = STR("task"),
                     .source = STR("plan"),
                     .state = row_int(r, P_AUTO) ? STR("planned") : STR("proposed"),
                     .setup_min = row_int(r, P_SETUP),
                     .terms = row_text(r, P_TERMS),
                     .client_name = row_text(r, P_CLIENT_NAME)};
    f.why = tell_why(op, &tw);
    f.now = tell_now(op, f.terms, f.client_name, row_text(r, P_RUNNER_UP));
    struct item *item = add_item(w, row_id(r, P_MEMBER), row_int(r, P_START), row_int(r, P_END));
    put(w, item, &f);
    add_seen(w, item->member, item->start_us, item->end_us);
    w->planned_min += (item->end_us - item->start_us) / (60 * US_PER_S);
}

static int put_all_planned(struct work *w)
{
    ROWS rows = {0};
    int err = query(w, false, planned, "b.member", &rows);
    while (!err && (err = rows_next(&rows)) == 1) {
        put_planned(w, &rows);
        err = 0;
    }
    return err;
}

enum {
    H_ID,
    H_MEMBER,
    H_START,
    H_END,
    H_KIND,
    H_TASK,
    H_CLIENT,
    H_PROJECT,
    H_TITLE,
    H_STATE,
    H_LOCKED,
    H_TASK_TITLE,
    H_SEEN,
    H_TASKS,
    H_CLIENT_SEEN
};

/* Those that are there for the reader, or at all; in the order of `ids`. */
static int tasks_there(struct op *op, struct str ids, bool as_program, struct str *ret_there)
{
    static const char sql[] = "SELECT t.id FROM @task t WHERE t.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
                              "$12, $13, $14, $15, $16, $17, $18, $19, $20)";
    size_t n = ids.n / sizeof(struct id), found_n = 0, there_n = 0;
    struct value args[BATCH_MOST];
    struct id found[BATCH_MOST], *there = arena_array(op->arena, struct id, BATCH_MOST);
    ROWS rows = {0};
    n = n < BATCH_MOST ? n : BATCH_MOST;
    *ret_there = (struct str){0};
    if (n == 0)
        return 0;
    for (size_t i = 0; i < BATCH_MOST; i++)
        args[i] = v_id(id_at(ids, i < n ? i : n - 1));
    int err = (as_program ? op_query_system : op_query)(op, &rows, sql, BATCH_MOST, args);
    while (!err && (err = rows_next(&rows)) == 1) {
        found[found_n++] = row_id(&rows, 0);
        err = 0;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < found_n; k++)
            if (id_eq(found[k], id_at(ids, i)))
                there[there_n++] = found[k];
    *ret_there = (struct str){(const char *)there, there_n * sizeof *there};
    return err;
}

/* What of a block by hand the reader may not see. A task that was moved to where they do not see it, and a batch with
 * such a task or client, is only a time that is taken. */
static int mask_by_hand(struct op *op, const struct rows *r, struct face *f)
{
    struct str tasks, all;
    bool hidden = !row_is_null(r, H_TASK) && row_is_null(r, H_SEEN);
    int err = tasks_there(op, f->tasks, false, &tasks);
    all = tasks;
    if (!err && tasks.n < f->tasks.n && op->scope.variant != SCOPE_ALL)
        err = tasks_there(op, f->tasks, true, &all);
    f->tasks = tasks;
    hidden |= tasks.n < all.n;
    if (!row_is_null(r, H_CLIENT) && row_is_null(r, H_CLIENT_SEEN)) {
        f->client = f->project = (struct id){{0}};
        hidden |= str_is(f->kind, "batch");
    }
    if (hidden)
        *f = (struct face){.block = f->block,
                           .kind = f->kind,
                           .source = f->source,
                           .state = f->state,
                           .locked = f->locked,
                           .tasks = tasks};
    return err;
}

static int put_by_hand(struct work *w)
{
    ROWS rows = {0};
    int err =
        query(w, false,
              "SELECT b.id, b.member, b.start, b.\"end\", b.kind, b.task, b.client, b.project, b.title, b.state, "
              "b.locked, t.title, t.id, b.tasks, c.id FROM @block b LEFT JOIN @task t ON t.id = b.task "
              "LEFT JOIN @client c ON c.id = b.client WHERE b.deleted IS NULL AND b.start < $1 AND b.\"end\" > $2",
              "b.member", &rows);
    while (!err && (err = rows_next(&rows)) == 1) {
        struct face f = {.block = row_id(&rows, H_ID),
                         .task = row_id(&rows, H_TASK),
                         .client = row_id(&rows, H_CLIENT),
                         .project = row_id(&rows, H_PROJECT),
                         .title =
                             row_is_null(&rows, H_TITLE) ? row_text(&rows, H_TASK_TITLE) : row_text(&rows, H_TITLE),
                         .kind = row_text(&rows, H_KIND),
                         .source = STR("hand"),
                         .state = row_text(&rows, H_STATE),
                         .locked = row_int(&rows, H_LOCKED) != 0,
                         .tasks = ids_of(&rows, H_TASKS)};
        if ((err = mask_by_hand(w->op, &rows, &f)))
            return err;
        struct item *item = add_item(w, row_id(&rows, H_MEMBER), row_int(&rows, H_START), row_int(&rows, H_END));
        put(w, item, &f);
        add_seen(w, item->member, item->start_us, item->end_us);
        if (str_is(f.kind, "task") || str_is(f.kind, "batch"))
            w->planned_min += (item->end_us - item->start_us) / (60 * US_PER_S);
    }
    return err;
}

/* What is there and was not told. */
static int put_rest(struct work *w, const char *select)
{
    ROWS rows = {0};
    int err = query(w, true, select, "b.member", &rows);
    while (!err && (err = rows_next(&rows)) == 1) {
        struct id member = row_id(&rows, 0);
        if (!was_seen(w, member, row_int(&rows, 1)))
            put_busy(w, member, row_int(&rows, 1), row_int(&rows, 2));
        err = 0;
    }
    return err;
}

static void put_span(struct work *w, struct id member, const struct time_span *s)
{
    static const char *const sources[] = {
        [TIME_ROUTINE] = "routine", [TIME_OUTSIDE] = "outside", [TIME_OFF] = "time_off", [TIME_HOLIDAY] = "time_off"};
    static const char *const kinds[] = {
        [TIME_ROUTINE] = "routine", [TIME_OUTSIDE] = "busy", [TIME_OFF] = "time_off", [TIME_HOLIDAY] = "holiday"};
    if (!in_full(w->op, member) && s->kind != TIME_HOLIDAY) {
        put_busy(w, member, s->start_us, s->end_us);
        return;
    }
    struct face f = {.client = s->client,
                     .title = s->title,
                     .kind = s->kind == TIME_ROUTINE && s->part ? str_of(s->part) : str_of(kinds[s->kind]),
                     .source = str_of(sources[s->kind]),
                     .state = STR("planned"),
                     .locked = true};
    put(w, add_item(w, member, s->start_us, s->end_us), &f);
}

static int put_spans(struct work *w)
{
    const struct block_range *r = w->range;
    struct time_span *spans;
    size_t n;
    int err = time_spans(w->op, r->n == 1 ? r->members[0] : (struct id){{0}}, r->from_us, r->until_us, &spans, &n);
    for (size_t i = 0; i < n && !err; i++)
        for (size_t k = 0; k < r->n; k++)
            if (id_eq(spans[i].member, r->members[k]))
                put_span(w, spans[i].member, &spans[i]);
    return err;
}

static int by_start(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    if (x->start_us != y->start_us)
        return x->start_us < y->start_us ? -1 : 1;
    int c = memcmp(x->member.byte, y->member.byte, sizeof x->member.byte);
    return c ? c : x->end_us < y->end_us ? -1 : x->end_us > y->end_us;
}

int blocks_write(struct op *op, const struct block_range *range, struct json *j, int64_t *ret_planned_min)
{
    struct work w = {.op = op, .range = range};
    bool all = true;
    for (size_t i = 0; i < range->n; i++)
        all &= in_full(op, range->members[i]);
    int err = put_all_planned(&w);
    if (!err)
        err = put_by_hand(&w);
    /* who sees own tasks only learns nothing of the others' days; one's own work of a client that was taken away is
     * there */
    if (!err && op->scope.variant != SCOPE_ALL && (all || op->scope.variant != SCOPE_ASSIGNED)) {
        err = put_rest(
            &w, "SELECT b.member, b.start, b.\"end\" FROM @planned_block b WHERE b.start < $1 AND b.\"end\" > $2");
        if (!err)
            err = put_rest(
                &w, "SELECT b.member, b.start, b.\"end\" FROM @block b WHERE b.deleted IS NULL AND b.start < $1 AND "
                    "b.\"end\" > $2");
    }
    if (!err && (all || op->scope.variant != SCOPE_ASSIGNED))
        err = put_spans(&w);
    if (w.items.n > 1)
        qsort(w.items.at, w.items.n, sizeof *w.items.at, by_start);
    json_array_start(j);
    for (size_t i = 0; i < w.items.n; i++)
        json_raw(j, w.items.at[i].json);
    json_array_end(j);
    if (ret_planned_min)
        *ret_planned_min = w.planned_min;
    return err;
}

/* ---- GET /plan/blocks ---- */

static int read_members(struct op *op, struct request *req, struct id members[BLOCK_MEMBERS_MAX], size_t *ret_n)
{
    struct str text = request_query(req, "member");
    size_t n = 0;
    while (text.n > 0) {
        const char *comma = memchr(text.at, ',', text.n);
        struct str one = {text.at, comma ? (size_t)(comma - text.at) : text.n};
        struct id id;
        text = comma ? (struct str){comma + 1, text.n - one.n - 1} : (struct str){0};
        if (n == BLOCK_MEMBERS_MAX || id_parse(one, &id))
            return op_field_fail(op, "?member", n == BLOCK_MEMBERS_MAX ? "plan.members_most" : "field.id", 0, NULL);
        members[n++] = id;
    }
    if (n == 0)
        members[n++] = op->scope.me;
    *ret_n = n;
    return 0;
}

int plan_blocks_get(struct op *op, struct request *req, struct reply *reply)
{
    struct id members[BLOCK_MEMBERS_MAX];
    struct block_range range = {.members = members};
    struct row *plan;
    int err = read_members(op, req, members, &range.n);
    if (err || (err = request_query_instant(op, req, "from", &range.from_us)) ||
        (err = request_query_instant(op, req, "until", &range.until_us)) || (err = plan_in_force(op, &plan)))
        return err;
    if (range.from_us == 0)
        range.from_us = zone_instant(op->zone, op->today, 0);
    if (range.until_us == 0)
        range.until_us = range.from_us + DAYS_USUAL * US_PER_DAY;
    if (range.until_us <= range.from_us || range.until_us - range.from_us > RANGE_DAYS_MOST * US_PER_DAY)
        return op_field_fail(op, "?until", "plan.range", OP_ARGS({"days", v_int(RANGE_DAYS_MOST)}));
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "hash");
    json_str(&j, plan ? row_get_text(plan, "hash") : STR(""));
    json_key(&j, "items");
    err = blocks_write(op, &range, &j, NULL);
    json_object_end(&j);
    return err;
}

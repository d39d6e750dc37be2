#include "base/json_out.h"
#include "locale/zone.h"
#include "planning/decide.h"
#include "planning/priorities.h"
#include "planning/say.h"
#include "planning/seen.h"
#include "resource/list_query.h"
#include "work/work.h"

#define WORKDAY 32

struct telling {
    struct op *op;
    const struct snapshot *s;
    const struct priority *p;
};

static struct str say_number(const struct telling *t, const char *key, int64_t n)
{
    return SAY(t->op, key, message_int("n", n));
}

static struct str say_near(const struct telling *t)
{
    int32_t slack = t->p->slack;
    if (slack == SLACK_NONE)
        return SAY_PLAIN(t->op, "score.no_due");
    int32_t day = zone_day(t->s->zone, snapshot_instant(t->s, t->p->needed) - 1);
    const char *key = day < t->op->today ? "score.overdue" : slack < 0 ? "score.too_late" : "score.slack";
    return SAY(t->op, key, message_day("day", day), message_int("days", slack / WORKDAY),
               message_int("hours", slack / 4));
}

static struct str say_term(const struct telling *t, enum priority_term term)
{
    const struct snapshot_task *row = &t->s->task[t->p->task];
    uint32_t project = t->s->tasks[t->p->task].project, client = t->s->projects[project].client;
    switch (term) {
    case PRIORITY_CLIENT:
        return say_number(t, "score.client", t->s->client[client].importance);
    case PRIORITY_PROJECT:
        return say_number(t, "score.project", t->s->project[project].importance);
    case PRIORITY_IMPACT:
        return say_number(t, "score.impact", row->impact);
    case PRIORITY_SAID:
        return say_number(t, "score.said", row->priority);
    case PRIORITY_NEAR:
        return say_near(t);
    case PRIORITY_EFFORT:
        return SAY(t->op, "score.effort", message_int("hours", row->left_min / 60),
                   message_int("minutes", row->left_min % 60));
    case PRIORITY_TERMS:
        break;
    }
    return (struct str){0};
}

static void write_terms(const struct telling *t, struct json *j)
{
    json_key(j, "terms");
    json_array_start(j);
    for (int i = 0; i < PRIORITY_TERMS; i++) {
        if (t->p->term[i] == 0 && i != PRIORITY_NEAR)
            continue;
        json_object_start(j);
        json_key(j, "key");
        json_text(j, priority_terms[i]);
        json_key(j, "value");
        json_int(j, t->p->term[i]);
        json_key(j, "text");
        json_str(j, say_term(t, (enum priority_term)i));
        json_object_end(j);
    }
    json_array_end(j);
}

static void write_item(const struct telling *t, struct json *j)
{
    const struct priority *p = t->p;
    const struct snapshot_task *row = &t->s->task[p->task];
    json_object_start(j);
    json_key(j, "task");
    json_id(j, row->id);
    json_key(j, "title");
    json_str(j, row->title);
    json_key(j, "client");
    json_id(j, row->client_id);
    json_key(j, "project");
    json_id(j, row->project_id);
    json_key(j, "score");
    json_int(j, p->score);
    json_key(j, "class");
    json_text(j, priority_classes[p->class]);
    json_key(j, "important");
    json_bool(j, p->important);
    json_key(j, "urgent");
    json_bool(j, p->urgent);
    write_terms(t, j);
    json_object_end(j);
}

/* The tasks that the filter leaves, as flags; NULL where there is no filter. */
static int filtered(struct op *op, const struct request *req, const struct snapshot *s, const bool **ret)
{
    struct str text = request_query(req, "filter");
    struct filter *filter;
    *ret = NULL;
    if (text.n == 0)
        return 0;
    int err = filter_parse(op, &task_resource, text, &filter);
    if (err)
        return err;
    bool *flags = arena_array(op->arena, bool, s->in.task_n + 1);
    SQL_TEXT sql;
    ROWS rows = {0};
    sql_text_init(op, &sql);
    buf_text(sql.text, "SELECT t.id");
    if ((err = list_write_from(op, filter, "", false, &sql)) || (err = sql_text_query(op, &sql, &rows)))
        return err;
    while ((err = rows_next(&rows)) == 1) {
        uint32_t i = snapshot_task_of(s, row_id(&rows, 0));
        if (i != PLAN_NONE)
            flags[i] = true;
    }
    *ret = flags;
    return err;
}

static int write_all(struct op *op, const struct request *req, const struct computed *c, struct json *j)
{
    struct priorities all = priorities_of(op->arena, c);
    const bool *left;
    struct seen seen;
    struct id client;
    int64_t limit;
    int err = request_query_id(op, req, "client", &client);
    if (err || (err = request_query_int(op, req, "limit", 1000, 1, 10000, &limit)) ||
        (err = seen_read(op, c->snapshot, &seen)) || (err = filtered(op, req, c->snapshot, &left)))
        return err;
    json_object_start(j);
    json_key(j, "items");
    json_array_start(j);
    int64_t n = 0;
    for (uint32_t i = 0; i < all.n; i++) {
        uint32_t task = all.at[i].task;
        bool wanted = id_is_zero(client) || id_eq(client, c->snapshot->task[task].client_id);
        if (!wanted || !seen_task(&seen, task) || (left && !left[task]) || n++ >= limit)
            continue;
        write_item(&(struct telling){op, c->snapshot, &all.at[i]}, j);
    }
    json_array_end(j);
    json_key(j, "total");
    json_int(j, n);
    json_object_end(j);
    return 0;
}

int priorities_get(struct op *op, struct request *req, struct reply *reply)
{
    const struct current *current;
    int err = current_get(op, &current);
    if (err)
        return err;
    struct json j = reply_json(reply);
    err = write_all(op, req, current_plan(current), &j);
    current_release(current);
    return err;
}

/* What was agreed: of each project the newest baseline, task by task, beside the plan in force. */
#include "base/json_value.h"
#include "locale/zone.h"
#include "planning/handlers.h"
#include "planning/index.h"
#include "planning/planning.h"

struct agreed {                  /* begins with its id, for the index */
    struct id task, project;     /* where it is now: another project's baseline says nothing of it */
    int64_t start_us, finish_us; /* 0: none */
    bool told;
};
struct agreed_project {
    struct id project, baseline;
    struct str name;
    int64_t taken_us, finish_us, now_us;
};
struct agreement {
    struct op *op;
    struct agreed *task;
    struct id_index index; /* of the tasks */
    struct agreed_project *project;
    size_t n, room, project_n, project_room;
};

static int64_t instant_of(const json_t *task, const char *key)
{
    const char *text = json_string_value(json_object_get(task, key));
    int64_t time;
    return text && instant_parse(str_of(text), &time) == 0 ? time : 0;
}

static void *room_for(struct op *op, void *at, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return at;
    size_t more = *room ? 2 * *room : 64;
    at = arena_grow(op->arena, at, *room * size, more * size);
    *room = more;
    return at;
}

enum { B_ID, B_PROJECT, B_NAME, B_TAKEN, B_BODY };

static void read_baseline(struct agreement *a, const struct rows *r)
{
    struct agreed_project p = {.project = row_id(r, B_PROJECT),
                               .baseline = row_id(r, B_ID),
                               .name = arena_str(a->op->arena, row_text(r, B_NAME)),
                               .taken_us = row_int(r, B_TAKEN)};
    struct str body = row_text(r, B_BODY);
    json_auto_t *json = json_loadb(body.at, body.n, 0, NULL);
    size_t i;
    json_t *task;
    json_array_foreach(json_object_get(json, "tasks"), i, task)
    {
        const char *id = json_string_value(json_object_get(task, "task"));
        struct agreed one = {.start_us = instant_of(task, "start"), .finish_us = instant_of(task, "finish")};
        if (!id || id_parse(str_of(id), &one.task) != 0)
            continue;
        p.finish_us = one.finish_us > p.finish_us ? one.finish_us : p.finish_us;
        uint32_t at = id_index_find(&a->index, one.task);
        if (at == UINT32_MAX || !id_eq(a->task[at].project, p.project))
            continue;
        a->task[at].start_us = one.start_us;
        a->task[at].finish_us = one.finish_us;
        a->task[at].told = true;
    }
    a->project = room_for(a->op, a->project, a->project_n, &a->project_room, sizeof *a->project);
    a->project[a->project_n++] = p;
}

#define NEWEST                                                                                                         \
    "b.deleted IS NULL AND NOT EXISTS (SELECT 1 FROM @baseline n WHERE n.project = b.project AND n.deleted IS NULL "   \
    "AND (n.taken > b.taken OR (n.taken = b.taken AND n.id > b.id)))"

/* With the project, or without one. */
static int ask(struct op *op, struct rows *rows, const char *sql, const char *more, struct id project, const char *end)
{
    struct buf text;
    struct value arg = v_id(project);
    buf_init(&text, 2000);
    buf_format(&text, "%s%s%s%c", sql, id_is_zero(project) ? "" : more, end, 0);
    int err = op_query(op, rows, text.at, id_is_zero(project) ? 0 : 1, &arg);
    buf_release(&text);
    return err;
}

static void write_day(const struct op *op, struct json *j, const char *key, int64_t time_us)
{
    json_key(j, key);
    if (time_us)
        json_date(j, zone_day(op->zone, time_us - 1)); /* what ends at midnight ends on the day before */
    else
        json_none(j);
}

/* Those that the reader sees, of projects with a baseline. */
static int read_tasks(struct agreement *a, struct id project)
{
    ROWS rows = {0};
    int err =
        ask(a->op, &rows,
            "SELECT t.id, t.project FROM @task t WHERE t.deleted IS NULL AND EXISTS (SELECT 1 FROM @baseline b WHERE "
            "b.project = t.project AND b.deleted IS NULL)",
            " AND t.project = $1", project, "");
    while (!err && (err = rows_next(&rows)) == 1) {
        a->task = room_for(a->op, a->task, a->n, &a->room, sizeof *a->task);
        a->task[a->n++] = (struct agreed){.task = row_id(&rows, 0), .project = row_id(&rows, 1)};
        err = 0;
    }
    a->index = id_index_make(a->op->arena, a->task, a->n, sizeof *a->task);
    return err;
}

static void write_tasks(const struct agreement *a, struct json *j)
{
    for (size_t i = 0; i < a->n; i++) {
        if (!a->task[i].told)
            continue;
        json_object_start(j);
        json_key(j, "task");
        json_id(j, a->task[i].task);
        json_key(j, "start");
        if (a->task[i].start_us)
            json_date(j, zone_day(a->op->zone, a->task[i].start_us));
        else
            json_none(j);
        write_day(a->op, j, "finish", a->task[i].finish_us);
        json_object_end(j);
    }
}

/* When all of a project ends by the plan in force; what has no place in it says nothing. */
static int read_now(struct agreement *a, struct id project)
{
    struct id_index index = id_index_make(a->op->arena, a->project, a->project_n, sizeof *a->project);
    ROWS rows = {0};
    int err = ask(a->op, &rows,
                  "SELECT t.project, max(p.finish) FROM @planned_task p JOIN @task t ON t.id = p.task WHERE t.deleted "
                  "IS NULL AND p.finish IS NOT NULL",
                  " AND t.project = $1", project, " GROUP BY t.project");
    while (!err && (err = rows_next(&rows)) == 1) {
        uint32_t i = id_index_find(&index, row_id(&rows, 0));
        err = 0;
        if (i != UINT32_MAX)
            a->project[i].now_us = row_int(&rows, 1);
    }
    return err;
}

static void write_projects(const struct agreement *a, struct json *j)
{
    for (size_t i = 0; i < a->project_n; i++) {
        const struct agreed_project *p = &a->project[i];
        json_object_start(j);
        json_key(j, "project");
        json_id(j, p->project);
        json_key(j, "baseline");
        json_id(j, p->baseline);
        json_key(j, "name");
        json_str(j, p->name);
        json_key(j, "taken");
        json_instant(j, p->taken_us);
        write_day(a->op, j, "finish", p->finish_us);
        write_day(a->op, j, "now", p->now_us);
        json_object_end(j);
    }
}

int plan_agreed_get(struct op *op, struct request *req, struct reply *reply)
{
    struct agreement a = {.op = op};
    struct id project;
    int err = request_query_id(op, req, "project", &project);
    if (err)
        return err;
    struct json j = reply_json(reply);
    ROWS rows = {0};
    if ((err = read_tasks(&a, project)))
        return err;
    err = ask(op, &rows, "SELECT b.id, b.project, b.name, b.taken, b.body FROM @baseline b WHERE " NEWEST,
              " AND b.project = $1", project, "");
    while (!err && (err = rows_next(&rows)) == 1) {
        read_baseline(&a, &rows);
        err = 0;
    }
    json_object_start(&j);
    json_key(&j, "items");
    json_array_start(&j);
    write_tasks(&a, &j);
    json_array_end(&j);
    json_key(&j, "projects");
    json_array_start(&j);
    /* not for who sees only a part of them */
    if (!err && op->scope.variant != SCOPE_ASSIGNED && !(err = read_now(&a, project)))
        write_projects(&a, &j);
    json_array_end(&j);
    json_object_end(&j);
    return err;
}

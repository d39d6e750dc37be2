/* What nobody said, so that the plan had to assume it. */
#include "planning/handlers.h"

#define GAPS_MOST 3000

/* Whose hours nobody said: one's own, everybody's for managers ($1); and projects without an end. */
#define NO_HOURS                                                                                                       \
    "@member m WHERE m.deleted IS NULL AND m.active = 1 AND (m.id = $me OR $1 = 1) AND NOT EXISTS (SELECT 1 FROM "     \
    "@working_hours w WHERE w.deleted IS NULL AND (w.member IS NULL OR w.member = m.id))"
#define NO_DUE                                                                                                         \
    "@project p WHERE p.deleted IS NULL AND p.archived IS NULL AND p.due IS NULL AND p.state IN ('agreed', 'active') " \
    "AND EXISTS (SELECT 1 FROM @planned_task t WHERE t.project = p.id)"

struct gap {
    const char *kind, *resource;
    struct id id, client, project;
    struct str title, assumed, text;
};

static void write_gap(struct json *j, const struct gap *g)
{
    json_object_start(j);
    json_key(j, "kind");
    json_text(j, g->kind);
    json_key(j, "resource");
    json_text(j, g->resource);
    json_key(j, "id");
    json_id(j, g->id);
    json_key(j, "title");
    json_str(j, g->title);
    json_id_or_none(j, "client", g->client);
    json_id_or_none(j, "project", g->project);
    json_key(j, "assumed");
    if (g->assumed.n)
        json_str(j, g->assumed);
    else
        json_none(j);
    json_key(j, "text");
    json_str(j, g->text);
    json_object_end(j);
}

enum { G_TASK, G_TITLE, G_CLIENT, G_PROJECT, G_GAPS, G_LEFT, G_NAME };

static struct str effort_text(struct op *op, int64_t minutes)
{
    return SAY(op, "plan.effort", message_int("h", minutes / 60), message_int("m", minutes % 60));
}

static int64_t write_task_gaps(struct op *op, struct json *j, const struct rows *r)
{
    struct gap g = {.resource = "task",
                    .id = row_id(r, G_TASK),
                    .client = row_id(r, G_CLIENT),
                    .project = row_id(r, G_PROJECT),
                    .title = row_text(r, G_TITLE)};
    int64_t gaps = row_int(r, G_GAPS), n = 0;
    struct str effort = effort_text(op, row_int(r, G_LEFT)), name = row_text(r, G_NAME);
    const struct {
        int64_t bit;
        const char *kind, *message;
        struct str assumed;
    } kinds[] = {{GAP_ESTIMATE, "estimate", "plan.gap.estimate", effort},
                 {GAP_ASSIGNEE, "assignee", name.n ? "plan.gap.assignee" : "plan.gap.assignee_none", name},
                 {GAP_SPENT, "spent", "plan.gap.spent", effort}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!(gaps & kinds[i].bit))
            continue;
        g.kind = kinds[i].kind;
        g.assumed = kinds[i].assumed;
        g.text = SAY(op, kinds[i].message, message_text("assumed", kinds[i].assumed));
        write_gap(j, &g);
        n++;
    }
    return n;
}

/* task: zero for all. */
static int task_gaps(struct op *op, struct json *j, struct id task, int64_t most, int64_t *ret_n)
{
    ROWS rows = {0};
    int err = op_query(op, &rows,
                       "SELECT p.task, t.title, p.client, p.project, p.gaps, p.left_min, m.name FROM @planned_task p "
                       "JOIN @task t ON t.id = p.task LEFT JOIN @member m ON m.id = p.member WHERE p.gaps <> 0 AND "
                       "t.deleted IS NULL AND (p.task = $1 OR $2 = 1) ORDER BY p.start, p.task LIMIT $3",
                       ARGS(v_id(task), v_int(id_is_zero(task)), v_int(most)));
    while (!err && (err = rows_next(&rows)) == 1) {
        *ret_n += write_task_gaps(op, j, &rows);
        err = 0;
    }
    return err;
}

int gaps_of_task(struct op *op, struct json *j, struct id task)
{
    int64_t n = 0;
    json_array_start(j);
    int err = task_gaps(op, j, task, 10, &n);
    json_array_end(j);
    return err;
}

static int hour_gaps(struct op *op, struct json *j, int64_t *ret_n)
{
    ROWS rows = {0};
    int err = op_query(op, &rows, "SELECT m.id, m.name FROM " NO_HOURS " ORDER BY m.name, m.id",
                       ARGS(v_int(op->scope.variant == SCOPE_ALL)));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct str assumed = SAY_PLAIN(op, "plan.gap.hours_usual");
        struct gap g = {.kind = "hours", .resource = "member", .id = row_id(&rows, 0), .title = row_text(&rows, 1)};
        g.assumed = assumed;
        g.text = SAY(op, "plan.gap.hours", message_text("assumed", assumed));
        write_gap(j, &g);
        (*ret_n)++;
        err = 0;
    }
    return err;
}

static int project_gaps(struct op *op, struct json *j, int64_t *ret_n)
{
    ROWS rows = {0};
    int err = op_query(op, &rows, "SELECT p.id, p.name, p.client FROM " NO_DUE " ORDER BY p.name, p.id LIMIT $1",
                       ARGS(v_int(GAPS_MOST)));
    while (!err && (err = rows_next(&rows)) == 1) {
        struct gap g = {.kind = "due",
                        .resource = "project",
                        .id = row_id(&rows, 0),
                        .project = row_id(&rows, 0),
                        .client = row_id(&rows, 2),
                        .title = row_text(&rows, 1)};
        g.text = SAY_PLAIN(op, "plan.gap.due");
        write_gap(j, &g);
        (*ret_n)++;
        err = 0;
    }
    return err;
}

int gaps_count(struct op *op, int64_t *ret_n)
{
    ROWS rows = {0};
    int err = op_query(op, &rows,
                       "SELECT CAST(coalesce((SELECT sum((p.gaps & 1) + (p.gaps & 2) / 2 + (p.gaps & 4) / 4) FROM "
                       "@planned_task p JOIN @task t ON t.id = p.task WHERE p.gaps <> 0 AND t.deleted IS NULL), 0) AS "
                       "bigint), (SELECT count(*) FROM " NO_HOURS "), (SELECT count(*) FROM " NO_DUE ")",
                       ARGS(v_int(op->scope.variant == SCOPE_ALL)));
    if (!err && (err = rows_next(&rows)) == 1)
        *ret_n = row_int(&rows, 0) + row_int(&rows, 1) + row_int(&rows, 2);
    return err < 0 ? err : 0;
}

int plan_gaps_get(struct op *op, struct request *req, struct reply *reply)
{
    int64_t limit, n = 0, total = 0;
    int err = request_query_int(op, req, "limit", GAPS_MOST, 1, GAPS_MOST, &limit);
    if (err)
        return err;
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "items");
    json_array_start(&j);
    if (!(err = hour_gaps(op, &j, &n)) && !(err = project_gaps(op, &j, &n)) && n < limit)
        err = task_gaps(op, &j, (struct id){{0}}, limit - n, &n);
    json_array_end(&j);
    if (!err)
        err = gaps_count(op, &total);
    json_key(&j, "total");
    json_int(&j, total);
    json_object_end(&j);
    return err;
}

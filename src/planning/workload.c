/* People by weeks, and why a week is as full as it is. */
#include "base/json_out.h"
#include "planning/decide.h"
#include "planning/handlers.h"
#include "planning/seen.h"
#include "planning/weeks.h"
#include "planning/wellbeing.h"
#include <stdlib.h>

#define WEEKS_USUAL 8
#define REASONS_MAX 500

static void member_int(struct json *j, const char *key, int64_t n)
{
    json_key(j, key);
    json_int(j, n);
}

static int64_t hours(int64_t minutes)
{
    return (minutes + 30) / 60;
}

/* Time that others worked is for managers. */
static bool knows_time_of(const struct op *op, struct id member)
{
    return op->scope.role >= ROLE_MANAGER || id_eq(op->scope.me, member);
}

/* Who sees own tasks only learns nothing of the others' days. */
static bool knows_weeks_of(const struct op *op, struct id member)
{
    return op->scope.variant != SCOPE_ASSIGNED || id_eq(op->scope.me, member);
}

/* A day's limit is rounded to quarter hours, so a week may hold a little more. */
static bool is_over(const struct week_load *l, bool ahead)
{
    int64_t most = l->limit + l->limit / 20;
    return ahead && (l->planned > most || l->wanted > most);
}

static void write_load(struct json *j, const struct week_load *l, bool ahead, bool knows)
{
    json_object_start(j);
    member_int(j, "capacity_min", l->capacity);
    member_int(j, "limit_min", l->limit);
    member_int(j, "planned_min", l->planned);
    member_int(j, "wanted_min", l->wanted);
    json_key(j, "actual_min");
    if (knows)
        json_int(j, l->actual);
    else
        json_none(j);
    member_int(j, "off_min", l->off);
    member_int(j, "outside_min", l->outside);
    member_int(j, "allocated_min", l->allocated);
    json_key(j, "over");
    json_bool(j, is_over(l, ahead));
    json_object_end(j);
}

static void write_weeks(struct json *j, int32_t monday, int n)
{
    json_key(j, "weeks");
    json_array_start(j);
    for (int w = 0; w < n; w++)
        json_date(j, monday + 7 * w);
    json_array_end(j);
}

/* ---- roles that nobody fills yet, and things ---- */

static void write_role(struct json *j, const struct rows *rows, int32_t monday, int n)
{
    json_object_start(j);
    if (row_is_null(rows, 0)) {
        json_key(j, "role");
        json_str(j, row_text(rows, 1));
    } else {
        json_key(j, "equipment");
        json_id(j, row_id(rows, 0));
    }
    json_key(j, "allocation");
    json_id(j, row_id(rows, 5));
    json_key(j, "client");
    json_id(j, row_id(rows, 6));
    json_key(j, "project");
    json_id(j, row_id(rows, 7));
    json_key(j, "weeks");
    json_array_start(j);
    for (int w = 0; w < n; w++) {
        bool runs = row_int(rows, 2) <= monday + 7 * w + 4 && row_int(rows, 3) >= monday + 7 * w;
        json_int(j, runs ? row_int(rows, 4) : 0);
    }
    json_array_end(j);
    json_object_end(j);
}

static int write_roles(struct op *op, struct json *j, int32_t monday, int n)
{
    ROWS rows = {0};
    int err = op_query(op, &rows,
                       "SELECT equipment, role, first, last, week_min, id, client, project FROM @allocation WHERE "
                       "deleted IS NULL AND member IS NULL AND last >= $1 AND first < $2 ORDER BY first, id LIMIT 500",
                       ARGS(v_int(monday), v_int(monday + 7 * n)));
    json_key(j, "roles");
    json_array_start(j);
    while (!err && (err = rows_next(&rows)) == 1) {
        write_role(j, &rows, monday, n);
        err = 0;
    }
    json_array_end(j);
    return err;
}

/* ---- for managers: figures of what the person has been told for a week ---- */

static int told_load(struct op *op, struct wellbeing **ret, size_t *ret_n)
{
    *ret_n = 0;
    if (op->scope.role < ROLE_MANAGER)
        return 0;
    return wellbeing_make(op, (struct id){{0}}, op->today - WELLBEING_FIRST_DAYS, ret, ret_n);
}

static int by_member(const void *member, const void *w)
{
    return memcmp(((const struct id *)member)->byte, ((const struct wellbeing *)w)->member.byte, sizeof(struct id));
}

static void write_told(struct json *j, struct id member, const struct wellbeing *all, size_t n)
{
    const struct wellbeing *w = n > 0 ? bsearch(&member, all, n, sizeof *all, by_member) : NULL;
    int64_t after = 0;
    bool late = w && wellbeing_notes(w, WELLBEING_AFTER_HOURS), over = w && wellbeing_notes(w, WELLBEING_OVERLOAD);
    json_key(j, "wellbeing");
    if (!late && !over) {
        json_none(j);
        return;
    }
    for (int week = 0; week < WELLBEING_WEEKS; week++)
        after += w->week[week].after;
    json_object_start(j);
    member_int(j, "weeks", WELLBEING_WEEKS);
    member_int(j, "weeks_over", over ? w->weeks[WELLBEING_OVERLOAD] : 0);
    member_int(j, "after_hours_min", late ? after / WELLBEING_WEEKS : 0); /* a week */
    json_object_end(j);
}

static int write_workload(struct op *op, const struct computed *c, int32_t monday, int n, struct json *j)
{
    struct week_table t;
    struct wellbeing *told;
    size_t told_n;
    int32_t this_week = op->today - civil_weekday(op->today) + 1;
    int err = weeks_make(op, c, monday, n, &t);
    err = err ? err : told_load(op, &told, &told_n);
    if (err)
        return err;
    json_object_start(j);
    write_weeks(j, monday, n);
    json_key(j, "items");
    json_array_start(j);
    for (uint32_t p = 0; p < t.people; p++) {
        struct id member = c->snapshot->person[p].id;
        if (!knows_weeks_of(op, member))
            continue;
        json_object_start(j);
        json_key(j, "member");
        json_id(j, member);
        write_told(j, member, told, told_n);
        json_key(j, "weeks");
        json_array_start(j);
        for (int w = 0; w < n; w++)
            write_load(j, week_at(&t, p, w), monday + 7 * w >= this_week, knows_time_of(op, member));
        json_array_end(j);
        json_object_end(j);
    }
    json_array_end(j);
    err = write_roles(op, j, monday, n);
    json_object_end(j);
    return err;
}

int workload_get(struct op *op, struct request *req, struct reply *reply)
{
    const struct current *current;
    int32_t monday;
    int64_t n;
    int err = weeks_query(op, req, "from", 0, &monday);
    if (err || (err = request_query_int(op, req, "weeks", WEEKS_USUAL, 1, WEEKS_MAX, &n)) ||
        (err = current_get(op, &current)))
        return err;
    struct json j = reply_json(reply);
    err = write_workload(op, current_plan(current), monday, (int)n, &j);
    current_release(current);
    return err;
}

/* ---- why ---- */

struct reason {
    struct id task, client, project;
    struct str title;
    int64_t planned, actual;
    bool hidden;
};
struct reasons {
    struct op *op;
    const struct computed *c;
    struct seen seen;
    uint32_t person;
    int32_t monday;
    int64_t *planned; /* per task */
    struct reason *at;
    size_t n;
    struct reason hidden;
};

static void add_piece(void *arg, uint32_t task, uint32_t person, int32_t day, int64_t minutes)
{
    struct reasons *r = arg;
    if (person == r->person && day >= r->monday && day < r->monday + 7)
        r->planned[task] += minutes;
}

static void list_planned(struct reasons *r)
{
    const struct snapshot *s = r->c->snapshot;
    for (uint32_t i = 0; i < s->in.task_n; i++) {
        if (r->planned[i] == 0)
            continue;
        if (!seen_task(&r->seen, i) || r->n == REASONS_MAX)
            r->hidden.planned += r->planned[i];
        else
            r->at[r->n++] = (struct reason){.task = s->task[i].id,
                                            .client = s->task[i].client_id,
                                            .project = s->task[i].project_id,
                                            .title = s->task[i].title,
                                            .planned = r->planned[i]};
    }
}

static void add_entry(struct reasons *r, const struct rows *rows)
{
    struct id task = row_id(rows, 0);
    for (size_t i = 0; i < r->n && !id_is_zero(task); i++)
        if (id_eq(r->at[i].task, task)) {
            r->at[i].actual += row_int(rows, 3);
            return;
        }
    if (r->n < REASONS_MAX)
        r->at[r->n++] = (struct reason){.task = task,
                                        .client = row_id(rows, 1),
                                        .project = row_id(rows, 2),
                                        .title = arena_str(r->op->arena, row_text(rows, 4)),
                                        .actual = row_int(rows, 3)};
}

/* In the reader's scope: of others only managers see entries. */
static int list_actual(struct reasons *r)
{
    ROWS rows = {0};
    int err = op_query(r->op, &rows,
                       "SELECT e.task, e.client, e.project, CAST(coalesce(sum(e.minutes), 0) AS bigint), max(t.title) "
                       "FROM @entry e LEFT JOIN @task t ON t.id = e.task WHERE e.deleted IS NULL AND e.member = $1 AND "
                       "e.date >= $2 AND e.date < $3 GROUP BY e.task, e.client, e.project",
                       ARGS(v_id(r->c->snapshot->person[r->person].id), v_int(r->monday), v_int(r->monday + 7)));
    while (!err && (err = rows_next(&rows)) == 1) {
        add_entry(r, &rows);
        err = 0;
    }
    return err;
}

static int by_minutes(const void *x, const void *y)
{
    const struct reason *a = x, *b = y;
    int64_t m = a->planned + a->actual, n = b->planned + b->actual;
    return m != n ? (m > n ? -1 : 1) : memcmp(a->task.byte, b->task.byte, sizeof a->task.byte);
}

static void write_reason(struct json *j, const struct reason *r)
{
    json_object_start(j);
    json_id_or_none(j, "client", r->client);
    json_id_or_none(j, "project", r->project);
    json_id_or_none(j, "task", r->task);
    json_key(j, "title");
    if (r->hidden || r->title.n == 0)
        json_none(j);
    else
        json_str(j, r->title);
    json_key(j, "hidden");
    json_bool(j, r->hidden);
    member_int(j, "planned_min", r->planned);
    member_int(j, "actual_min", r->actual);
    json_object_end(j);
}

static struct str why_text(const struct reasons *r, const struct week_load *l, bool ahead)
{
    bool over = is_over(l, ahead);
    struct str name = r->c->snapshot->person[r->person].name;
    return SAY(r->op,
               over    ? "workload_why.over"
               : ahead ? "workload_why.fits"
                       : "workload_why.past",
               message_text("name", name), message_int("planned", hours(l->planned)),
               message_int("limit", hours(l->limit)), message_int("capacity", hours(l->capacity)),
               message_int("wanted", hours(l->wanted > l->planned ? l->wanted : l->planned)),
               message_int("more", hours((l->wanted > l->planned ? l->wanted : l->planned) - l->limit)),
               message_int("off", hours(l->off)), message_int("outside", hours(l->outside)));
}

static int write_why(struct reasons *r, struct json *j)
{
    struct week_table t;
    const struct snapshot *s = r->c->snapshot;
    int err = seen_read(r->op, s, &r->seen);
    if (err || (err = weeks_make(r->op, r->c, r->monday, 1, &t)))
        return err;
    r->planned = arena_array(r->op->arena, int64_t, s->in.task_n + 1);
    r->at = arena_array(r->op->arena, struct reason, REASONS_MAX + 1);
    r->hidden.hidden = true;
    weeks_each_piece(r->c, add_piece, r);
    list_planned(r);
    if ((err = list_actual(r)))
        return err;
    qsort(r->at, r->n, sizeof *r->at, by_minutes);
    if (r->hidden.planned > 0)
        r->at[r->n++] = r->hidden;
    json_object_start(j);
    json_key(j, "items");
    json_array_start(j);
    for (size_t i = 0; i < r->n; i++)
        write_reason(j, &r->at[i]);
    json_array_end(j);
    json_key(j, "text");
    json_str(j, why_text(r, week_at(&t, r->person, 0), r->monday + 6 >= r->op->today));
    json_object_end(j);
    return 0;
}

int workload_why_get(struct op *op, struct request *req, struct reply *reply)
{
    const struct current *current;
    struct reasons r = {.op = op};
    struct id member;
    int err = request_query_id(op, req, "member", &member);
    member = id_is_zero(member) ? op->scope.me : member;
    if (!err && !knows_weeks_of(op, member))
        err = ERR_NOT_FOUND;
    if (err || (err = weeks_query(op, req, "week", 0, &r.monday)) || (err = current_get(op, &current)))
        return err;
    r.c = current_plan(current);
    r.person = snapshot_person_of(r.c->snapshot, member);
    struct json j = reply_json(reply);
    err = r.person == PLAN_NONE ? ERR_NOT_FOUND : write_why(&r, &j);
    current_release(current);
    return err;
}

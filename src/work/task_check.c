/* What must hold of a task. Each rule looks things up only when what it is about was changed. */
#include "clients/clients.h"
#include "work/recurrence.h"
#include "work/status.h"
#include "work/task.h"
#include "work/via.h"

static bool changed(const struct change *c, const char *field)
{
    return row_differs(c->before, c->after, field);
}

/* ---- status and category ---- */

static const struct status *default_status(const struct statuses *s, const struct row *row)
{
    enum category wanted = row_get_null(row, "category") ? CATEGORY_OPEN : category_of(row_get_text(row, "category"));
    return statuses_choose(s, wanted);
}

/* The status that the change asks for; NULL after an entry. */
static const struct status *wanted_status(struct op *op, const struct change *c, const struct statuses *s)
{
    const struct status *now = statuses_find(s, row_get_id(c->after, "status"));
    bool moved = c->before && changed(c, "project");
    bool named = !row_get_null(c->after, "status") && changed(c, "status");
    if (now && (named || c->verb == VERB_RESTORE || !changed(c, "category")))
        return now;
    if (now && now->category == category_of(row_get_text(c->after, "category")))
        return now;
    if (!now && named && !moved && c->verb != VERB_RESTORE) {
        op_field_fail(op, "/status", "task.status_foreign", 0, NULL);
        return NULL;
    }
    const struct status *chosen = default_status(s, c->after);
    if (!chosen)
        op_field_fail(op, "/status", "task.no_status", 0, NULL);
    return chosen;
}

static int check_status(struct op *op, struct change *c)
{
    struct statuses s;
    if (c->before && c->verb != VERB_RESTORE && !changed(c, "status") && !changed(c, "category") &&
        !changed(c, "project"))
        return 0;
    if (row_get_null(c->after, "project"))
        return 0; /* told as missing */
    int err = statuses_load(op, row_get_id(c->after, "project"), &s);
    const struct status *status = err ? NULL : wanted_status(op, c, &s);
    if (!status)
        return err ? err : op->problem.code;
    *row_at(c->after, "status") = v_id(status->id);
    *row_at(c->after, "category") = v_text(str_of(work_categories[status->category]));
    return 0;
}

/* Closed is done or cancelled; an import says when that was. */
static void set_completed(struct op *op, struct change *c)
{
    struct value *completed = row_at(c->after, "completed");
    if (!category_closed(category_of(row_get_text(c->after, "category"))))
        *completed = v_null();
    else if (completed->kind == V_NULL)
        *completed = v_int(op->now_us);
}

/* ---- dates and estimates ---- */

static void check_dates(struct op *op, struct change *c)
{
    const struct row *row = c->after;
    if (row_get_null(row, "due"))
        *row_at(row, "due_min") = v_null();
    if (row_get_null(row, "start") || row_get_null(row, "due") || !(changed(c, "start") || changed(c, "due")))
        return;
    if (row_get_int(row, "start") > row_get_int(row, "due"))
        op_field_fail(op, changed(c, "due") ? "/due" : "/start", "field.before_start", 0, NULL);
}

/* Low ≤ likely ≤ high, of those that are there. */
static void check_estimates(struct op *op, struct change *c)
{
    static const char *const names[] = {"estimate_low_min", "estimate_min", "estimate_high_min"};
    static const char *const pointers[] = {"/estimate_low_min", "/estimate_min", "/estimate_high_min"};
    int last = -1;
    for (int i = 0; i < 3; i++) {
        if (row_get_null(c->after, names[i]))
            continue;
        if (last >= 0 && row_get_int(c->after, names[last]) > row_get_int(c->after, names[i]) &&
            (changed(c, names[last]) || changed(c, names[i])))
            op_field_fail(op, pointers[changed(c, names[i]) ? i : last], "task.estimate_order", 0, NULL);
        last = i;
    }
}

/* What is typed as spent is the whole: the entries of time are a part of it. */
static void check_spent(const struct op *op, struct change *c)
{
    if (!changed(c, "spent_min") || via_is(op, VIA_ADDS_UP) || c->verb == VERB_RESTORE)
        return;
    int64_t entries = c->before ? row_get_int(c->before, "spent_min") - row_get_int(c->before, "spent_base_min") : 0;
    bool none = row_get_null(c->after, "spent_min") && entries == 0;
    *row_at(c->after, "spent_base_min") = none ? v_null() : v_int(row_get_int(c->after, "spent_min") - entries);
}

/* ---- who ---- */

/* A member without access to the client would never see what they were given. */
static int check_assignee(struct op *op, struct id member, struct id client, size_t at)
{
    bool reaches;
    struct str name;
    int err = access_reaches(op, member, client, &reaches, &name);
    if (err || reaches || !name.n)
        return err; /* unknown ones are told by the reading of inputs */
    return op_field_fail(op, arena_format(op->arena, "/assignees/%zu", at).at, "task.assignee_no_access",
                         OP_ARGS({"name", v_text(name)}));
}

static bool holds(struct str set, struct id id)
{
    for (size_t at = 0; at + sizeof id.byte <= set.n; at += sizeof id.byte)
        if (memcmp(set.at + at, id.byte, sizeof id.byte) == 0)
            return true;
    return false;
}

static int check_assignees(struct op *op, struct change *c)
{
    if (!changed(c, "assignees") || c->cascade || via_is(op, VIA_REWRITES) || via_is(op, VIA_CROSSES))
        return 0;
    struct str now = row_get_text(c->after, "assignees");
    struct str old = c->before ? row_get_text(c->before, "assignees") : (struct str){0};
    for (size_t at = 0; at + sizeof(struct id) <= now.n; at += sizeof(struct id)) {
        struct id id;
        memcpy(id.byte, now.at + at, sizeof id.byte);
        int err = holds(old, id) ? 0 : check_assignee(op, id, row_get_id(c->after, "client"), at / sizeof id);
        if (err && err != ERR_INVALID)
            return err;
    }
    return op->problem.code;
}

/* Shared only within a shared project. Said by a person it is refused, brought along by a move it is dropped. */
static int check_shared(struct op *op, struct change *c)
{
    struct row *project;
    if (!row_get_int(c->after, "shared") || row_get_null(c->after, "project") ||
        !(changed(c, "shared") || changed(c, "project") || c->verb == VERB_RESTORE))
        return 0;
    int err = resource_get_system(op, &project_resource, row_get_id(c->after, "project"), &project);
    if (err == ERR_NOT_FOUND)
        return 0; /* told by the reading of inputs */
    if (err || row_get_int(project, "shared"))
        return err;
    if (c->verb != VERB_RESTORE && changed(c, "shared") && !via_is(op, VIA_REWRITES))
        return op_field_fail(op, "/shared", "task.project_not_shared", 0, NULL);
    *row_at(c->after, "shared") = v_int(0);
    return 0;
}

/* ---- recurrence ---- */

static bool closes(const struct change *c)
{
    return c->before && row_get_null(c->before, "completed") && !row_get_null(c->after, "completed");
}

/* The first of a series names it. When a task is closed its recurrence goes on to the next one (task_follow.c). */
static void check_recurrence(struct op *op, struct change *c)
{
    struct value *recurrence = row_at(c->after, "recurrence");
    if (recurrence->kind != V_TEXT)
        return;
    if (c->verb == VERB_UPDATE && closes(c) && !via_is(op, VIA_REWRITES)) {
        *recurrence = v_null();
        return;
    }
    if (!changed(c, "recurrence"))
        return;
    int32_t from = op->today;
    if (!row_get_null(c->after, "due"))
        from = (int32_t)row_get_int(c->after, "due");
    else if (!row_get_null(c->after, "start"))
        from = (int32_t)row_get_int(c->after, "start");
    *recurrence = v_text(recurrence_with_from(op->arena, recurrence->s, from));
    if (row_get_null(c->after, "series"))
        *row_at(c->after, "series") = *row_at(c->after, "id");
}

int task_check(struct op *op, struct change *c)
{
    int err;
    if (c->verb == VERB_DELETE)
        return 0;
    if ((err = task_check_place(op, c)) || (err = check_status(op, c)))
        return err;
    set_completed(op, c);
    check_dates(op, c);
    check_estimates(op, c);
    check_spent(op, c);
    if (op->problem.code)
        return op->problem.code;
    if ((err = check_assignees(op, c)) || (err = check_shared(op, c)))
        return err;
    check_recurrence(op, c);
    return 0;
}

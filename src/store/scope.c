#include "store/scope.h"
#include "store/scope_text.h"

/* Tables of the store itself. */
static const struct scope_table own_tables[] = {
    {.table = "event",
     .kind = SCOPED_CLIENT,
     .client = "client",
     .project = "project",
     .task = "task",
     .shared = "shared"},
    /* the plan in force (planning/force.h), which is no resource */
    {.table = "planned_task", .kind = SCOPED_CLIENT, .client = "client", .project = "project", .task = "task"},
    {.table = "planned_block", .kind = SCOPED_CLIENT, .client = "client", .project = "project", .task = "task"},
    /* what was planned on past days (planning/days.h), and notes about oneself (planning/wellbeing.h) */
    {.table = "kept_day", .kind = SCOPED_OWN},
    {.table = "kept_item", .kind = SCOPED_OWN},
    {.table = "wellbeing_hidden", .kind = SCOPED_ME},
};
static const struct scope_table *tables;
static size_t n_tables;

void scope_set_tables(const struct scope_table *all, size_t n)
{
    tables = all;
    n_tables = n;
}

const struct scope_table *scope_table_find(struct str name)
{
    for (size_t i = 0; i < n_tables; i++)
        if (str_is(name, tables[i].table))
            return &tables[i];
    for (size_t i = 0; i < sizeof own_tables / sizeof *own_tables; i++)
        if (str_is(name, own_tables[i].table))
            return &own_tables[i];
    return NULL;
}

#define GRANTED  "(SELECT client FROM access WHERE ws=$ws AND member=$me AND deleted IS NULL)"
#define ASSIGNED "(SELECT owner FROM link WHERE ws=$ws AND field='task.assignees' AND target=$me)"
#define NOTHING  "0=1"

static void write_granted(const struct scope_table *t, struct buf *out)
{
    if (t->client)
        buf_format(out, "%s IN " GRANTED, t->client);
    else
        buf_text(out, NOTHING);
}

/* A task is seen by who works on it; what holds the task (project, client), by who works on a task in it. */
static void write_assigned(const struct scope_table *t, struct buf *out)
{
    write_granted(t, out);
    if (t->task)
        buf_format(out, " AND %s IN " ASSIGNED, t->task);
    else if (t->project)
        buf_format(out, " AND %s IN (SELECT project FROM task WHERE ws=$ws AND id IN " ASSIGNED ")", t->project);
    else if (t->client)
        buf_format(out, " AND %s IN (SELECT client FROM task WHERE ws=$ws AND id IN " ASSIGNED ")", t->client);
}

static void write_portal(const struct scope_table *t, struct buf *out)
{
    if (t->kind == SCOPED_CLIENT && t->client && t->shared)
        buf_format(out, "%s=$client AND %s=1", t->client, t->shared);
    else
        buf_text(out, NOTHING);
}

/* For the people of the workspace, by the kind of table. */
static void write_people(const struct scope_table *t, const struct scope *s, struct buf *out)
{
    switch (t->kind) {
    case SCOPED_WORKSPACE:
        buf_text(out, "1=1");
        return;
    case SCOPED_ME:
        buf_text(out, "member=$me");
        return;
    case SCOPED_OWN:
        buf_text(out, s->variant == SCOPE_ALL ? "1=1" : "member=$me");
        return;
    case SCOPED_VIEW:
        buf_text(out, "(member=$me OR (shared=1");
        if (t->client && s->variant != SCOPE_ALL) /* what is about a client is for who sees the client */
            buf_format(out, " AND (%s IS NULL OR %s IN " GRANTED ")", t->client, t->client);
        buf_text(out, "))");
        return;
    case SCOPED_ADMIN:
        buf_text(out, s->role >= ROLE_ADMIN ? "1=1" : NOTHING);
        return;
    case SCOPED_CLIENT:
        if (s->variant == SCOPE_MEMBER)
            write_granted(t, out);
        else if (s->variant == SCOPE_ASSIGNED)
            write_assigned(t, out);
        else
            buf_text(out, "1=1");
        return;
    }
    buf_text(out, NOTHING);
}

void scope_write_condition(const struct scope_table *t, const struct scope *s, struct buf *out)
{
    buf_text(out, "ws=$ws AND ");
    switch (s->variant) {
    case SCOPE_SYSTEM:
        buf_text(out, "1=1");
        return;
    case SCOPE_PORTAL:
        write_portal(t, out);
        return;
    case SCOPE_ALL:
    case SCOPE_MEMBER:
    case SCOPE_ASSIGNED:
        write_people(t, s, out);
        return;
    case SCOPE_VARIANTS:
        break;
    }
    buf_text(out, NOTHING);
}

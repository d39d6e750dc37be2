#include "planning/snapshot_parts.h"

uint32_t snapshot_task_of(const struct snapshot *s, struct id id)
{
    return id_index_find(&s->index->tasks, id);
}
uint32_t snapshot_person_of(const struct snapshot *s, struct id id)
{
    return id_index_find(&s->index->people, id);
}
uint32_t snapshot_project_of(const struct snapshot *s, struct id id)
{
    return id_index_find(&s->index->projects, id);
}
uint32_t snapshot_client_of(const struct snapshot *s, struct id id)
{
    return id_index_find(&s->index->clients, id);
}

/* The engine's view of the arrays. */
static void point(struct snapshot *s)
{
    s->in.tasks = s->tasks;
    s->in.dependencies = s->dependencies;
    s->in.people = s->people;
    s->in.projects = s->projects;
    s->in.clients = s->clients;
    s->in.resources = s->resources;
    s->in.needs = s->needs;
    s->in.fixed = s->fixed;
    s->in.candidates = s->candidates;
}

static int read_all(struct snapshot_maker *m)
{
    int err;
    if ((err = snapshot_read_workspace(m)))
        return err;
    snapshot_calendar(m->s);
    if ((err = snapshot_read_people(m)) || (err = snapshot_read_clients(m)) || (err = snapshot_read_projects(m)) ||
        (err = snapshot_read_made(m)) || (err = snapshot_read_tasks(m)) || (err = snapshot_read_dependencies(m)))
        return err;
    snapshot_lists(m);
    snapshot_efforts(m);
    snapshot_parents(m);
    snapshot_horizon(m);
    if ((err = snapshot_hours(m)) || (err = snapshot_read_blocks(m)) || (err = snapshot_read_force(m)) ||
        (err = snapshot_read_order(m)) || (err = snapshot_read_history(m)))
        return err;
    snapshot_teams(m);
    snapshot_biases(m);
    snapshot_shares(m);
    return 0;
}

int snapshot_read(struct op *op, struct arena *arena, int64_t now_us, struct snapshot *ret)
{
    *ret = (struct snapshot){.arena = arena, .now_us = now_us, .in.settings = plan_defaults()};
    struct snapshot_index *index = arena_new(arena, struct snapshot_index);
    struct snapshot_maker m = {.op = op, .s = ret, .index = index};
    ret->index = index;
    bool own = !db_in_transaction(op->db);
    ret->in.settings.search = SNAPSHOT_SEARCH;
    int err = own ? db_begin(op->db) : 0;
    err = err ? err : read_all(&m);
    if (own && db_in_transaction(op->db))
        db_rollback(op->db);
    point(ret);
    return err;
}

static void *copy_of(struct arena *a, const void *at, size_t n, size_t more, size_t size)
{
    char *to = arena_alloc(a, (n + more) * size + 1);
    if (n > 0)
        memcpy(to, at, n * size);
    return to;
}

struct snapshot snapshot_copy(struct arena *arena, const struct snapshot *s, const struct snapshot_room *more)
{
    const struct snapshot_room room = more ? *more : (struct snapshot_room){0};
    s = s->unheld ? s->unheld : s;
    struct snapshot c = *s;
    c.original = s;
    c.arena = arena;
#define COPY(array, n, room) c.array = copy_of(arena, s->array, s->in.n, room, sizeof *s->array)
    COPY(tasks, task_n, room.tasks);
    COPY(task, task_n, room.tasks);
    COPY(dependencies, dependency_n, room.dependencies);
    COPY(dependency, dependency_n, room.dependencies);
    COPY(people, person_n, 0);
    COPY(person, person_n, 0);
    COPY(projects, project_n, room.places);
    COPY(project, project_n, room.places);
    COPY(clients, client_n, room.places);
    COPY(client, client_n, room.places);
    COPY(resources, resource_n, 0);
    COPY(resource, resource_n, 0);
    COPY(needs, need_n, room.needs);
    COPY(fixed, fixed_n, 0);
    COPY(block, fixed_n, 0);
    COPY(candidates, candidate_n, room.candidates);
#undef COPY
    point(&c);
    return c;
}

/* The last step of every reader: parents, places, people and dependencies that only the whole file tells. */
#include "exchange/plan.h"
#include "exchange/text.h"

int32_t plan_person_of(const struct plan *p, int32_t person)
{
    while (person != PLAN_NONE && p->people.at[person].same != PLAN_NONE)
        person = p->people.at[person].same;
    return person;
}

static void find_parents(struct plan *p)
{
    for (size_t i = 0; i < p->tasks.n; i++) {
        struct plan_task *t = &p->tasks.at[i];
        if (t->parent_key.n == 0 || t->parent != PLAN_NONE)
            continue;
        t->parent = plan_task_find(p, t->parent_key);
        if (t->parent == PLAN_NONE)
            plan_note(p, PLAN_ALTERED, t->row, "import.note.parent_missing", t->title, t->parent_key);
    }
}

/* Puts the ancestors of a task that are not in the order yet there, oldest first. A circle is cut where it closes. */
static void place(struct plan *p, int32_t task, int32_t *chain)
{
    size_t n = 0;
    for (int32_t at = task; at != PLAN_NONE && !p->tasks.at[at].placed; at = p->tasks.at[at].parent) {
        p->tasks.at[at].placed = true;
        chain[n++] = at;
    }
    struct plan_task *top = &p->tasks.at[chain[n - 1]];
    for (size_t i = 0; i < n; i++)
        if (top->parent == chain[i]) {
            plan_note(p, PLAN_ALTERED, top->row, "import.note.parent_circle", top->title, p->tasks.at[chain[i]].title);
            top->parent = PLAN_NONE;
            break;
        }
    while (n-- > 0)
        *plan_push(p, &p->order) = chain[n];
}

static void order_tasks(struct plan *p)
{
    int32_t *chain = arena_array(p->arena, int32_t, p->tasks.n + 1);
    for (size_t i = 0; i < p->tasks.n; i++)
        if (!p->tasks.at[i].placed)
            place(p, (int32_t)i, chain);
}

/* What would hang too deep hangs on the lowest ancestor that may have something below it. */
static void lift_deep(struct plan *p)
{
    int8_t *depth = arena_array(p->arena, int8_t, p->tasks.n + 1);
    for (size_t i = 0; i < p->order.n; i++) {
        struct plan_task *t = &p->tasks.at[p->order.at[i]];
        int32_t parent = t->parent;
        while (parent != PLAN_NONE && depth[parent] >= PLAN_DEPTH_MAX)
            parent = p->tasks.at[parent].parent;
        if (parent != t->parent)
            plan_note(p, PLAN_ALTERED, t->row, "import.note.too_deep", t->title, p->tasks.at[t->parent].title);
        t->parent = parent;
        depth[p->order.at[i]] = parent == PLAN_NONE ? 1 : (int8_t)(depth[parent] + 1);
    }
}

static struct str place_name(struct plan *p, int32_t list)
{
    const struct plan_list *l = &p->lists.at[list];
    const struct plan_project *project = &p->projects.at[l->project];
    return arena_format(p->arena, "%.*s / %.*s / %.*s", STR_FMT(p->clients.at[project->client].name),
                        STR_FMT(project->name), STR_FMT(l->name));
}

/* A subtask is where its parent is; its status is the one of that name there. */
static void follow_parent(struct plan *p, struct plan_task *t)
{
    const struct plan_task *parent = &p->tasks.at[t->parent];
    if (t->list == parent->list)
        return;
    int32_t from = p->lists.at[t->list].project, to = p->lists.at[parent->list].project;
    plan_note(p, PLAN_ALTERED, t->row, "import.note.follows_parent", t->title, place_name(p, t->list));
    t->list = parent->list;
    if (from == to || t->status == PLAN_NONE)
        return;
    struct plan_status s = p->statuses.at[t->status];
    struct plan_options none = {0};
    t->status = plan_status(p, &none, to, s.name, s.category, t->row);
}

static void follow_parents(struct plan *p)
{
    for (size_t i = 0; i < p->order.n; i++) {
        struct plan_task *t = &p->tasks.at[p->order.at[i]];
        if (t->parent != PLAN_NONE)
            follow_parent(p, t);
    }
}

/* "zoe" of zoe@agency.example, or of zoe.berg@…: does it name this person? */
static bool address_names(struct arena *a, struct str email, struct str name)
{
    struct str host, local = text_fold(a, text_cut(email, '@', &host)), rest;
    struct str folded = text_fold(a, name), first = text_cut(folded, ' ', &rest);
    if (local.n < 2 || host.n == 0 || first.n == 0)
        return false;
    if (str_eq(local, first))
        return true;
    struct str last_rest, given = text_cut(local, '.', &last_rest);
    return last_rest.n > 0 && str_eq(given, first) && rest.n >= last_rest.n &&
           memcmp(rest.at + rest.n - last_rest.n, last_rest.at, last_rest.n) == 0;
}

/* Those known by address alone and those known by name alone are the same person where exactly one fits. */
static void join_people(struct plan *p)
{
    for (size_t i = 0; i < p->people.n; i++) {
        struct plan_person *by_email = &p->people.at[i];
        int32_t found = PLAN_NONE;
        if (by_email->name.n > 0 || by_email->email.n == 0)
            continue;
        for (size_t k = 0; k < p->people.n; k++) {
            struct plan_person *named = &p->people.at[k];
            if (named->name.n == 0 || named->email.n > 0 || !address_names(p->arena, by_email->email, named->name))
                continue;
            found = found == PLAN_NONE ? (int32_t)k : (int32_t)i;
        }
        if (found == PLAN_NONE || found == (int32_t)i)
            continue;
        p->people.at[found].email = by_email->email;
        p->people.at[found].uses += by_email->uses;
        by_email->same = found;
    }
}

static void find_dependencies(struct plan *p)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->dependencies.n; i++) {
        struct plan_dependency d = p->dependencies.at[i];
        d.task = plan_task_find(p, d.task_key);
        d.predecessor = plan_task_find(p, d.predecessor_key);
        if (d.task == PLAN_NONE || d.predecessor == PLAN_NONE || d.task == d.predecessor)
            plan_note(p, PLAN_SKIPPED, d.row, "import.note.link_missing", d.task_key, d.predecessor_key);
        else
            p->dependencies.at[kept++] = d;
    }
    p->dependencies.n = kept;
}

void plan_finish(struct plan *p)
{
    find_parents(p);
    order_tasks(p);
    lift_deep(p);
    follow_parents(p);
    join_people(p);
    find_dependencies(p);
}

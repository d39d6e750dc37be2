#include "generate.h"
#include "plan/calendar.h"
#include "plan/random.h"

struct draw {
    uint64_t seed, n;
};

static uint32_t draw(struct draw *d, uint32_t below)
{
    return plan_below(plan_mix2(d->seed, d->n++), below);
}

static bool chance(struct draw *d, uint32_t percent)
{
    return draw(d, 100) < percent;
}

/* Monday to Friday, morning and afternoon; some work part time, some are away for a week or two, meetings here and
 * there. */
static uint64_t *hours_make(struct plan_memory *m, struct draw *d, int32_t slots)
{
    uint64_t *bits = plan_array(m, uint64_t, plan_words(slots));
    uint32_t begins = 32 + draw(d, 6), off = chance(d, 20) ? draw(d, 5) : 9;
    int32_t away = chance(d, 50) ? (int32_t)draw(d, (uint32_t)(slots / 96 + 1)) : -99,
            away_n = 5 + (int32_t)draw(d, 10);
    for (int32_t day = 0; day * 96 < slots; day++) {
        if (day % 7 >= 5 || day % 7 == (int32_t)off || (day >= away && day < away + away_n))
            continue;
        int32_t meeting = chance(d, 40) ? (int32_t)(begins + draw(d, 30)) : -9;
        for (int32_t s = (int32_t)begins; s < (int32_t)begins + 34; s++) {
            int32_t slot = day * 96 + s;
            if (s != 48 && s != 49 && (s < meeting || s > meeting + 2) && slot < slots)
                bits[slot / 64] |= UINT64_C(1) << slot % 64;
        }
    }
    return bits;
}

/* By draws of their own: the rest of the plan is the same without. */
static void own_draw(uint64_t seed, struct plan_person *p, uint32_t i)
{
    struct draw d = {plan_mix2(seed ^ 6, i), 0};
    p->clients_most = chance(&d, 50) ? 1 + (int32_t)draw(&d, 2) : 0;
    if (chance(&d, 70)) {
        p->block_least = 1 + (int32_t)draw(&d, 8);
        p->block_preferred = p->block_least + (int32_t)draw(&d, 6);
        p->block_most = p->block_preferred + (int32_t)draw(&d, 6);
    } else if (chance(&d, 50)) {
        p->block_most = 16;
    }
}

static void people_make(struct plan_memory *m, struct draw *d, struct generate_shape shape, struct plan_in *in)
{
    struct plan_person *people = plan_array(m, struct plan_person, shape.people);
    for (uint32_t i = 0; i < shape.people; i++) {
        uint64_t *focus = plan_array(m, uint64_t, plan_words(shape.slots));
        people[i] =
            (struct plan_person){.key = plan_mix2(d->seed ^ 1, i),
                                 .free = shape.wild && chance(d, 8) ? plan_array(m, uint64_t, plan_words(shape.slots))
                                                                    : hours_make(m, d, shape.slots),
                                 .load_percent = chance(d, 60) ? 85 : 0,
                                 .day_most = chance(d, 30) ? 24 : 0,
                                 .projects_most = chance(d, 50) ? 3 : 0};
        people[i].skills[0] = 1u | 1u << (1 + draw(d, 6)) | 1u << (1 + draw(d, 6));
        for (int32_t s = 0; s < shape.slots; s++)
            if (s % 96 >= 36 && s % 96 < 44)
                focus[s / 64] |= UINT64_C(1) << s % 64;
        people[i].focus = chance(d, 50) ? focus : NULL;
        if (shape.own)
            own_draw(d->seed, &people[i], i);
    }
    in->people = people;
    in->person_n = shape.people;
}

static void rest_make(struct plan_memory *m, struct draw *d, struct generate_shape shape, struct plan_in *in)
{
    struct plan_project *projects = plan_array(m, struct plan_project, shape.projects);
    struct plan_client *clients = plan_array(m, struct plan_client, shape.clients);
    struct plan_resource *resources = plan_array(m, struct plan_resource, shape.resources);
    int32_t *days = plan_array(m, int32_t, shape.slots / 96 + 2);
    for (uint32_t i = 0; i < shape.projects; i++)
        projects[i] = (struct plan_project){plan_mix2(d->seed ^ 2, i), draw(d, shape.clients), 1 + draw(d, 9),
                                            chance(d, 50) ? (int32_t)draw(d, (uint32_t)shape.slots) : PLAN_NEVER};
    for (uint32_t i = 0; i < shape.clients; i++)
        clients[i] = (struct plan_client){plan_mix2(d->seed ^ 3, i),
                                          chance(d, 50) ? (int32_t)draw(d, shape.wild ? 101 : 30) : 0};
    for (uint32_t i = 0; i < shape.resources; i++)
        resources[i] = (struct plan_resource){plan_mix2(d->seed ^ 4, i), 1 + (int32_t)draw(d, 3),
                                              chance(d, 50) ? hours_make(m, d, shape.slots) : NULL};
    while (days[in->day_n] < shape.slots) {
        days[in->day_n + 1] = days[in->day_n] + 96;
        in->day_n++;
    }
    in->days = days;
    in->projects = projects;
    in->clients = clients;
    in->resources = resources;
    in->project_n = shape.projects;
    in->client_n = shape.clients;
    in->resource_n = shape.resources;
}

static uint32_t candidates_draw(struct draw *d, const struct plan_in *in, uint32_t *to)
{
    uint32_t n = 1 + draw(d, in->person_n < 6 ? in->person_n : 6), first = draw(d, in->person_n);
    for (uint32_t i = 0; i < n; i++)
        to[i] = (first + i) % in->person_n;
    return n;
}

static void who_does(struct draw *d, struct generate_shape shape, struct plan_in *in, struct plan_task *t,
                     uint32_t *candidates)
{
    uint32_t how = draw(d, 10);
    t->assignee = PLAN_NONE;
    if (how < 5)
        t->assignee = draw(d, in->person_n);
    else if (how < 8)
        t->candidate_n = candidates_draw(d, in, candidates + in->candidate_n);
    else
        t->skills[0] = shape.wild && chance(d, 10) ? 1u << 9 : 1u;
    t->candidate_first = in->candidate_n;
    in->candidate_n += t->candidate_n;
}

static void tasks_make(struct plan_memory *m, struct draw *d, struct generate_shape shape, struct plan_in *in)
{
    struct plan_task *tasks = plan_array(m, struct plan_task, shape.tasks);
    uint32_t *candidates = plan_array(m, uint32_t, shape.tasks * 6);
    struct plan_need *needs = plan_array(m, struct plan_need, shape.tasks);
    for (uint32_t i = 0; i < shape.tasks; i++) {
        struct plan_task *t = &tasks[i];
        int32_t effort = 1 + (int32_t)draw(d, (uint32_t)shape.effort * 2);
        *t = (struct plan_task){.key = plan_mix2(d->seed ^ 5, i),
                                .project = (uint32_t)((uint64_t)i * shape.projects / shape.tasks),
                                .activity = draw(d, 5),
                                .low = effort - effort / 3,
                                .likely = effort,
                                .high = effort + effort / 2,
                                .release = chance(d, 10) ? (int32_t)draw(d, (uint32_t)shape.slots / 4) : 0,
                                .due = chance(d, 20) ? (int32_t)draw(d, (uint32_t)shape.slots) : PLAN_NEVER,
                                .hard = chance(d, 4) ? (int32_t)draw(d, (uint32_t)shape.slots) : PLAN_NEVER,
                                .weight = draw(d, 5),
                                .wants_focus = chance(d, 20),
                                .pinned = chance(d, 3)};
        if (chance(d, 5)) {
            t->milestone = !shape.wild || chance(d, 50);
            t->low = t->likely = t->high = 0;
        }
        if (shape.wild && chance(d, 5))
            t->due = -(int32_t)draw(d, 100);
        who_does(d, shape, in, t, candidates);
        t->need_first = in->need_n;
        if (shape.resources > 0 && chance(d, 15)) {
            needs[in->need_n++] =
                (struct plan_need){draw(d, shape.resources), 1 + (int32_t)draw(d, shape.wild ? 3 : 1)};
            t->need_n = 1;
        }
    }
    in->tasks = tasks;
    in->task_n = shape.tasks;
    in->candidates = candidates;
    in->needs = needs;
}

static void dependencies_make(struct plan_memory *m, struct draw *d, struct generate_shape shape, struct plan_in *in)
{
    struct plan_dependency *list = plan_array(m, struct plan_dependency, shape.tasks * 2);
    for (uint32_t i = 1; i < shape.tasks; i++)
        for (uint32_t k = draw(d, 3); k > 0 && in->dependency_n < shape.tasks * 2; k--) {
            uint32_t back = 1 + draw(d, 12), kind = chance(d, 80) ? PLAN_FINISH_START : draw(d, 4);
            uint32_t before = i < back ? 0 : i - back, after = i;
            if (in->tasks[before].project != in->tasks[after].project && chance(d, 90))
                continue;
            int32_t lag = chance(d, 20) ? (int32_t)draw(d, 100) - 20 : 0;
            if (shape.wild && chance(d, 1)) {
                uint32_t swap = before;
                before = after;
                after = swap;
            }
            list[in->dependency_n++] = (struct plan_dependency){before, after, kind, lag};
        }
    in->dependencies = list;
}

/* Locked blocks in a person's free time, and in wild plans anywhere. */
static void fixed_make(struct plan_memory *m, struct draw *d, struct generate_shape shape, struct plan_in *in)
{
    struct plan_fixed *list = plan_array(m, struct plan_fixed, shape.fixed);
    for (uint32_t i = 0; i < shape.fixed; i++) {
        struct plan_fixed f = {draw(d, shape.tasks), i % shape.people, (int32_t)draw(d, (uint32_t)shape.slots / 8), 0,
                               0};
        while (!shape.wild && f.from < shape.slots && !plan_bit(in->people[f.person].free, f.from))
            f.from++;
        f.to = f.from + 1;
        while (f.to < f.from + 6 && f.to < shape.slots && (shape.wild || plan_bit(in->people[f.person].free, f.to)))
            f.to++;
        f.setup = f.to - f.from > 2 && chance(d, 30);
        if (f.to <= shape.slots && (shape.wild || i < shape.people)) /* one a person: no overlap */
            list[in->fixed_n++] = f;
    }
    in->fixed = list;
}

struct plan_in generate_plan(struct plan_memory *m, uint64_t seed, struct generate_shape shape)
{
    struct draw d = {seed, 0};
    struct plan_in in = {.slots = shape.slots, .settings = plan_defaults()};
    people_make(m, &d, shape, &in);
    rest_make(m, &d, shape, &in);
    tasks_make(m, &d, shape, &in);
    dependencies_make(m, &d, shape, &in);
    fixed_make(m, &d, shape, &in);
    return in;
}

/* order[i] is where element i goes. */
static uint32_t *order_draw(struct plan_memory *m, struct draw *d, uint32_t n)
{
    uint32_t *order = plan_array(m, uint32_t, n);
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    for (uint32_t i = n; i > 1; i--) {
        uint32_t k = draw(d, i), x = order[i - 1];
        order[i - 1] = order[k];
        order[k] = x;
    }
    return order;
}

#define MOVED(field, count, type, order)                                                                               \
    type *field = plan_array(m, type, in->count);                                                                      \
    for (uint32_t i = 0; i < in->count; i++)                                                                           \
        field[(order)[i]] = in->field[i];                                                                              \
    out.field = field

struct plan_in generate_shuffled(struct plan_memory *m, const struct plan_in *in, uint64_t seed)
{
    struct draw d = {seed, 0};
    struct plan_in out = *in;
    const uint32_t *task_to = order_draw(m, &d, in->task_n), *person_to = order_draw(m, &d, in->person_n),
                   *project_to = order_draw(m, &d, in->project_n), *client_to = order_draw(m, &d, in->client_n),
                   *resource_to = order_draw(m, &d, in->resource_n), *link_to = order_draw(m, &d, in->dependency_n),
                   *fixed_to = order_draw(m, &d, in->fixed_n);
    MOVED(people, person_n, struct plan_person, person_to);
    MOVED(clients, client_n, struct plan_client, client_to);
    MOVED(resources, resource_n, struct plan_resource, resource_to);
    MOVED(projects, project_n, struct plan_project, project_to);
    MOVED(tasks, task_n, struct plan_task, task_to);
    MOVED(dependencies, dependency_n, struct plan_dependency, link_to);
    MOVED(fixed, fixed_n, struct plan_fixed, fixed_to);
    struct plan_need *needs = plan_array(m, struct plan_need, in->need_n);
    uint32_t *candidates = plan_array(m, uint32_t, in->candidate_n);
    for (uint32_t i = 0; i < in->project_n; i++)
        projects[i].client = client_to[projects[i].client];
    for (uint32_t i = 0; i < in->task_n; i++) {
        tasks[i].project = project_to[tasks[i].project];
        tasks[i].assignee = tasks[i].assignee == PLAN_NONE ? PLAN_NONE : person_to[tasks[i].assignee];
        if (tasks[i].force_end != 0 && tasks[i].force_person != PLAN_NONE)
            tasks[i].force_person = person_to[tasks[i].force_person];
    }
    for (uint32_t i = 0; i < in->dependency_n; i++) {
        dependencies[i].before = task_to[dependencies[i].before];
        dependencies[i].after = task_to[dependencies[i].after];
    }
    for (uint32_t i = 0; i < in->fixed_n; i++) {
        fixed[i].task = task_to[fixed[i].task];
        fixed[i].person = person_to[fixed[i].person];
    }
    for (uint32_t i = 0; i < in->need_n; i++)
        needs[i] = (struct plan_need){resource_to[in->needs[i].resource], in->needs[i].amount};
    for (uint32_t i = 0; i < in->candidate_n; i++)
        candidates[i] = person_to[in->candidates[i]];
    out.needs = needs;
    out.candidates = candidates;
    return out;
}

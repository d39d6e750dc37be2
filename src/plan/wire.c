#include "plan/wire.h"

#define MAGIC 0x346c7041u /* "Apl4" */

/* One description serves both ways: each field is read into, or written from, its place. */
struct wire {
    struct plan_memory *m;
    const uint8_t *from; /* reading */
    uint8_t *to;         /* writing */
    size_t at, n;
    bool bad;
};

static void word(struct wire *w, uint32_t *x)
{
    if (w->from) {
        w->bad = w->bad || w->n - w->at < 4;
        *x = 0;
        for (size_t i = 0; i < 4 && !w->bad; i++)
            *x |= (uint32_t)w->from[w->at + i] << 8 * i;
        w->at += w->bad ? 0 : 4;
        return;
    }
    for (size_t i = 0; i < 4; i++, w->at++)
        if (w->at < w->n)
            w->to[w->at] = (uint8_t)(*x >> 8 * i);
}

static void number(struct wire *w, int32_t *x)
{
    uint32_t bits = (uint32_t)*x;
    word(w, &bits);
    *x = (int32_t)bits;
}

static void wide(struct wire *w, uint64_t *x)
{
    uint32_t low = (uint32_t)*x, high = (uint32_t)(*x >> 32);
    word(w, &low);
    word(w, &high);
    *x = (uint64_t)high << 32 | low;
}

static void flags(struct wire *w, bool *a, bool *b, bool *c)
{
    uint32_t bits = (uint32_t)*a | (uint32_t)*b << 1 | (uint32_t)*c << 2;
    word(w, &bits);
    w->bad = w->bad || bits > 7;
    *a = bits & 1;
    *b = bits >> 1 & 1;
    *c = bits >> 2 & 1;
}

/* Room for an array that takes at least `least` bytes an element on the wire: never more than what is there. */
static void *array(struct wire *w, const void *is, uint32_t n, size_t size, size_t least)
{
    if (!w->from)
        return (void *)(uintptr_t)is;
    w->bad = w->bad || n > (w->n - w->at) / least;
    return w->bad ? NULL : plan_alloc(w->m, n * size);
}

static void bitmap(struct wire *w, const uint64_t **bits, int32_t slots, bool optional)
{
    uint32_t there = *bits != NULL;
    if (optional)
        word(w, &there);
    if (!there && optional)
        return;
    w->bad = w->bad || there > 1 || slots < 1 || slots > PLAN_SLOTS_MOST;
    uint32_t n = w->bad ? 0 : (uint32_t)plan_words(slots);
    uint64_t *at = array(w, *bits, n, sizeof *at, sizeof *at);
    for (uint32_t i = 0; i < n && !w->bad; i++)
        wide(w, &at[i]);
    *bits = at;
}

static void settings(struct wire *w, struct plan_settings *s)
{
    int32_t *fields[] = {&s->block_least,  &s->block_preferred, &s->block_most, &s->switch_project,
                         &s->resume_after, &s->resume,          &s->window,     &s->still,
                         &s->spread,       &s->correlation,     &s->search};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        number(w, fields[i]);
}

static void skills(struct wire *w, uint64_t *set)
{
    for (int i = 0; i < PLAN_SKILL_WORDS; i++)
        wide(w, &set[i]);
}

static void task(struct wire *w, struct plan_task *t)
{
    uint32_t *ids[] = {&t->project,         &t->activity,    &t->weight,     &t->assignee,
                       &t->candidate_first, &t->candidate_n, &t->need_first, &t->need_n};
    int32_t *numbers[] = {&t->low, &t->likely, &t->high, &t->release, &t->due, &t->hard, &t->bias};
    wide(w, &t->key);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        word(w, ids[i]);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        number(w, numbers[i]);
    skills(w, t->skills);
    flags(w, &t->milestone, &t->wants_focus, &t->pinned);
    number(w, &t->force_end);
    word(w, &t->force_person);
    word(w, &t->list);
    word(w, &t->seq);
}

static void person(struct wire *w, struct plan_person *p, int32_t slots)
{
    int32_t *limits[] = {&p->day_most,    &p->load_percent,    &p->projects_most, &p->clients_most,
                         &p->block_least, &p->block_preferred, &p->block_most};
    wide(w, &p->key);
    skills(w, p->skills);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        number(w, limits[i]);
    bitmap(w, &p->free, slots, false);
    bitmap(w, &p->focus, slots, true);
}

#define EACH(field, count, type, least)                                                                                \
    type *field = array(w, in->field, in->count, sizeof(type), least);                                                 \
    in->field = field;                                                                                                 \
    for (uint32_t i = 0; i < in->count && !w->bad; i++)

static void whole(struct wire *w, struct plan_in *in)
{
    uint32_t magic = MAGIC, day_marks = in->day_n + 1;
    uint32_t *counts[] = {&day_marks,    &in->task_n,     &in->dependency_n, &in->person_n, &in->project_n,
                          &in->client_n, &in->resource_n, &in->need_n,       &in->fixed_n,  &in->candidate_n};
    word(w, &magic);
    w->bad = w->bad || magic != MAGIC;
    number(w, &in->slots);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        word(w, counts[i]);
    w->bad = w->bad || day_marks < 2 || day_marks > PLAN_DAYS_MOST + 1;
    in->day_n = day_marks - 1;
    settings(w, &in->settings);
    int32_t *days = array(w, in->days, day_marks, sizeof *days, 4);
    in->days = days;
    for (uint32_t i = 0; i < day_marks && !w->bad; i++)
        number(w, &days[i]);
    EACH(people, person_n, struct plan_person, 72)
    person(w, &people[i], in->slots);
    EACH(clients, client_n, struct plan_client, 12)
    {
        wide(w, &clients[i].key);
        number(w, &clients[i].share_percent);
    }
    EACH(projects, project_n, struct plan_project, 20)
    {
        wide(w, &projects[i].key);
        word(w, &projects[i].client);
        word(w, &projects[i].weight);
        number(w, &projects[i].due);
    }
    EACH(resources, resource_n, struct plan_resource, 16)
    {
        wide(w, &resources[i].key);
        number(w, &resources[i].capacity);
        bitmap(w, &resources[i].free, in->slots, true);
    }
    EACH(tasks, task_n, struct plan_task, 120)
    task(w, &tasks[i]);
    EACH(dependencies, dependency_n, struct plan_dependency, 16)
    {
        word(w, &dependencies[i].before);
        word(w, &dependencies[i].after);
        word(w, &dependencies[i].kind);
        number(w, &dependencies[i].lag);
    }
    EACH(needs, need_n, struct plan_need, 8)
    {
        word(w, &needs[i].resource);
        number(w, &needs[i].amount);
    }
    EACH(fixed, fixed_n, struct plan_fixed, 20)
    {
        word(w, &fixed[i].task);
        word(w, &fixed[i].person);
        number(w, &fixed[i].from);
        number(w, &fixed[i].to);
        number(w, &fixed[i].setup);
    }
    EACH(candidates, candidate_n, uint32_t, 4)
    word(w, &candidates[i]);
}

int plan_read(struct plan_memory *m, const uint8_t *bytes, size_t n, struct plan_in *ret)
{
    static const uint8_t nothing[1] = {0};
    struct wire w = {.m = m, .from = bytes ? bytes : nothing, .n = n};
    if (m->room - m->used < plan_read_bytes(n))
        return PLAN_NO_ROOM;
    struct plan_in in = {0};
    whole(&w, &in);
    if (w.bad || w.at != n || plan_valid(&in) != PLAN_OK)
        return PLAN_INVALID;
    *ret = in;
    return PLAN_OK;
}

size_t plan_write(const struct plan_in *in, uint8_t *bytes, size_t room)
{
    struct wire w = {.to = bytes, .n = room};
    struct plan_in copy = *in; /* fields are written through the same pointers they are read through */
    whole(&w, &copy);
    return w.at;
}

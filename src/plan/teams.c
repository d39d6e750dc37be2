#include "plan/teams.h"
#include "plan/random.h"

#define TABLE (PLAN_SKILL_SETS_MOST * 2)

struct skill_set { /* everyone who has these; by open addressing */
    const uint64_t *skills;
    uint32_t first, n, guide;
};

struct lists {      /* of candidates, each of which is there once, in whatever order a task names them */
    uint32_t *task; /* the first with the list, or PLAN_NONE; by open addressing */
    uint64_t room;
    uint32_t *of; /* per person: the last task it was added for, plus one */
};

static uint64_t lists_room(const struct plan_in *in)
{
    return 2 * (uint64_t)in->task_n + 1;
}

bool plan_has_skills(const uint64_t *has, const uint64_t *needs)
{
    uint64_t missing = 0;
    for (int i = 0; i < PLAN_SKILL_WORDS; i++)
        missing |= needs[i] & ~has[i];
    return missing == 0;
}

static bool by_skill(const struct plan_task *t)
{
    return t->assignee == PLAN_NONE && t->candidate_n == 0;
}

static struct skill_set *set_of(struct skill_set *table, const uint64_t *skills)
{
    uint64_t h = 0;
    for (int i = 0; i < PLAN_SKILL_WORDS; i++)
        h = plan_mix2(h, skills[i]);
    for (uint32_t at = (uint32_t)h % TABLE;; at = (at + 1) % TABLE)
        if (!table[at].skills || __builtin_memcmp(table[at].skills, skills, sizeof(uint64_t) * PLAN_SKILL_WORDS) == 0)
            return &table[at];
}

/* How many different sets there are, at most PLAN_SKILL_SETS_MOST; they are put into the table. */
static uint32_t sets_collect(struct skill_set *table, const struct plan_in *in)
{
    uint32_t n = 0;
    for (uint32_t t = 0; t < in->task_n; t++) {
        struct skill_set *s = by_skill(&in->tasks[t]) ? set_of(table, in->tasks[t].skills) : NULL;
        if (s && !s->skills && n < PLAN_SKILL_SETS_MOST) {
            s->skills = in->tasks[t].skills;
            n++;
        }
    }
    return n;
}

size_t plan_teams_bytes(const struct plan_in *in)
{
    uint64_t sets = in->task_n < PLAN_SKILL_SETS_MOST ? in->task_n : PLAN_SKILL_SETS_MOST;
    return 3 * plan_room(uint32_t, in->task_n) + plan_room(struct skill_set, TABLE) +
           plan_room(uint32_t, in->task_n + in->candidate_n + sets * in->person_n) +
           plan_room(uint32_t, lists_room(in)) + plan_room(uint32_t, in->person_n);
}

static bool better_guide(const struct plan_in *in, const int32_t *free_n, uint32_t a, uint32_t b)
{
    return b == PLAN_NONE || free_n[a] > free_n[b] || (free_n[a] == free_n[b] && in->people[a].key < in->people[b].key);
}

static void add(struct plan_teams *teams, uint32_t *used, uint32_t *n, uint32_t *guide, const struct plan_in *in,
                const int32_t *free_n, uint32_t person)
{
    teams->people[(*used)++] = person;
    (*n)++;
    if (better_guide(in, free_n, person, *guide))
        *guide = person;
}

static void set_fill(struct plan_teams *teams, uint32_t *used, struct skill_set *s, const struct plan_in *in,
                     const int32_t *free_n)
{
    s->first = *used;
    s->guide = PLAN_NONE;
    for (uint32_t p = 0; p < in->person_n; p++)
        if (plan_has_skills(in->people[p].skills, s->skills))
            add(teams, used, &s->n, &s->guide, in, free_n, p);
}

static void several(struct plan_teams *teams, uint32_t n)
{
    teams->several_n += n > 1;
    teams->several_people += n > 1 ? n : 0;
}

static bool same_list(const struct plan_teams *teams, const struct lists *l, uint32_t a, uint32_t task)
{
    if (teams->n[a] != teams->n[task])
        return false;
    for (uint32_t i = 0; i < teams->n[a]; i++)
        if (l->of[teams->people[teams->first[a] + i]] != task + 1)
            return false;
    return true;
}

/* Nobody twice; and the same people as another task's are one team with it. */
static void candidates_add(struct plan_teams *teams, struct lists *l, uint32_t *used, const struct plan_in *in,
                           const int32_t *free_n, uint32_t t)
{
    const struct plan_task *task = &in->tasks[t];
    uint64_t hash = 0;
    for (uint32_t c = 0; c < task->candidate_n; c++) {
        uint32_t p = in->candidates[task->candidate_first + c];
        if (l->of[p] == t + 1 || !plan_has_skills(in->people[p].skills, task->skills))
            continue;
        l->of[p] = t + 1;
        hash += plan_mix(p);
        add(teams, used, &teams->n[t], &teams->guide[t], in, free_n, p);
    }
    uint64_t at = hash % l->room;
    while (l->task[at] != PLAN_NONE && !same_list(teams, l, l->task[at], t))
        at = (at + 1) % l->room;
    if (l->task[at] == PLAN_NONE) {
        l->task[at] = t;
        several(teams, teams->n[t]);
        return;
    }
    *used = teams->first[t];
    teams->first[t] = teams->first[l->task[at]];
}

static struct lists lists_make(struct plan_memory *m, const struct plan_in *in)
{
    struct lists l = {.room = lists_room(in)};
    l.task = plan_raw(m, sizeof *l.task * l.room);
    l.of = plan_array(m, uint32_t, in->person_n);
    for (uint64_t i = 0; i < l.room; i++)
        l.task[i] = PLAN_NONE;
    return l;
}

struct plan_teams plan_teams_make(struct plan_memory *m, const struct plan_in *in, const int32_t *free_n)
{
    struct plan_teams teams = {.first = plan_array(m, uint32_t, in->task_n),
                               .n = plan_array(m, uint32_t, in->task_n),
                               .guide = plan_array(m, uint32_t, in->task_n)};
    struct skill_set *table = plan_array(m, struct skill_set, TABLE);
    uint64_t sets = sets_collect(table, in);
    uint32_t used = 0;
    teams.people = plan_raw(m, sizeof(uint32_t) * (in->task_n + in->candidate_n + sets * in->person_n));
    size_t mark = m->used;
    struct lists lists = lists_make(m, in);
    for (uint32_t i = 0; i < TABLE; i++)
        if (table[i].skills) {
            set_fill(&teams, &used, &table[i], in, free_n);
            several(&teams, table[i].n);
        }
    for (uint32_t t = 0; t < in->task_n; t++) {
        const struct plan_task *task = &in->tasks[t];
        teams.first[t] = used;
        teams.guide[t] = PLAN_NONE;
        if (by_skill(task)) {
            const struct skill_set *s = set_of(table, task->skills);
            teams.first[t] = s->first;
            teams.n[t] = s->n;
            teams.guide[t] = s->skills ? s->guide : PLAN_NONE;
        } else if (task->assignee != PLAN_NONE) {
            add(&teams, &used, &teams.n[t], &teams.guide[t], in, free_n, task->assignee);
        } else {
            candidates_add(&teams, &lists, &used, in, free_n, t);
        }
    }
    m->used = mark;
    return teams;
}

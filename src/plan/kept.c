#include "plan/kept.h"
#include "plan/sort.h"

size_t plan_kept_bytes(const struct plan_in *in)
{
    return 7 * plan_room(uint32_t, in->task_n) + 2 * plan_room(struct plan_ranked, in->task_n);
}

struct plan_kept plan_kept_of(struct plan_memory *m, const struct plan_in *in)
{
    struct plan_kept k = {plan_raw(m, sizeof *k.end * in->task_n), plan_raw(m, sizeof *k.person * in->task_n), 0};
    for (uint32_t t = 0; t < in->task_n; t++) {
        k.end[t] = plan_kept_slot(&in->tasks[t]);
        k.person[t] = k.end[t] == PLAN_NEVER ? PLAN_NONE : in->tasks[t].force_person;
        k.n += k.end[t] != PLAN_NEVER;
    }
    return k;
}

/* How many of the first of those in force a task comes after, so that the fewest pairs are against the rule; of equal
 * numbers the most. */
static uint32_t fits_behind(const uint32_t *place, const struct plan_ranked *in_force, uint32_t n, uint32_t task)
{
    int64_t against = 0, least = 0; /* beside coming first */
    uint32_t at = 0;
    for (uint32_t i = 0; i < n; i++) {
        against += place[in_force[i].id] < place[task] ? -1 : 1;
        if (against <= least) {
            least = against;
            at = i + 1;
        }
    }
    return at;
}

static void places_by(struct plan_ranked *by, uint32_t n, struct plan_ranked *spare, uint32_t *ret_place)
{
    plan_sort(by, n, spare);
    for (uint32_t i = 0; i < n; i++)
        ret_place[by[i].id] = i;
}

/* By when they are done in force, the others between them. */
static void places_make(struct plan_memory *m, const struct plan_in *in, const struct plan_order *rule,
                        const struct plan_kept *kept, uint32_t *ret_place)
{
    struct plan_ranked *by = plan_raw(m, sizeof *by * in->task_n), *spare = plan_raw(m, sizeof *spare * in->task_n);
    uint32_t n = 0, more = kept->n;
    for (uint32_t t = 0; t < in->task_n; t++)
        if (kept->end[t] != PLAN_NEVER)
            by[n++] = (struct plan_ranked){(uint32_t)kept->end[t] ^ 0x80000000u, rule->place[t], t};
    plan_sort(by, n, spare);
    for (uint32_t t = 0; t < in->task_n; t++)
        if (kept->end[t] == PLAN_NEVER)
            by[more++] = (struct plan_ranked){2 * (uint64_t)fits_behind(rule->place, by, n, t), rule->place[t], t};
    for (uint32_t i = 0; i < n; i++)
        by[i].high = 2 * (uint64_t)i + 1;
    places_by(by, in->task_n, spare, ret_place);
}

static void classes_first(struct plan_memory *m, const struct plan_in *in, const struct plan_order *o, uint32_t *place)
{
    struct plan_ranked *by = plan_raw(m, sizeof *by * in->task_n), *spare = plan_raw(m, sizeof *spare * in->task_n);
    for (uint32_t t = 0; t < in->task_n; t++)
        by[t] = (struct plan_ranked){plan_order_class(o, t), place[t], t};
    places_by(by, in->task_n, spare, place);
}

static bool can_do(const struct plan_base *b, uint32_t task, uint32_t person)
{
    const uint32_t *people = &b->teams.people[b->teams.first[task]];
    for (uint32_t i = 0; i < b->teams.n[task]; i++)
        if (people[i] == person)
            return true;
    return false;
}

struct plan_order plan_kept_order(struct plan_memory *m, const struct plan_base *b, const struct plan_order *rule,
                                  const struct plan_kept *kept, bool classes)
{
    const struct plan_in *in = b->in;
    struct plan_order o = *rule;
    if (kept->n == 0 || (uint64_t)kept->n * (in->task_n - kept->n) > PLAN_KEPT_PAIRS)
        return o;
    uint32_t *place = plan_raw(m, sizeof *place * in->task_n), *person = plan_raw(m, sizeof *person * in->task_n);
    int32_t *until = plan_raw(m, sizeof *until * in->task_n);
    size_t mark = m->used;
    places_make(m, in, rule, kept, place);
    m->used = mark;
    if (classes)
        classes_first(m, in, rule, place);
    m->used = mark;
    for (uint32_t t = 0; t < in->task_n; t++) {
        person[t] = kept->person[t] != PLAN_NONE && can_do(b, t, kept->person[t]) ? kept->person[t] : PLAN_NONE;
        until[t] = kept->end[t] == PLAN_NEVER ? 0 : kept->end[t] + PLAN_KEPT_PATIENCE;
    }
    o.place = place;
    o.person = person;
    o.until = until;
    return o;
}

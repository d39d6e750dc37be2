#include "planning/weights.h"
#include "plan/plan.h"
#include <jansson.h>

#define USUAL 50

struct plan_weights weights_parse(struct str json)
{
    struct plan_weights w = {USUAL, USUAL, USUAL, USUAL, USUAL};
    struct {
        const char *key;
        int *to;
    } members[] = {{"client", &w.client},
                   {"project", &w.project},
                   {"impact", &w.impact},
                   {"urgency", &w.urgency},
                   {"effort", &w.effort}};
    json_auto_t *value = json.n ? json_loadb(json.at, json.n, 0, NULL) : NULL;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const json_t *v = json_object_get(value, members[i].key);
        if (json_is_integer(v) && json_integer_value(v) >= 0 && json_integer_value(v) <= 100)
            *members[i].to = (int)json_integer_value(v);
    }
    return w;
}

int weights_read(struct op *op, struct plan_weights *ret)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows, "SELECT plan_weights FROM @workspace WHERE deleted IS NULL LIMIT 1", NO_ARGS);
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    *ret = weights_parse(err == 1 ? row_text(&rows, 0) : (struct str){0});
    return 0;
}

int weight_term_client(const struct plan_weights *w, int importance)
{
    return (importance - 3) * 16 * w->client / USUAL;
}

int weight_term_project(const struct plan_weights *w, int importance)
{
    return (importance - 3) * 16 * w->project / USUAL;
}

/* 1 large .. 4 small: one and a half doublings up to as many down. */
int weight_term_impact(const struct plan_weights *w, int impact)
{
    return impact ? (5 - 2 * impact) * 8 * w->impact / USUAL : 0;
}

/* 1 urgent, 2 high, 3 normal, 4 low */
int weight_term_urgency(const struct plan_weights *w, int priority)
{
    return priority ? (3 - priority) * 16 * w->urgency / USUAL : 0;
}

/* Small things first, a little: half a doubling for each doubling of the effort, around a morning's work. */
int weight_term_effort(const struct plan_weights *w, int32_t slots)
{
    int doublings = 0;
    for (int32_t n = slots < 1 ? 1 : slots; n > 1; n /= 2)
        doublings++;
    int term = (3 - doublings) * 8;
    return (term < -32 ? -32 : term) * w->effort / USUAL;
}

/* WEIGHT_UNIT * 2^(sixteenths / 16), in whole numbers. */
static uint32_t cost(int sixteenths)
{
    static const uint32_t part[16] = {1024, 1069, 1117, 1166, 1218, 1272, 1328, 1387,
                                      1448, 1512, 1579, 1649, 1722, 1798, 1878, 1961};
    int whole = sixteenths >= 0 ? sixteenths / 16 : -((15 - sixteenths) / 16), rest = sixteenths - whole * 16;
    uint64_t c = (uint64_t)WEIGHT_UNIT * part[rest];
    c = whole >= 0 ? c << (whole > 30 ? 30 : whole) : c >> (-whole > 40 ? 40 : -whole);
    c /= 1024;
    return c < 1 ? 1 : c > PLAN_WEIGHT_MOST ? PLAN_WEIGHT_MOST : (uint32_t)c;
}

uint32_t weight_project(const struct plan_weights *w, int client_importance, int project_importance)
{
    return cost(weight_term_client(w, client_importance) + weight_term_project(w, project_importance));
}

uint32_t weight_task(const struct plan_weights *w, const struct weight_of *t)
{
    if (t->backlog && !t->pinned)
        return 1;
    return cost(weight_term_urgency(w, t->priority) + weight_term_impact(w, t->impact) +
                weight_term_effort(w, t->slots));
}

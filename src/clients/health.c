#include "clients/health.h"

/* Worst first. */
static const struct rule {
    enum measure measure;
    int64_t threshold; /* from here on it is a reason */
    enum health health;
    const char *key;
} rules[] = {
    {MEASURE_PROJECTS_LATE, 1, HEALTH_LATE, "health.projects_late"},
    {MEASURE_MILESTONES_LATE, 1, HEALTH_LATE, "health.milestones_late"},
    {MEASURE_OVERDUE_PERCENT, 25, HEALTH_LATE, "health.overdue_percent"},
    {MEASURE_OVERDUE, 1, HEALTH_AT_RISK, "health.overdue"},
    {MEASURE_PROJECTS_BEHIND, 1, HEALTH_AT_RISK, "health.projects_behind"},
    {MEASURE_CONTRACT_ENDS, 1, HEALTH_AT_RISK, "health.contract_ends"},
    {MEASURE_SILENT_DAYS, 14, HEALTH_QUIET, "health.silent"},
};

enum health health_of(const int64_t measure[MEASURES], struct health_reason *ret_reasons, size_t *ret_n)
{
    enum health worst = HEALTH_ON_TRACK;
    size_t n = 0;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const struct rule *r = &rules[i];
        if (measure[r->measure] < r->threshold)
            continue;
        ret_reasons[n++] = (struct health_reason){r->key, measure[r->measure]};
        if (r->health > worst)
            worst = r->health;
    }
    *ret_n = n;
    return worst;
}

const char *health_name(enum health health)
{
    static const char *const names[] = {"on_track", "quiet", "at_risk", "late"};
    return names[health];
}

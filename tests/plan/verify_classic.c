#include "verify_classic.h"
#include <stdlib.h>

static const char *starts_wrong(const struct plan_classic *c, const struct plan_classic_result *r, int32_t *ret_end)
{
    int32_t end = 0;
    for (uint32_t t = 0; t < c->task_n; t++) {
        int32_t finish = r->start[t] + c->duration[t];
        end = finish > end ? finish : end;
        if (r->start[t] < c->release[c->project[t]])
            return "begins before its release";
        for (uint32_t a = c->after_at[t]; a < c->after_at[t + 1]; a++)
            if (r->start[c->after[a]] < finish)
                return "begins before a predecessor ends";
    }
    *ret_end = end;
    return end == r->makespan ? NULL : "makespan is not what it says";
}

/* Finish less release less the longest chain inside the project, by relaxing until nothing changes. */
static int64_t delay(const struct plan_classic *c, const struct plan_classic_result *r)
{
    int32_t *longest = calloc(c->task_n, sizeof *longest);
    int64_t sum = 0;
    for (bool again = longest != NULL; again;) {
        again = false;
        for (uint32_t t = 0; t < c->task_n; t++)
            for (uint32_t a = c->after_at[t]; a < c->after_at[t + 1]; a++)
                if (c->project[t] == c->project[c->after[a]] && longest[c->after[a]] < longest[t] + c->duration[t]) {
                    longest[c->after[a]] = longest[t] + c->duration[t];
                    again = true;
                }
    }
    for (uint32_t p = 0; p < c->project_n && longest; p++) {
        int32_t path = 0, finish = 0;
        for (uint32_t t = 0; t < c->task_n; t++) {
            if (c->project[t] != p)
                continue;
            path = longest[t] + c->duration[t] > path ? longest[t] + c->duration[t] : path;
            finish = r->start[t] + c->duration[t] > finish ? r->start[t] + c->duration[t] : finish;
        }
        sum += finish - c->release[p] - path;
    }
    free(longest);
    return sum;
}

const char *verify_classic(const struct plan_classic *c, const struct plan_classic_result *r)
{
    int32_t end = 0;
    const char *wrong = starts_wrong(c, r, &end);
    if (wrong)
        return wrong;
    int32_t *use = calloc((size_t)(end + 1), sizeof *use);
    for (uint32_t k = 0; k < c->resource_n && use && !wrong; k++) {
        for (int32_t s = 0; s <= end; s++)
            use[s] = 0;
        for (uint32_t t = 0; t < c->task_n; t++)
            for (int32_t s = r->start[t]; s < r->start[t] + c->duration[t]; s++)
                use[s] += c->request[t * c->resource_n + k];
        for (int32_t s = 0; s <= end; s++)
            if (use[s] > c->capacity[k])
                wrong = "uses more than there is";
    }
    free(use);
    if (!wrong && c->project_n > 1 && delay(c, r) != r->delay)
        wrong = "delay is not what it says";
    return wrong;
}

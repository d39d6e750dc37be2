#include "planning/whatif_findings.h"
#include "planning/force.h"
#include "planning/handlers.h"

#define FINDINGS_MOST 50
#define PATH_MOST     20

struct telling {
    struct op *op;
    const struct computed *c;
    const struct seen *seen;
    const struct plan_finding *f;
};

static bool of_person(uint32_t kind)
{
    return kind == PLAN_PERSON_NO_HOURS;
}
static bool of_block(uint32_t kind)
{
    return kind == PLAN_FIXED_OVERLAP || kind == PLAN_FIXED_BUSY;
}

/* The task it is about, or PLAN_NONE. */
static uint32_t task_of(const struct computed *c, const struct plan_finding *f)
{
    if (of_person(f->kind) || f->kind == PLAN_SHARES_OVER)
        return PLAN_NONE;
    return of_block(f->kind) ? c->snapshot->fixed[f->a].task : f->a;
}

static bool is_shown(const struct telling *t)
{
    uint32_t task = task_of(t->c, t->f);
    if (!force_findings[t->f->kind])
        return false;
    if (t->f->kind == PLAN_FIXED_OVERLAP && !seen_task(t->seen, t->c->snapshot->fixed[t->f->b].task))
        return false;
    if (task != PLAN_NONE)
        return seen_task(t->seen, task);
    return t->seen->all || (of_person(t->f->kind) && id_eq(t->c->snapshot->person[t->f->a].id, t->op->scope.me));
}

/* Tasks that wait for each other, as far as they are seen. */
static struct str path_of(const struct telling *t)
{
    struct buf text;
    buf_init(&text, 10000);
    for (uint32_t i = 0; i < t->f->path_n && i < PATH_MOST; i++) {
        uint32_t task = t->c->out.findings.path[t->f->path_first + i];
        if (seen_task(t->seen, task))
            buf_format(&text, "%s%.*s", text.n ? " → " : "", STR_FMT(t->c->snapshot->task[task].title));
    }
    struct str path = arena_str(t->op->arena, buf_view(&text));
    buf_release(&text);
    return path;
}

static struct str name_of(const struct telling *t)
{
    const struct snapshot *s = t->c->snapshot;
    switch ((enum plan_finding_kind)t->f->kind) {
    case PLAN_PERSON_NO_HOURS:
        return s->person[t->f->a].name;
    case PLAN_SKILL_MISSING:
        return s->person[t->f->b].name;
    case PLAN_FIXED_OVERLAP:
    case PLAN_FIXED_BUSY:
        return s->person[s->fixed[t->f->a].person].name;
    default:
        return (struct str){0};
    }
}

static struct str when_of(const struct telling *t)
{
    const struct snapshot *s = t->c->snapshot;
    return of_block(t->f->kind) ? tell_when(t->op, snapshot_instant(s, s->fixed[t->f->a].from)) : (struct str){0};
}

static void write_finding(const struct telling *t, struct json *j)
{
    const struct snapshot *s = t->c->snapshot;
    uint32_t task = task_of(t->c, t->f);
    struct str key = arena_format(t->op->arena, "plan.finding.%s", force_findings[t->f->kind]);
    bool need = t->f->kind == PLAN_NEED_TOO_MUCH, overlap = t->f->kind == PLAN_FIXED_OVERLAP;
    int64_t n = t->f->kind == PLAN_HARD_IMPOSSIBLE ? ((int64_t)t->f->b + 95) / 96 : t->f->a;
    json_object_start(j);
    json_key(j, "key");
    json_text(j, force_findings[t->f->kind]);
    json_key(j, "text");
    json_str(j, SAY(t->op, key.at, message_text("title", task == PLAN_NONE ? (struct str){0} : s->task[task].title),
                    message_text("name", name_of(t)),
                    message_text("other", overlap ? s->task[s->fixed[t->f->b].task].title : (struct str){0}),
                    message_text("thing", need ? s->resource[t->f->b].name : (struct str){0}),
                    message_text("path", path_of(t)), message_text("when", when_of(t)), message_int("n", n)));
    json_key(j, "resource");
    json_text(j, task != PLAN_NONE ? "task" : of_person(t->f->kind) ? "member" : "workspace");
    json_key(j, "id");
    if (task != PLAN_NONE && !id_is_zero(s->task[task].id))
        json_id(j, s->task[task].id);
    else if (of_person(t->f->kind))
        json_id(j, s->person[t->f->a].id);
    else
        json_none(j);
    json_object_end(j);
}

/* Indexes of rows stay what they are when changes are laid over them. */
static bool had(const struct computed *before, const struct plan_finding *f)
{
    for (uint32_t i = 0; i < before->out.findings.n; i++) {
        const struct plan_finding *b = &before->out.findings.at[i];
        if (b->kind == f->kind && b->a == f->a && (b->b == f->b || f->kind == PLAN_HARD_IMPOSSIBLE))
            return true;
    }
    return false;
}

void whatif_findings(struct op *op, const struct computed *before, const struct computed *after,
                     const struct seen *seen, struct json *j)
{
    uint32_t n = 0;
    json_key(j, "findings");
    json_array_start(j);
    for (uint32_t i = 0; i < after->out.findings.n && n < FINDINGS_MOST; i++) {
        struct telling t = {op, after, seen, &after->out.findings.at[i]};
        if (had(before, t.f) || !is_shown(&t))
            continue;
        write_finding(&t, j);
        n++;
    }
    json_array_end(j);
}

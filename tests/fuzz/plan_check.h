/* What holds of every plan, whatever the file was. */
#pragma once
#include "base/utf8.h"
#include "exchange/source.h"
#include "fuzz.h"
#include <string.h>

static inline void check_text(struct str s, size_t most)
{
    fuzz_check(utf8_valid(s));
    fuzz_check(utf8_count(s) <= most);
}

static inline void check_person(const struct plan *p, int32_t who)
{
    fuzz_check(who == PLAN_NONE || (who >= 0 && (size_t)who < p->people.n));
    fuzz_check(plan_person_of(p, who) == PLAN_NONE || p->people.at[plan_person_of(p, who)].same == PLAN_NONE);
}

static inline void check_values(const struct plan *p, const struct plan_task *t)
{
    for (size_t i = 0; i < t->values.n; i++) {
        const struct plan_value *v = &t->values.at[i];
        fuzz_check(v->field >= 0 && (size_t)v->field < p->fields.n);
        const struct plan_field *f = &p->fields.at[v->field];
        if (f->type == PLAN_CHOICE)
            fuzz_check(v->option >= 0 && (size_t)v->option < f->options.n);
        check_text(v->text, PLAN_TEXT_MAX);
    }
}

static inline void check_task(const struct plan *p, const struct plan_task *t)
{
    fuzz_check(t->title.n > 0);
    check_text(t->title, PLAN_TITLE_MAX + 200); /* a key may stand for a title that is not there */
    check_text(t->description, PLAN_TEXT_MAX);
    fuzz_check(t->list >= 0 && (size_t)t->list < p->lists.n);
    fuzz_check(t->status >= 0 && (size_t)t->status < p->statuses.n);
    fuzz_check(p->statuses.at[t->status].project == p->lists.at[t->list].project);
    fuzz_check(t->parent == PLAN_NONE || p->tasks.at[t->parent].list == t->list);
    fuzz_check(t->priority >= 0 && t->priority <= 4);
    fuzz_check(t->due_min >= -1 && t->due_min < 1440);
    fuzz_check(t->estimate_min >= -1 && t->estimate_min <= PLAN_MINUTES_MAX && t->spent_min >= -1 &&
               t->spent_min <= PLAN_MINUTES_MAX);
    fuzz_check(t->tags.n <= PLAN_TAGS_MAX && t->assignees.n <= PLAN_SET_MAX);
    for (size_t i = 0; i < t->tags.n; i++)
        check_text(t->tags.at[i], PLAN_TAG_MAX);
    for (size_t i = 0; i < t->assignees.n; i++)
        check_person(p, t->assignees.at[i]);
    check_person(p, t->creator);
    check_values(p, t);
}

/* Every task once, parents first. */
static inline void check_order(const struct plan *p)
{
    bool *seen = calloc(p->tasks.n + 1, sizeof *seen);
    fuzz_check(seen != NULL && p->order.n == p->tasks.n);
    for (size_t i = 0; i < p->order.n; i++) {
        int32_t at = p->order.at[i], parent = p->tasks.at[at].parent;
        fuzz_check(!seen[at] && (parent == PLAN_NONE || seen[parent]));
        seen[at] = true;
    }
    free(seen);
}

static inline void check_plan(const struct plan *p)
{
    check_order(p);
    for (size_t i = 0; i < p->tasks.n; i++)
        check_task(p, &p->tasks.at[i]);
    for (size_t i = 0; i < p->lists.n; i++)
        fuzz_check(p->lists.at[i].project >= 0 && (size_t)p->lists.at[i].project < p->projects.n);
    for (size_t i = 0; i < p->projects.n; i++)
        fuzz_check(p->projects.at[i].client >= 0 && (size_t)p->projects.at[i].client < p->clients.n);
    for (size_t i = 0; i < p->comments.n; i++) {
        check_text(p->comments.at[i].body, PLAN_TEXT_MAX);
        check_person(p, p->comments.at[i].author);
        fuzz_check((size_t)p->comments.at[i].task < p->tasks.n);
    }
    for (size_t i = 0; i < p->attachments.n; i++)
        fuzz_check((size_t)p->attachments.at[i].task < p->tasks.n);
    for (size_t i = 0; i < p->dependencies.n; i++)
        fuzz_check((size_t)p->dependencies.at[i].task < p->tasks.n &&
                   (size_t)p->dependencies.at[i].predecessor < p->tasks.n);
    for (size_t i = 0; i < p->notes.n; i++) {
        check_text(p->notes.at[i].what, 120);
        check_text(p->notes.at[i].value, 120);
    }
}

static inline void check_source(const struct source *s, const uint8_t *data, size_t n)
{
    struct arena a;
    struct plan p;
    const char *why = NULL;
    struct plan_options o = {.file_name = STR("fuzz")};
    arena_init(&a);
    int err = source_read(s, &a, &o, (struct str){(const char *)data, n}, &p, &why);
    if (err == 0)
        check_plan(&p);
    else
        fuzz_check(why != NULL);
    arena_release(&a);
}

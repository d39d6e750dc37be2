#include "resource/filter_tree.h"

/* Closed tasks have a time of completion, of which the indexes of open ones speak. */
#define OPEN "completed:none"

/* In the order in which completions offer them. */
static const struct filter_word words[] = {
    {"task", "open", OPEN, NULL},
    {"task", "done", "category:done", NULL},
    {"task", "mine", "assignees:me", NULL},
    {"task", "unassigned", "assignees:none", NULL},
    {"task", "overdue", "due<today " OPEN, NULL},
    {"task", "late", "due<today " OPEN, NULL},
    {"task", "today", "due<=today " OPEN, NULL},
    {"task", "blocked", NULL,
     "EXISTS (SELECT 1 FROM @dependency d JOIN @task p ON p.id = d.predecessor WHERE d.task = t.id AND d.deleted IS "
     "NULL "
     "AND p.deleted IS NULL AND p.category NOT IN ('done', 'cancelled'))"},
    {"task", "milestone", "kind:milestone", NULL},
    {"task", "deliverable", "kind:deliverable", NULL},
    {"task", "subtask", "parent:any", NULL},
    {"task", "recurring", NULL, "t.recurrence IS NOT NULL"},
    {"task", "shared", "shared:yes", NULL},
    {"project", "open", "-state:delivered,closed archived:none", NULL},
    {"project", "overdue", "due<today -state:delivered,closed", NULL},
    {"project", "archived", "archived:any", NULL},
    {"project", "mine", "owner:me", NULL},
    {"project", "shared", "shared:yes", NULL},
    {"list", "archived", "archived:any", NULL},
    {"list", "overdue", "due<today archived:none", NULL},
    {"client", "archived", "archived:any", NULL},
    {"client", "mine", "owner:me", NULL},
    {"comment", "resolved", "resolved:any", NULL},
    {"comment", "mine", "created_by:me", NULL},
    {"member", "active", "active:yes", NULL},
};

/* What is a condition of its own tells of what contacts do not see. */
const struct filter_word *filter_word_next(const struct op *op, const struct resource *r,
                                           const struct filter_word *after)
{
    const struct filter_word *end = words + sizeof words / sizeof *words;
    for (const struct filter_word *w = after ? after + 1 : words; w < end; w++)
        if (strcmp(w->resource, r->name) == 0 && (w->expansion || op->scope.role >= ROLE_MEMBER))
            return w;
    return NULL;
}

const struct filter_word *filter_word_find(const struct op *op, const struct resource *r, struct str word)
{
    const struct filter_word *w = filter_word_next(op, r, NULL);
    while (w && !str_is(word, w->word))
        w = filter_word_next(op, r, w);
    return w;
}

/* The report of an import as JSON. */
#include "base/json_out.h"
#include "exchange/import.h"

static const char *const phase_names[RUN_PHASES] = {"member", "client", "custom_field", "project",    "status",
                                                    "list",   "task",   "comment",      "attachment", "dependency"};

static void line_write(struct json *j, int64_t row, const char *reason, struct str what, struct str text)
{
    json_object_start(j);
    json_key(j, "row");
    if (row > 0)
        json_int(j, row);
    else
        json_none(j);
    json_key(j, "what");
    json_str(j, what);
    json_key(j, "reason");
    json_text(j, reason + strlen("import.note."));
    json_key(j, "text");
    json_str(j, text);
    json_object_end(j);
}

/* Those of the file first, then those of the run. Returns how many there are. */
static size_t lines_write(const struct import *im, struct json *j, enum plan_loss loss, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < im->plan.notes.n; i++) {
        const struct plan_note *note = &im->plan.notes.at[i];
        if (note->loss == loss && n++ < most)
            line_write(j, note->row, note->message, note->what,
                       run_sentence((struct arena *)&im->arena, im->locale, note->message, note->what, note->value));
    }
    for (size_t i = 0; i < im->run.notes.n; i++) {
        const struct run_note *note = &im->run.notes.at[i];
        if (note->loss == loss && n++ < most)
            line_write(j, note->row, note->message, note->what, note->text);
    }
    return n;
}

int64_t import_skipped(const struct import *im)
{
    int64_t n = 0;
    for (size_t i = 0; i < im->plan.notes.n; i++)
        n += im->plan.notes.at[i].loss == PLAN_SKIPPED;
    for (size_t i = 0; i < im->run.notes.n; i++)
        n += im->run.notes.at[i].loss == PLAN_SKIPPED;
    return n;
}

static void list_write(const struct import *im, struct json *j, const char *name, const char *more, enum plan_loss loss,
                       size_t most)
{
    json_key(j, name);
    json_array_start(j);
    size_t n = lines_write(im, j, loss, most);
    json_array_end(j);
    json_key(j, more);
    json_int(j, n > most ? (int64_t)(n - most) : 0);
}

static void counts_write(const struct import *im, struct json *j)
{
    for (int outcome = RUN_CREATED; outcome <= RUN_UNCHANGED; outcome++) {
        json_key(j, run_outcome_names[outcome]);
        json_int(j, import_count(im, (enum run_outcome)outcome));
    }
    json_key(j, "by_resource");
    json_object_start(j);
    for (int i = 0; i < RUN_PHASES; i++) {
        json_key(j, phase_names[i]);
        json_object_start(j);
        for (int outcome = 0; outcome < RUN_OUTCOMES; outcome++) {
            json_key(j, run_outcome_names[outcome]);
            json_int(j, im->run.count[i][outcome]);
        }
        json_object_end(j);
    }
    json_object_end(j);
}

static void questions_write(const struct plan *p, struct json *j)
{
    json_key(j, "questions");
    json_array_start(j);
    for (size_t i = 0; i < p->questions.n; i++) {
        const struct plan_question *q = &p->questions.at[i];
        json_object_start(j);
        json_key(j, "name");
        json_text(j, q->name);
        json_key(j, "column");
        json_str(j, q->column);
        json_key(j, "sample");
        json_str(j, q->sample);
        json_key(j, "choices");
        json_array_start(j);
        for (size_t k = 0; k < 4 && q->choices[k] != NULL; k++)
            json_text(j, q->choices[k]);
        json_array_end(j);
        json_key(j, "chosen");
        json_text(j, q->chosen);
        json_object_end(j);
    }
    json_array_end(j);
}

static void columns_write(const struct plan *p, struct json *j)
{
    json_key(j, "columns");
    json_array_start(j);
    for (size_t i = 0; i < p->columns.n && i < 500; i++) {
        const struct plan_column *c = &p->columns.at[i];
        json_object_start(j);
        json_key(j, "name");
        json_str(j, c->name);
        json_key(j, "target");
        if (c->target.n > 0)
            json_str(j, c->target);
        else
            json_none(j);
        json_key(j, "cells");
        json_int(j, c->cells);
        json_key(j, "sample");
        json_str(j, c->sample);
        json_object_end(j);
    }
    json_array_end(j);
}

void import_report(const struct import *im, struct json *j, size_t most)
{
    json_object_start(j);
    json_key(j, "source");
    json_text(j, im->source->name);
    json_key(j, "file");
    json_str(j, im->name);
    json_key(j, "dry_run");
    json_bool(j, im->dry);
    json_key(j, "rows");
    json_int(j, im->plan.rows);
    counts_write(im, j);
    list_write(im, j, "skipped", "skipped_more", PLAN_SKIPPED, most);
    list_write(im, j, "notes", "notes_more", PLAN_ALTERED, most);
    questions_write(&im->plan, j);
    columns_write(&im->plan, j);
    json_object_end(j);
}

/* ---- the proposal ---- */

#define SAMPLE_TASKS 20

static void target_write(struct json *j, const struct run_target *t, bool can_be_left_out)
{
    json_key(j, "id");
    if (t->found)
        json_id(j, t->id);
    else
        json_none(j);
    if (can_be_left_out) {
        json_key(j, "left_out");
        json_bool(j, t->left_out);
    }
}

static void clients_write(const struct import *im, struct json *j)
{
    const struct plan *p = &im->plan;
    json_key(j, "clients");
    json_array_start(j);
    for (size_t i = 0; i < p->clients.n; i++) {
        json_object_start(j);
        json_key(j, "name");
        json_str(j, p->clients.at[i].name);
        json_key(j, "as");
        json_str(j, im->run.target[RUN_CLIENTS][i].name);
        target_write(j, &im->run.target[RUN_CLIENTS][i], true);
        json_object_end(j);
    }
    json_array_end(j);
}

static void projects_write(const struct import *im, struct json *j)
{
    const struct plan *p = &im->plan;
    int64_t *tasks = arena_array((struct arena *)&im->arena, int64_t, p->projects.n + 1);
    for (size_t i = 0; i < p->tasks.n; i++)
        tasks[p->lists.at[p->tasks.at[i].list].project]++;
    json_key(j, "projects");
    json_array_start(j);
    for (size_t i = 0; i < p->projects.n; i++) {
        json_object_start(j);
        json_key(j, "name");
        json_str(j, p->projects.at[i].name);
        json_key(j, "client");
        json_str(j, p->clients.at[p->projects.at[i].client].name);
        json_key(j, "tasks");
        json_int(j, tasks[i]);
        target_write(j, &im->run.target[RUN_PROJECTS][i], true);
        json_object_end(j);
    }
    json_array_end(j);
}

static void people_write(const struct import *im, struct json *j)
{
    const struct plan *p = &im->plan;
    json_key(j, "people");
    json_array_start(j);
    for (size_t i = 0; i < p->people.n; i++) {
        const struct plan_person *person = &p->people.at[i];
        if (person->same != PLAN_NONE)
            continue;
        json_object_start(j);
        json_key(j, "name");
        json_str(j, person->name);
        json_key(j, "email");
        json_str(j, person->email);
        json_key(j, "uses");
        json_int(j, person->uses);
        target_write(j, &im->run.target[RUN_PEOPLE][i], true);
        json_object_end(j);
    }
    json_array_end(j);
}

/* One line a name: the same status of many projects is one decision. */
static void statuses_write(const struct import *im, struct json *j)
{
    const struct plan *p = &im->plan;
    struct index seen;
    index_init(&seen, (struct arena *)&im->arena);
    json_key(j, "statuses");
    json_array_start(j);
    for (size_t i = 0; i < p->statuses.n; i++) {
        const struct plan_status *s = &p->statuses.at[i];
        if (index_put(&seen, s->name, (int32_t)i) != (int32_t)i)
            continue;
        json_object_start(j);
        json_key(j, "name");
        json_str(j, s->name);
        json_key(j, "category");
        json_text(j, plan_category_names[s->category]);
        json_key(j, "sure");
        json_bool(j, s->sure);
        json_object_end(j);
    }
    json_array_end(j);
}

static void sample_write(const struct import *im, struct json *j)
{
    const struct plan *p = &im->plan;
    json_key(j, "sample");
    json_array_start(j);
    for (size_t i = 0; i < p->tasks.n && i < SAMPLE_TASKS; i++) {
        const struct plan_task *t = &p->tasks.at[i];
        const struct plan_list *list = &p->lists.at[t->list];
        const struct plan_project *project = &p->projects.at[list->project];
        json_object_start(j);
        json_key(j, "row");
        json_int(j, t->row);
        json_key(j, "title");
        json_str(j, t->title);
        json_key(j, "client");
        json_str(j, p->clients.at[project->client].name);
        json_key(j, "project");
        json_str(j, project->name);
        json_key(j, "list");
        json_str(j, list->name);
        json_key(j, "status");
        json_str(j, p->statuses.at[t->status].name);
        json_key(j, "start");
        if (t->start == PLAN_NO_DAY)
            json_none(j);
        else
            json_date(j, t->start);
        json_key(j, "due");
        if (t->due == PLAN_NO_DAY)
            json_none(j);
        else
            json_date(j, t->due);
        json_key(j, "assignees");
        json_array_start(j);
        for (size_t k = 0; k < t->assignees.n; k++)
            json_str(j, p->people.at[t->assignees.at[k]].name);
        json_array_end(j);
        json_object_end(j);
    }
    json_array_end(j);
}

void import_proposal(const struct import *im, struct json *j)
{
    json_object_start(j);
    clients_write(im, j);
    projects_write(im, j);
    people_write(im, j);
    statuses_write(im, j);
    sample_write(im, j);
    json_object_end(j);
}

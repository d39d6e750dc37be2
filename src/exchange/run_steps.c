/* Each kind of thing of a plan as the fields of its resource. */
#include "base/json_value.h"
#include "clients/clients.h"
#include "exchange/run_parts.h"
#include "exchange/text.h"
#include "people/people.h"
#include "work/work.h"

size_t phase_count(const struct run *run, enum run_phase phase)
{
    const struct plan *p = run->plan;
    const size_t n[RUN_PHASES] = {[RUN_PEOPLE] = p->people.n,
                                  [RUN_CLIENTS] = p->clients.n,
                                  [RUN_FIELDS] = p->fields.n,
                                  [RUN_PROJECTS] = p->projects.n,
                                  [RUN_STATUSES] = p->statuses.n,
                                  [RUN_LISTS] = p->lists.n,
                                  [RUN_TASKS] = p->order.n,
                                  [RUN_COMMENTS] = p->comments.n,
                                  [RUN_ATTACHMENTS] = p->attachments.n,
                                  [RUN_DEPENDENCIES] = p->dependencies.n};
    return n[phase];
}

/* ---- values ---- */

static json_t *text(struct str s)
{
    return s.n > 0 ? json_stringn(s.at, s.n) : json_null();
}

static json_t *number_or_none(int64_t v, int64_t none)
{
    return v == none ? json_null() : json_integer(v);
}

static void set(struct step *s, const char *field, json_t *value)
{
    json_object_set_new(s->fields, field, value);
}

static void set_once(struct step *s, const char *field, json_t *value)
{
    json_object_set_new(s->once, field, value);
}

static struct run_target *person(struct run *run, int32_t p)
{
    p = plan_person_of(run->plan, p);
    return p == PLAN_NONE ? NULL : &run->target[RUN_PEOPLE][p];
}

/* Needs something that did not come in. */
static bool depends(struct step *s, const struct run_target *on)
{
    if (!on->left_out)
        return false;
    s->target->left_out = true;
    s->skip = "import.note.belongs";
    return true;
}

/* ---- people ---- */

/* Addresses must be there and differ: who has none gets one that can never receive mail (RFC 2606). */
static struct str address_of(struct run *run, const struct plan_person *p)
{
    bool plain = p->email.n > 0;
    for (size_t i = 0; i < p->email.n; i++)
        plain &= (unsigned char)p->email.at[i] > ' ' && (unsigned char)p->email.at[i] < 0x7F;
    if (plain)
        return p->email;
    struct str folded = text_fold(run->arena, p->name.n > 0 ? p->name : p->email);
    char out[64];
    size_t n = 0;
    for (size_t i = 0; i < folded.n && n < 40; i++) {
        char c = folded.at[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[n++] = c;
        else if (n > 0 && out[n - 1] != '.' && (unsigned char)c < 0x80)
            out[n++] = '.';
    }
    while (n > 0 && out[n - 1] == '.')
        n--;
    struct str digest = plan_digest(run->arena, p->key);
    return arena_format(run->arena, "%.*s%s%.6s@imported.invalid", (int)n, out, n > 0 ? "-" : "", digest.at);
}

static int prepare_person(struct op *op, struct run *run, size_t at, struct step *s)
{
    const struct plan_person *p = &run->plan->people.at[at];
    (void)op;
    s->resource = &member_resource;
    s->key = p->key;
    s->row = p->row;
    s->what = p->name.n > 0 ? p->name : p->email;
    s->nothing = p->same != PLAN_NONE;
    if (s->target->found)
        s->same_as = s->target->id;
    if (s->target->left_out)
        s->skip = "import.note.person_left_out";
    set_once(s, "name", text(s->what));
    set_once(s, "email", text(address_of(run, p)));
    set_once(s, "role", json_string("member"));
    set_once(s, "active", json_false());
    return 0;
}

/* ---- clients, projects, statuses, lists ---- */

static int prepare_client(struct op *op, struct run *run, size_t at, struct step *s)
{
    const struct plan_client *c = &run->plan->clients.at[at];
    (void)op;
    s->resource = &client_resource;
    s->key = c->key;
    s->row = c->row;
    s->what = c->name;
    if (s->target->found)
        s->same_as = s->target->id;
    if (s->target->left_out)
        s->skip = "import.note.left_out";
    set(s, "name", text(s->target->name));
    return 0;
}

static int prepare_project(struct op *op, struct run *run, size_t at, struct step *s)
{
    const struct plan_project *p = &run->plan->projects.at[at];
    s->resource = &project_resource;
    s->key = p->key;
    s->row = p->row;
    s->what = p->name;
    if (s->target->left_out)
        s->skip = "import.note.left_out";
    if (s->target->found)
        s->same_as = s->target->id;
    set(s, "name", text(s->target->name));
    set(s, "description", text(p->description));
    set_once(s, "client", json_of_id(s->target->client));
    set_once(s, "archived", p->archived ? json_of_instant(op->now_us) : json_null());
    return 0;
}

static int prepare_status(struct op *op, struct run *run, size_t at, struct step *s)
{
    static const int colors[CATEGORIES] = {12, 6, 4, 9, 2, 11}; /* as those of a new project */
    const struct plan_status *st = &run->plan->statuses.at[run->status_order[at]];
    const struct run_target *project = &run->target[RUN_PROJECTS][st->project];
    s->target = &run->target[RUN_STATUSES][run->status_order[at]];
    s->resource = &status_resource;
    s->key = st->key;
    s->row = st->row;
    s->what = st->name;
    if (depends(s, project))
        return 0;
    set(s, "name", text(st->name));
    set(s, "category", json_string(plan_category_names[st->category]));
    set_once(s, "color", json_integer(colors[st->category]));
    set_once(s, "project", json_of_id(project->id));
    return project->found ? match_status(op, project->id, st->name, &s->same_as) : 0;
}

static int prepare_list(struct op *op, struct run *run, size_t at, struct step *s)
{
    const struct plan_list *l = &run->plan->lists.at[at];
    const struct run_target *project = &run->target[RUN_PROJECTS][l->project];
    s->resource = &list_resource;
    s->key = l->key;
    s->row = l->row;
    s->what = l->name;
    if (depends(s, project))
        return 0;
    set(s, "name", text(l->name));
    set_once(s, "project", json_of_id(project->id));
    set_once(s, "archived", l->archived ? json_of_instant(op->now_us) : json_null());
    return 0;
}

/* ---- custom fields ---- */

static json_t *option(const struct plan_option *o, const char *option_id)
{
    return json_pack("{s:s, s:s%}", "id", option_id, "name", o->name.at, o->name.n);
}

/* Options that are here already keep their ids; what is new is put behind them. */
static int merge_options(struct op *op, struct run *run, const struct plan_field *f, struct step *s, struct id there)
{
    struct row *row = NULL;
    json_t *options = NULL, *one;
    int err = id_is_zero(there) ? 0 : resource_get_system(op, &custom_field_resource, there, &row);
    if (err)
        return err;
    if (row && !row_get_null(row, "options")) {
        struct str written = row_get_text(row, "options");
        options = json_loadb(written.at, written.n, 0, NULL);
    }
    if (!json_is_array(options)) {
        json_decref(options);
        options = json_array();
    }
    s->target->option_ids = arena_array(run->arena, struct str, f->options.n + 1);
    for (size_t i = 0; i < f->options.n; i++) {
        size_t k;
        struct str *option_id = &s->target->option_ids[i];
        json_array_foreach(options, k,
                           one) if (text_same(op->arena, f->options.at[i].name,
                                              str_of(json_string_value(json_object_get(one, "name"))))) *option_id =
            arena_str(run->arena, str_of(json_string_value(json_object_get(one, "id"))));
        if (option_id->n > 0)
            continue;
        struct str key = arena_format(op->arena, "%.*s:%.*s", STR_FMT(f->key), STR_FMT(f->options.at[i].key));
        *option_id = plan_digest(run->arena, key);
        json_array_append_new(options, option(&f->options.at[i], arena_cstr(op->arena, *option_id)));
    }
    set(s, "options", options);
    return 0;
}

static int prepare_field(struct op *op, struct run *run, size_t at, struct step *s)
{
    const struct plan_field *f = &run->plan->fields.at[at];
    struct str name;
    struct origin o;
    s->resource = &custom_field_resource;
    s->key = f->key;
    s->row = f->row;
    s->what = f->name;
    int err = match_field(op, run, at, &s->same_as, &name);
    if (err)
        return err;
    set_once(s, "name", text(name));
    set_once(s, "applies_to", json_string("task"));
    set_once(s, "type", json_string(plan_field_names[f->type]));
    if (f->type != PLAN_CHOICE)
        return 0;
    struct id there = s->same_as;
    err = origin_find(op, s->key, s->resource, &o);
    if (!err)
        there = o.object;
    s->merges = true;
    return err && err != ERR_NOT_FOUND ? err : merge_options(op, run, f, s, there);
}

/* ---- tasks ---- */

static json_t *people_set(struct run *run, const int32_t *people, size_t n)
{
    json_t *ids = json_array();
    for (size_t i = 0; i < n; i++) {
        struct run_target *t = person(run, people[i]);
        if (t && !t->left_out)
            json_array_append_new(ids, json_of_id(t->id));
    }
    return ids;
}

static json_t *tag_set(const struct plan_task *t)
{
    json_t *tags = json_array();
    for (size_t i = 0; i < t->tags.n; i++)
        json_array_append_new(tags, text(t->tags.at[i]));
    return tags;
}

#define CHECKLISTS_MAX 20
#define ITEMS_MAX      200

static json_t *checklist_items(struct step *s, const struct plan_checklist *list, size_t number)
{
    json_t *items = json_array();
    for (size_t i = 0; i < list->items.n; i++) {
        const struct plan_item *item = &list->items.at[i];
        char item_id[48];
        snprintf(item_id, sizeof item_id, "%zu-%zu", number + 1, i + 1);
        if (item->text.n == 0)
            continue;
        if (json_array_size(items) == ITEMS_MAX) {
            run_note(s->run, PLAN_ALTERED, s->row, "import.note.checklist", s->what, list->name);
            break;
        }
        json_array_append_new(items, json_pack("{s:s, s:s%, s:b}", "id", item_id, "text", item->text.at, item->text.n,
                                               "done", item->done));
    }
    return items;
}

static json_t *checklists(struct step *s, const struct plan_task *t)
{
    json_t *lists = json_array();
    size_t bytes = 0;
    for (size_t i = 0; i < t->checklists.n; i++) {
        const struct plan_checklist *list = &t->checklists.at[i];
        char list_id[32];
        snprintf(list_id, sizeof list_id, "%zu", i + 1);
        for (size_t k = 0; k < list->items.n; k++)
            bytes += list->items.at[k].text.n * 2 + 60;
        if (i == CHECKLISTS_MAX || bytes > PLAN_CHECKLISTS_BYTES) {
            run_note(s->run, PLAN_ALTERED, s->row, "import.note.checklist", s->what, list->name);
            break;
        }
        json_t *one = json_pack("{s:s, s:s%}", "id", list_id, "name", list->name.at ? list->name.at : "", list->name.n);
        json_object_set_new(one, "items", checklist_items(s, list, i));
        json_array_append_new(lists, one);
    }
    if (json_array_size(lists) > 0)
        return lists;
    json_decref(lists);
    return json_null();
}

static json_t *value_of(struct run *run, const struct plan_value *v)
{
    struct run_target *who;
    switch (run->plan->fields.at[v->field].type) {
    case PLAN_NUMBER:
        return v->number == (double)(int64_t)v->number ? json_integer((int64_t)v->number) : json_real(v->number);
    case PLAN_MONEY:
        return json_pack("{s:I}", "amount", (json_int_t)(v->number * 100 + (v->number < 0 ? -0.5 : 0.5)));
    case PLAN_DATE:
        return json_of_day(v->day);
    case PLAN_CHOICE:
        return text(run->target[RUN_FIELDS][v->field].option_ids[v->option]);
    case PLAN_PEOPLE:
        who = person(run, v->option);
        return who && !who->left_out ? json_pack("[o]", json_of_id(who->id)) : json_null();
    case PLAN_CHECK:
        return json_boolean(v->yes);
    default:
        return text(v->text);
    }
}

/* Every field of the plan is named, so that a value that is gone in the source goes here too. */
static json_t *custom(struct run *run, const struct plan_task *t)
{
    json_t *values = json_object();
    char key[ID_TEXT + 1];
    for (size_t i = 0; i < run->plan->fields.n; i++) {
        const struct run_target *field = &run->target[RUN_FIELDS][i];
        if (field->left_out)
            continue;
        id_write(field->id, key);
        json_object_set_new(values, key, json_null());
    }
    for (size_t i = 0; i < t->values.n; i++) {
        const struct run_target *field = &run->target[RUN_FIELDS][t->values.at[i].field];
        if (field->left_out)
            continue;
        id_write(field->id, key);
        json_object_set_new(values, key, value_of(run, &t->values.at[i]));
    }
    return values;
}

/* When it was closed, if the file does not say: the last sign of life. */
static int64_t completed_at(struct run *run, struct op *op, size_t task)
{
    const struct plan *p = run->plan;
    const struct plan_task *t = &p->tasks.at[task];
    enum plan_category category = p->statuses.at[t->status].category;
    if (category != CATEGORY_DONE && category != CATEGORY_CANCELLED)
        return PLAN_NO_TIME;
    if (t->completed != PLAN_NO_TIME)
        return t->completed;
    int64_t last = t->created;
    int64_t due = t->due == PLAN_NO_DAY ? PLAN_NO_TIME : t->due * US_PER_DAY + US_PER_DAY / 2;
    if (due > last && due < op->now_us)
        last = due;
    if (run->last_comment[task] > last)
        last = run->last_comment[task];
    return last == PLAN_NO_TIME || last > op->now_us ? op->now_us : last;
}

static void set_dates(struct step *s, const struct plan_task *t)
{
    int32_t start = t->start;
    if (start != PLAN_NO_DAY && t->due != PLAN_NO_DAY && start > t->due) {
        run_note(s->run, PLAN_ALTERED, s->row, "import.note.start_after_due", s->what, (struct str){0});
        start = PLAN_NO_DAY;
    }
    set(s, "start", json_of_day(start));
    set(s, "due", json_of_day(t->due));
    set(s, "due_min", t->due == PLAN_NO_DAY ? json_null() : number_or_none(t->due_min, -1));
}

static int prepare_task(struct op *op, struct run *run, size_t at, struct step *s)
{
    static const char *const kinds[] = {"task", "milestone", "deliverable"};
    size_t number = (size_t)run->plan->order.at[at];
    const struct plan_task *t = &run->plan->tasks.at[number];
    const struct run_target *list = &run->target[RUN_LISTS][t->list], *status = &run->target[RUN_STATUSES][t->status];
    const struct run_target *parent = t->parent == PLAN_NONE ? NULL : &run->target[RUN_TASKS][t->parent];
    struct run_target *creator = t->creator == PLAN_NONE ? NULL : person(run, t->creator);
    s->target = &run->target[RUN_TASKS][number];
    s->resource = &task_resource;
    s->key = t->key;
    s->row = t->row;
    s->what = t->title;
    if (depends(s, list) || depends(s, status) || (parent && depends(s, parent)))
        return 0;
    set(s, "title", text(t->title));
    set(s, "description", text(t->description));
    set(s, "kind", json_string(kinds[t->kind]));
    set(s, "list", parent ? json_null() : json_of_id(list->id)); /* a subtask is in its parent's */
    set(s, "parent", parent ? json_of_id(parent->id) : json_null());
    set(s, "status", json_of_id(status->id));
    set(s, "priority", number_or_none(t->priority, 0));
    set_dates(s, t);
    set(s, "estimate_min", number_or_none(t->estimate_min, -1));
    set(s, "spent_min", number_or_none(t->spent_min, -1));
    set(s, "assignees", people_set(run, t->assignees.at, t->assignees.n));
    set(s, "watchers", people_set(run, t->watchers.at, t->watchers.n));
    set(s, "tags", tag_set(t));
    set(s, "checklists", checklists(s, t));
    set(s, "custom", custom(run, t));
    set_once(s, "created", json_of_instant(t->created));
    set_once(s, "updated", json_of_instant(t->updated));
    set_once(s, "created_by", creator && !creator->left_out ? json_of_id(creator->id) : json_null());
    set_once(s, "completed", json_of_instant(completed_at(run, op, number)));
    return 0;
}

/* ---- what hangs on tasks ---- */

static bool on_task(struct run *run, struct step *s, int32_t task)
{
    const struct run_target *t = &run->target[RUN_TASKS][task];
    if (depends(s, t))
        return false;
    set_once(s, "task", json_of_id(t->id));
    return true;
}

static int prepare_comment(struct op *op, struct run *run, size_t at, struct step *s)
{
    const struct plan_comment *c = &run->plan->comments.at[at];
    (void)op;
    s->resource = &comment_resource;
    s->key = c->key;
    s->row = c->row;
    s->what = run->plan->tasks.at[c->task].title;
    if (!on_task(run, s, c->task))
        return 0;
    struct run_target *author = person(run, c->author);
    set(s, "body", text(c->body));
    set_once(s, "created", json_of_instant(c->created));
    if (c->resolved)
        set_once(s, "resolved", json_of_instant(c->created == PLAN_NO_TIME ? op->now_us : c->created));
    if (author && !author->left_out) {
        set_once(s, "created_by", json_of_id(author->id));
    } else if (c->author != PLAN_NONE) {
        const struct plan_person *p = &run->plan->people.at[c->author];
        set_once(s, "author_name", text(p->name.n > 0 ? p->name : p->email));
    }
    return 0;
}

static int prepare_attachment(struct op *op, struct run *run, size_t at, struct step *s)
{
    const struct plan_attachment *a = &run->plan->attachments.at[at];
    (void)op;
    s->resource = &attachment_resource;
    s->key = a->key;
    s->row = a->row;
    s->what = a->name;
    if (!on_task(run, s, a->task))
        return 0;
    set(s, "name", text(a->name));
    set_once(s, "url", text(a->url));
    return 0;
}

static int prepare_dependency(struct op *op, struct run *run, size_t at, struct step *s)
{
    const struct plan_dependency *d = &run->plan->dependencies.at[at];
    const struct run_target *before = &run->target[RUN_TASKS][d->predecessor];
    (void)op;
    s->resource = &dependency_resource;
    s->key = d->key;
    s->row = d->row;
    s->what = run->plan->tasks.at[d->task].title;
    if (!on_task(run, s, d->task) || depends(s, before))
        return 0;
    set_once(s, "predecessor", json_of_id(before->id));
    set_once(s, "kind", json_string(d->kind));
    return 0;
}

static int (*const prepare[RUN_PHASES])(struct op *op, struct run *run, size_t at, struct step *s) = {
    [RUN_PEOPLE] = prepare_person,
    [RUN_CLIENTS] = prepare_client,
    [RUN_FIELDS] = prepare_field,
    [RUN_PROJECTS] = prepare_project,
    [RUN_STATUSES] = prepare_status,
    [RUN_LISTS] = prepare_list,
    [RUN_TASKS] = prepare_task,
    [RUN_COMMENTS] = prepare_comment,
    [RUN_ATTACHMENTS] = prepare_attachment,
    [RUN_DEPENDENCIES] = prepare_dependency,
};

int step_prepare(struct op *op, struct run *run, enum run_phase phase, size_t at, struct step *ret_step)
{
    *ret_step =
        (struct step){.run = run, .target = &run->target[phase][at], .fields = json_object(), .once = json_object()};
    return prepare[phase](op, run, at, ret_step);
}

void step_release(struct step *s)
{
    json_decref(s->fields);
    json_decref(s->once);
}

#include "exchange/run_parts.h"
#include "locale/catalogue.h"
#include "work/work.h"

#define NOTES_MAX 20000

const char *const run_outcome_names[RUN_OUTCOMES] = {"created", "updated", "unchanged", "skipped"};

struct str run_sentence(struct arena *a, const char *locale, const char *message, struct str what, struct str value)
{
    struct buf b;
    buf_init(&b, 4096);
    const struct message_arg args[] = {message_text("what", what), message_text("value", value)};
    message_format(&b, locale, message, 2, args);
    struct str text = arena_str(a, buf_view(&b));
    buf_release(&b);
    return text;
}

void run_note(struct run *run, enum plan_loss loss, int64_t row, const char *message, struct str what, struct str value)
{
    if (run->notes.n >= NOTES_MAX)
        return;
    *plan_push(run, &run->notes) =
        (struct run_note){.loss = loss,
                          .row = row,
                          .message = message,
                          .what = arena_str(run->arena, what),
                          .text = run_sentence(run->arena, run->locale, message, what, value)};
}

/* ---- a refusal of the machinery, as a sentence ---- */

static struct str problem_sentence(struct op *op, const char *message, const struct op_arg *args, size_t n)
{
    struct message_arg list[8];
    struct buf b;
    if (n > 8)
        n = 8;
    for (size_t i = 0; i < n; i++) {
        bool number = args[i].value.kind == V_INT;
        list[i] = number ? message_int(args[i].name, args[i].value.i) : message_text(args[i].name, args[i].value.s);
    }
    buf_init(&b, 4096);
    message_format(&b, op->locale, message, n, list);
    struct str text = arena_str(op->arena, buf_view(&b));
    buf_release(&b);
    return text;
}

static struct str refusal(struct op *op, int code)
{
    const struct op_problem *p = &op->problem;
    if (p->first != NULL) {
        struct str text = problem_sentence(op, p->first->message, p->first->args, p->first->n_args);
        return arena_format(op->arena, "%s: %.*s", p->first->pointer, STR_FMT(text));
    }
    return problem_sentence(op, p->message ? p->message : err_info(code)->message, p->args, p->n_args);
}

/* Only what the data refuses is a reason to go on with the next. */
static bool is_refusal(int code)
{
    return code == ERR_INVALID || code == ERR_CONFLICT || code == ERR_EXISTS || code == ERR_NOT_FOUND ||
           code == ERR_FORBIDDEN || code == ERR_TOO_LARGE || code == ERR_BORDER || code == ERR_STALE;
}

/* ---- one thing ---- */

static void remember(struct step *s, struct origin *o, const struct row *row)
{
    const char *name;
    json_t *value;
    json_object_foreach(s->fields, name, value)
    {
        struct origin_mark *m = origin_mark_add(o, name);
        if (m == NULL)
            continue;
        m->source = origin_hash_json(value);
        if (row != NULL)
            m->stored = origin_hash_value(row_at(row, name));
    }
}

static json_t *without_nulls(const struct step *s)
{
    json_t *input = json_object(), *value;
    const char *name;
    json_object_foreach(s->fields, name, value) if (!json_is_null(value)) json_object_set(input, name, value);
    json_object_foreach(s->once, name, value) if (!json_is_null(value)) json_object_set(input, name, value);
    return input;
}

static int create(struct op *op, struct step *s)
{
    struct row *row;
    struct origin o = {.object = s->target->id};
    json_auto_t *input = without_nulls(s);
    char id[ID_TEXT + 1];
    id_write(s->target->id, id);
    json_object_set_new(input, "id", json_string(id));
    int err = resource_create_system(op, s->resource, input, 0, NULL, NULL, &row);
    if (err)
        return err;
    remember(s, &o, row);
    return origin_put(op, s->key, s->resource, &o);
}

/* It is here already, and not by an import: from now on what changes in the source is taken over. */
static int adopt(struct op *op, struct step *s)
{
    struct row *row;
    struct origin o = {.object = s->same_as};
    s->target->id = s->same_as;
    s->target->found = true;
    if (s->run->dry)
        return 0;
    int err = resource_get_system(op, s->resource, s->same_as, &row);
    if (err)
        return err;
    remember(s, &o, row);
    return origin_put(op, s->key, s->resource, &o);
}

/* The fields that the source changed and nobody here. */
static json_t *patch_of(struct step *s, struct origin *o, const struct row *row)
{
    json_t *patch = json_object(), *value;
    const char *name;
    json_object_foreach(s->fields, name, value)
    {
        struct origin_mark *m = origin_mark(o, name);
        uint64_t said = origin_hash_json(value);
        if (m == NULL ? said == 0 : m->source == said)
            continue;
        if (m != NULL && !s->merges && m->stored != origin_hash_value(row_at(row, name)))
            run_note(s->run, PLAN_ALTERED, s->row, "import.note.kept", s->what, str_of(name));
        else
            json_object_set(patch, name, value);
    }
    return patch;
}

static bool source_changed(struct step *s, struct origin *o)
{
    json_t *value;
    const char *name;
    json_object_foreach(s->fields, name, value)
    {
        struct origin_mark *m = origin_mark(o, name);
        if ((m == NULL ? 0 : m->source) != origin_hash_json(value))
            return true;
    }
    return false;
}

/* Hashes of what is stored move only for the fields that were written. */
static void remember_patch(struct step *s, struct origin *o, const json_t *patch, const struct row *row)
{
    remember(s, o, NULL);
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)patch, name, value)
    {
        struct origin_mark *m = origin_mark(o, name);
        if (m != NULL)
            m->stored = origin_hash_value(row_at(row, name));
    }
}

/* 1 in the trash, 0 not, or an error. */
static int in_trash(struct op *op, const struct step *s, struct id id)
{
    ROWS rows = {0};
    struct str sql = arena_format(op->arena, "SELECT t.deleted FROM @%s t WHERE t.id = $1", s->resource->table);
    int err = op_query_system(op, &rows, sql.at, ARGS(v_id(id)));
    if (err || (err = rows_next(&rows)) < 0)
        return err;
    return err == 0 || !row_is_null(&rows, 0);
}

/* What somebody put into the trash stays there, unless the mapping says {"trash":"restore"}. */
static int bring_back(struct op *op, struct step *s, struct id id, enum run_outcome *ret)
{
    const char *wanted = s->run->mapping ? json_string_value(json_object_get(s->run->mapping, "trash")) : NULL;
    struct row *row;
    if (!wanted || strcmp(wanted, "restore") != 0) {
        s->skip = "import.note.deleted";
        *ret = RUN_SKIPPED;
        return 0;
    }
    *ret = RUN_UPDATED;
    return s->run->dry ? 0 : resource_restore(op, s->resource, id, &row);
}

static int patch(struct op *op, struct step *s, struct origin *o, enum run_outcome *ret)
{
    struct row *row;
    int err = resource_get(op, s->resource, o->object, true, &row);
    if (err)
        return err;
    json_auto_t *changed = patch_of(s, o, row);
    if (json_object_size(changed) > 0)
        *ret = RUN_UPDATED;
    if (s->run->dry)
        return 0;
    if (json_object_size(changed) > 0 &&
        (err = resource_update(op, s->resource, o->object, ANY_VERSION, changed, &row)))
        return err;
    remember_patch(s, o, changed, row);
    return origin_put(op, s->key, s->resource, o);
}

static int update(struct op *op, struct step *s, struct origin *o, enum run_outcome *ret)
{
    *ret = RUN_UNCHANGED;
    int trash = in_trash(op, s, o->object), err = trash < 0 ? trash : 0;
    if (trash == 1)
        err = bring_back(op, s, o->object, ret);
    if (err || *ret == RUN_SKIPPED || !source_changed(s, o))
        return err;
    return patch(op, s, o, ret);
}

static int carry_out(struct op *op, struct step *s, enum run_outcome *ret)
{
    struct origin o;
    *ret = RUN_SKIPPED;
    if (s->skip || s->target->left_out)
        return 0;
    int err = origin_find(op, s->key, s->resource, &o);
    if (err && err != ERR_NOT_FOUND)
        return err;
    if (err == 0) {
        s->target->id = o.object;
        s->target->found = true;
        return update(op, s, &o, ret);
    }
    if (!id_is_zero(s->same_as)) {
        *ret = RUN_UNCHANGED;
        return adopt(op, s);
    }
    s->target->id = id_new();
    *ret = RUN_CREATED;
    return s->run->dry ? 0 : create(op, s);
}

/* In a savepoint of its own, so that what is refused leaves nothing. */
static int guarded(struct op *op, struct step *s, enum run_outcome *ret)
{
    int err = s->run->dry ? 0 : db_savepoint(op->db);
    if (err)
        return err;
    err = carry_out(op, s, ret);
    if (!err && *ret == RUN_SKIPPED)
        s->target->left_out = true;
    if (!err && s->skip)
        run_note(s->run, PLAN_SKIPPED, s->row, s->skip, s->what, (struct str){0});
    if (!err)
        return s->run->dry ? 0 : db_savepoint_release(op->db);
    if (!s->run->dry)
        db_savepoint_rollback(op->db);
    if (!is_refusal(err))
        return err;
    run_note(s->run, PLAN_SKIPPED, s->row, "import.note.refused", s->what, refusal(op, err));
    op->problem = (struct op_problem){0};
    s->target->left_out = true;
    *ret = RUN_SKIPPED;
    return 0;
}

static int one(struct run *run, struct op *op)
{
    struct step s = {0};
    enum run_outcome outcome = RUN_SKIPPED;
    int err = step_prepare(op, run, run->phase, run->at, &s);
    bool counts = !s.nothing;
    if (!err && counts)
        err = guarded(op, &s, &outcome);
    step_release(&s);
    if (err)
        return err;
    run->count[run->phase][outcome] += counts;
    run->at++;
    run->done++;
    return 0;
}

/* ---- the whole ---- */

bool run_finished(const struct run *run)
{
    return run->phase == RUN_PHASES;
}

static int phase_begin(struct run *run, struct op *op)
{
    if (run->at != 0)
        return 0;
    switch (run->phase) {
    case RUN_PROJECTS:
        return match_projects(run, op);
    default:
        return 0;
    }
}

int run_slice(struct run *run, struct op *op, int64_t budget_us)
{
    int64_t until = clock_monotonic_us() + budget_us;
    do {
        int err;
        while (!run_finished(run) && run->at >= phase_count(run, run->phase)) {
            run->phase++;
            run->at = 0;
        }
        if (run_finished(run))
            return 0;
        if ((err = phase_begin(run, op)) || (err = one(run, op)))
            return err;
    } while (clock_monotonic_us() < until);
    return 0;
}

static int by_category(const void *x, const void *y, void *arg)
{
    const struct plan *p = arg;
    int32_t i = *(const int32_t *)x, k = *(const int32_t *)y;
    const struct plan_status *a = &p->statuses.at[i], *b = &p->statuses.at[k];
    if (a->project != b->project)
        return a->project < b->project ? -1 : 1;
    if (a->category != b->category)
        return a->category < b->category ? -1 : 1;
    return i < k ? -1 : 1;
}

static void order_statuses(struct run *run)
{
    size_t n = run->plan->statuses.n;
    run->status_order = arena_array(run->arena, int32_t, n + 1);
    for (size_t i = 0; i < n; i++)
        run->status_order[i] = (int32_t)i;
    qsort_r(run->status_order, n, sizeof *run->status_order, by_category, (void *)run->plan);
}

static void find_last_comments(struct run *run)
{
    const struct plan *p = run->plan;
    run->last_comment = arena_array(run->arena, int64_t, p->tasks.n + 1);
    for (size_t i = 0; i < p->tasks.n; i++)
        run->last_comment[i] = PLAN_NO_TIME;
    for (size_t i = 0; i < p->comments.n; i++)
        if (p->comments.at[i].created > run->last_comment[p->comments.at[i].task])
            run->last_comment[p->comments.at[i].task] = p->comments.at[i].created;
}

int run_begin(struct run *run, struct op *op, const struct plan *plan, const json_t *mapping, bool dry)
{
    *run = (struct run){.plan = plan, .mapping = mapping, .arena = plan->arena, .dry = dry, .locale = op->locale};
    for (enum run_phase i = 0; i < RUN_PHASES; i++) {
        run->target[i] = arena_array(run->arena, struct run_target, phase_count(run, i) + 1);
        run->total += (int64_t)phase_count(run, i);
    }
    order_statuses(run);
    find_last_comments(run);
    int err = match_people(op, run);
    return err ? err : match_clients(op, run);
}

struct run_place run_where(const struct run *run)
{
    struct run_place place = {.phase = run->phase, .at = run->at, .notes = run->notes.n, .done = run->done};
    memcpy(place.count, run->count, sizeof place.count);
    return place;
}

void run_back_to(struct run *run, const struct run_place *place)
{
    run->phase = place->phase;
    run->at = place->at;
    run->notes.n = place->notes;
    run->done = place->done;
    memcpy(run->count, place->count, sizeof run->count);
}

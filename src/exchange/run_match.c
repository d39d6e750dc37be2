/* What of the plan is here already: people by address and name, clients and projects by the mapping and by name. */
#include "clients/clients.h"
#include "exchange/run_parts.h"
#include "exchange/text.h"
#include "people/people.h"
#include "work/work.h"

struct named {
    struct id id;
    struct str name, email;
};
struct list {
    struct named *at;
    size_t n, room;
};

static int load(struct op *op, struct run *run, const char *sql, struct list *ret)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows, sql, NO_ARGS), step;
    if (err)
        return err;
    while ((step = rows_next(&rows)) == 1) {
        plan_room(run->arena, (void **)&ret->at, ret->n, &ret->room, sizeof *ret->at);
        ret->at[ret->n++] = (struct named){.id = row_id(&rows, 0),
                                           .name = text_fold(run->arena, row_text(&rows, 1)),
                                           .email = text_fold(run->arena, row_text(&rows, 2))};
    }
    return step;
}

/* By address, or by a name that only one has. */
static const struct named *find_person(struct run *run, const struct list *members, struct str name, struct str email)
{
    const struct named *found = NULL;
    struct str n = text_fold(run->arena, name), e = text_fold(run->arena, email);
    for (size_t i = 0; i < members->n; i++)
        if (e.n > 0 && str_eq(members->at[i].email, e))
            return &members->at[i];
    for (size_t i = 0; i < members->n; i++)
        if (n.n > 0 && str_eq(members->at[i].name, n)) {
            if (found)
                return NULL;
            found = &members->at[i];
        }
    return found;
}

static const json_t *mapped(const struct run *run, const char *name, struct str key)
{
    struct plan_options o = {.mapping = run->mapping};
    return plan_mapped(&o, run->arena, name, key);
}

static bool mapped_id(const json_t *said, struct id *ret_id)
{
    const char *text = json_string_value(json_object_get(said, "id"));
    return text && id_parse(str_of(text), ret_id) == 0;
}

/* {"people":{"Li Wei":"li@agency.example"}}: an address or a name of somebody here; null leaves out. */
static void match_person(struct run *run, const struct list *members, size_t at)
{
    const struct plan_person *p = &run->plan->people.at[at];
    struct run_target *t = &run->target[RUN_PEOPLE][at];
    const json_t *said = p->name.n > 0 ? mapped(run, "people", p->name) : NULL;
    const char *unmatched = run->mapping ? json_string_value(json_object_get(run->mapping, "unmatched")) : NULL;
    if (!said && p->email.n > 0)
        said = mapped(run, "people", p->email);
    const struct named *found = find_person(run, members, p->name, p->email);
    if (json_is_string(said)) {
        struct str text = str_of(json_string_value(said));
        found = find_person(run, members, text, text);
    }
    if (found)
        t->id = found->id, t->found = true;
    if (mapped_id(said, &t->id))
        t->found = true;
    t->left_out = json_is_null(said) || (!t->found && unmatched && strcmp(unmatched, "leave_out") == 0);
}

int match_people(struct op *op, struct run *run)
{
    struct list members = {0};
    int err = load(op, run, "SELECT id, name, email FROM @member WHERE deleted IS NULL", &members);
    for (size_t i = 0; i < run->plan->people.n && !err; i++)
        match_person(run, &members, i);
    return err;
}

int match_clients(struct op *op, struct run *run)
{
    struct list clients = {0};
    int err = load(op, run, "SELECT id, name, key FROM @client WHERE deleted IS NULL", &clients);
    for (size_t i = 0; i < run->plan->clients.n && !err; i++) {
        struct run_target *t = &run->target[RUN_CLIENTS][i];
        const json_t *said = mapped(run, "clients", run->plan->clients.at[i].name);
        t->name = run->plan->clients.at[i].name;
        if (json_is_string(said))
            t->name = arena_str(run->arena, str_of(json_string_value(said)));
        const struct named *found =
            find_person(run, &clients, t->name, t->name); /* the key stands where addresses do */
        if (found)
            t->id = found->id, t->found = true;
        if (mapped_id(said, &t->id))
            t->found = true;
        t->left_out = json_is_null(said);
    }
    return err;
}

/* A client that only a project's mapping names. */
static int client_named(struct op *op, struct run *run, struct str name, struct id *ret_id)
{
    struct list clients = {0};
    for (size_t i = 0; i < run->plan->clients.n; i++)
        if (text_same(run->arena, run->target[RUN_CLIENTS][i].name, name)) {
            *ret_id = run->target[RUN_CLIENTS][i].id;
            return 0;
        }
    int err = load(op, run, "SELECT id, name, key FROM @client WHERE deleted IS NULL", &clients);
    const struct named *found = err ? NULL : find_person(run, &clients, name, name);
    if (found)
        *ret_id = found->id;
    return err;
}

/* {"projects":{"Site":{"client":"Acme","name":"New site"},"Old":null,"Shop":{"id":"…"}}}; by name, or by "client /
 * name". */
int match_projects(struct run *run, struct op *op)
{
    for (size_t i = 0; i < run->plan->projects.n; i++) {
        const struct plan_project *p = &run->plan->projects.at[i];
        const struct run_target *client = &run->target[RUN_CLIENTS][p->client];
        struct run_target *t = &run->target[RUN_PROJECTS][i];
        struct str whole =
            arena_format(run->arena, "%.*s / %.*s", STR_FMT(run->plan->clients.at[p->client].name), STR_FMT(p->name));
        const json_t *said = mapped(run, "projects", whole);
        if (!said)
            said = mapped(run, "projects", p->name);
        const char *name =
            json_is_string(said) ? json_string_value(said) : json_string_value(json_object_get(said, "name"));
        const char *other = json_string_value(json_object_get(said, "client"));
        t->name = name ? arena_str(run->arena, str_of(name)) : p->name;
        t->client = client->id;
        t->left_out = json_is_null(said) || client->left_out;
        if (mapped_id(said, &t->id))
            t->found = true;
        int err = other ? client_named(op, run, str_of(other), &t->client) : 0;
        if (err)
            return err;
    }
    return 0;
}

int match_field(struct op *op, struct run *run, size_t at, struct id *ret_id, struct str *ret_name)
{
    const struct plan_field *f = &run->plan->fields.at[at];
    ROWS rows = {0};
    int err = op_query_system(
        op, &rows, "SELECT id, name, type FROM @custom_field WHERE applies_to = 'task' AND deleted IS NULL", NO_ARGS);
    bool taken = false, step;
    *ret_id = (struct id){{0}};
    while (!err && (step = (err = rows_next(&rows)) == 1)) {
        err = 0;
        if (!text_same(run->arena, row_text(&rows, 1), f->name))
            continue;
        taken = true;
        if (str_is(row_text(&rows, 2), plan_field_names[f->type]))
            *ret_id = row_id(&rows, 0);
    }
    *ret_name = taken && id_is_zero(*ret_id)
                    ? arena_format(run->arena, "%.*s (%s)", STR_FMT(f->name), run->plan->source)
                    : f->name;
    return err;
}

int match_status(struct op *op, struct id project, struct str name, struct id *ret_id)
{
    ROWS rows = {0};
    *ret_id = (struct id){{0}};
    int err = op_query_system(op, &rows, "SELECT id, name FROM @status WHERE project = $1 AND deleted IS NULL",
                              ARGS(v_id(project)));
    int step = 0;
    while (!err && (step = rows_next(&rows)) == 1)
        if (text_same(op->arena, row_text(&rows, 1), name))
            *ret_id = row_id(&rows, 0);
    return err ? err : step;
}

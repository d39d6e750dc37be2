/* Fills a new data folder for `make bench` through the resource machinery: every row is checked, indexed and has its
 * event, as if people had made it. Usage: fill DIR TASKS; prints
 * {"owner_token":…,"member_token":…,"project":…,"list":…,"task":…}.
 *
 * 20 clients; projects of 100 tasks; 20 people, each with 3 clients. The order of creation goes around the projects, so
 * that the rows of one project do not lie side by side in the file. */
#include "api/registry.h"
#include "base/log.h"
#include "people/people.h"
#include "people/secret.h"
#include "store/migrate.h"
#include "store/writer.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define CLIENTS         20
#define PEOPLE          CLIENTS /* person n has client n, so that each project has somebody */
#define TASKS_A_PROJECT 100
#define SLICE           100

struct fill {
    struct db *db;
    struct writer *writer;
    int64_t tasks, done;
    struct id owner, member;
    struct id client[CLIENTS], people[PEOPLE];
    struct id *project, *list, task;
    int64_t projects;
};

static const char *const verbs[] = {"Prepare", "Review", "Translate", "Design", "Test", "Publish", "Plan", "Correct"};
static const char *const things[] = {"the newsletter", "the landing page",    "the annual report", "the photo shoot",
                                     "the price list", "the trade fair wall", "the onboarding",    "the invoice run"};
static const char *const ends[] = {"for spring", "for the launch", "with the new logo", "in French", "for the board"};

static void must(int err, const char *what)
{
    if (err == 0)
        return;
    fprintf(stderr, "fill: %s failed (%d)\n", what, err);
    exit(1);
}

static int create(struct op *op, const char *resource, json_t *input, struct id *ret_id)
{
    struct row *row;
    int err = resource_create_system(op, resource_by_name(resource), input, 0, NULL, NULL, &row);
    json_decref(input);
    if (err == 0 && ret_id)
        *ret_id = row_get_id(row, "id");
    return err;
}

static json_t *text_of(struct id id)
{
    char text[ID_TEXT + 1];
    id_write(id, text);
    return json_string(text);
}

static int make_people(struct op *op, struct fill *f)
{
    int err = 0;
    for (int i = 0; i < PEOPLE && err == 0; i++) {
        char email[40];
        snprintf(email, sizeof email, "person%d@bench.example", i);
        err = create(op, "member", json_pack("{s:s,s:s,s:s}", "name", email, "email", email, "role", "member"),
                     &f->people[i]);
        for (int c = 0; c < 3 && err == 0; c++)
            err = create(op, "access",
                         json_pack("{s:o,s:o}", "member", text_of(f->people[i]), "client",
                                   text_of(f->client[(i + c * 7) % CLIENTS])),
                         NULL);
    }
    f->member = f->people[0];
    return err;
}

static int make_token(struct op *op, struct id member, const char *name)
{
    struct str token = secret_make(op->arena, "apl_");
    uint8_t hash[SECRET_BYTES];
    secret_hash(token, hash);
    struct row *row;
    static const char *const fields[] = {"member", "token_hash"};
    const struct value values[] = {v_id(member), v_blob(((struct str){(const char *)hash, sizeof hash}))};
    json_t *input = json_pack("{s:s}", "name", "bench");
    int err = resource_create_system(op, resource_by_name("token"), input, 2, fields, values, &row);
    json_decref(input);
    if (err == 0)
        printf("\"%s\":\"%.*s\",", name, STR_FMT(token));
    return err;
}

static int make_workspace(struct op *op, void *arg)
{
    struct fill *f = arg;
    struct setup s = {STR("Bench"), STR("Owner"), STR("owner@bench.example"), STR("en"), STR("Europe/Paris"), "*"};
    int err = setup_run(op, &s, &f->owner);
    for (int i = 0; i < CLIENTS && err == 0; i++) {
        char name[40];
        snprintf(name, sizeof name, "Client %c%c", 'A' + i / 5, 'A' + i % 5);
        err = create(op, "client", json_pack("{s:s}", "name", name), &f->client[i]);
    }
    if (err == 0)
        err = make_people(op, f);
    if (err == 0)
        err = make_token(op, f->owner, "owner_token");
    return err ? err : make_token(op, f->member, "member_token");
}

static int find_list(struct op *op, struct id project, struct id *ret_list)
{
    ROWS rows;
    int err = op_query_system(op, &rows, "SELECT id FROM list WHERE ws=$ws AND project=$1 ORDER BY rank LIMIT 1",
                              ARGS(v_id(project)));
    if (err)
        return err;
    if (rows_next(&rows) != 1)
        return ERR_NOT_FOUND;
    *ret_list = row_id(&rows, 0);
    return 0;
}

static int make_projects(struct op *op, void *arg)
{
    struct fill *f = arg;
    int err = 0;
    for (int i = 0; i < 100 && f->done < f->projects && err == 0; i++, f->done++) {
        char name[40];
        snprintf(name, sizeof name, "Project %" PRId64, f->done);
        struct id *project = &f->project[f->done];
        err = create(op, "project",
                     json_pack("{s:s,s:o}", "name", name, "client", text_of(f->client[f->done % CLIENTS])), project);
        if (err == 0)
            err = find_list(op, *project, &f->list[f->done]);
    }
    return err;
}

static int make_task(struct op *op, struct fill *f, int64_t n)
{
    int64_t p = n % f->projects;
    char title[120], due[11];
    snprintf(title, sizeof title, "%s %s %s", verbs[n % 8], things[n / 8 % 8], ends[n / 64 % 5]);
    date_write(op->today + (int32_t)(n % 120) - 20, due);
    return create(op, "task",
                  json_pack("{s:o,s:s,s:s,s:s,s:i,s:[o],s:[s,s],s:I}", "list", text_of(f->list[p]), "title", title,
                            "description", "What to do, why it matters, and what the client said about it last time.",
                            "due", due, "priority", (int)(n % 4 + 1), "assignees", text_of(f->people[p % CLIENTS]),
                            "tags", "web", n % 3 ? "print" : "copy", "estimate_min", (json_int_t)(30 * (n % 16 + 1))),
                  &f->task);
}

static int make_tasks(struct op *op, void *arg)
{
    struct fill *f = arg;
    int err = 0;
    for (int i = 0; i < SLICE && f->done < f->tasks && err == 0; i++, f->done++)
        err = make_task(op, f, f->done);
    return err;
}

/* One slice: an operation and an arena of its own. */
static void run(struct fill *f, int (*work)(struct op *, void *), const char *what)
{
    struct arena arena;
    arena_init(&arena);
    struct op op = {.arena = &arena,
                    .db = f->db,
                    .scope = {.workspace = 1, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM, .me = f->owner},
                    .now_us = clock_now_us(),
                    .locale = "en",
                    .zone = "Europe/Paris",
                    .change = id_new(),
                    .via = "bench"};
    op.today = (int32_t)(op.now_us / US_PER_DAY);
    int err = writer_run(f->writer, &op, work, f);
    for (const struct op_problem_entry *e = op.problem.first; e; e = e->next)
        fprintf(stderr, "fill: %s: %s\n", e->pointer, e->message);
    must(err, what);
    arena_release(&arena);
}

static void print_id(const char *name, struct id id, const char *end)
{
    char text[ID_TEXT + 1];
    id_write(id, text);
    printf("\"%s\":\"%s\"%s", name, text, end);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: fill DIR TASKS\n", stderr);
        return 2;
    }
    log_set_level(LOG_WARN);
    registry_start();
    struct fill f = {.tasks = atoll(argv[2])};
    f.projects = f.tasks / TASKS_A_PROJECT;
    f.project = calloc((size_t)f.projects, sizeof *f.project);
    f.list = calloc((size_t)f.projects, sizeof *f.list);
    must(f.projects > 0 && f.project && f.list ? 0 : ERR_INVALID, "the number of tasks");
    must(db_open(argv[1], DB_WRITE, &f.db), "opening");
    must(migrate(f.db), "migrating");
    db_close(f.db);
    must(db_open(argv[1], DB_READ, &f.db), "opening to read");
    must(writer_start(argv[1], &f.writer), "starting the writer");
    printf("{");
    run(&f, make_workspace, "the workspace");
    while (f.done < f.projects)
        run(&f, make_projects, "projects");
    for (f.done = 0; f.done < f.tasks;)
        run(&f, make_tasks, "tasks");
    print_id("project", f.project[f.projects / 2], ",");
    print_id("list", f.list[f.projects / 2], ",");
    print_id("task", f.task, "}\n");
    writer_stop(f.writer);
    db_close(f.db);
    free(f.project);
    free(f.list);
    return 0;
}

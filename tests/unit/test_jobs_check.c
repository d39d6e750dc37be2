/* aplomb check: finds nothing in a database as the program writes it, and each kind of damage. And that a moved and a
 * restored database is searchable. */
#include "databases.h"
#include "api/registry.h"
#include "clients/clients.h"
#include "jobs/admin.h"
#include "jobs/check.h"
#include "people/people.h"
#include "resource/search.h"
#include "store/blob.h"
#include "store/connection.h"
#include "work/work.h"
#include <sys/stat.h>

#define WS 1
static struct db *db;
static struct arena arena;
static struct op op;

static struct id make(const struct resource *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct str text = arena_vformat(&arena, format, args);
    va_end(args);
    json_t *input = json_loadb(text.at, text.n, 0, NULL);
    struct row *row;
    op.change = id_new();
    if (!input || resource_create_system(&op, r, input, 0, NULL, NULL, &row) != 0) {
        for (struct op_problem_entry *e = op.problem.first; e; e = e->next)
            print_error("%s: %s\n", e->pointer, e->message);
        fail_msg("cannot make %s of %s (%d %s)", r->name, text.at, op.problem.code,
                 op.problem.message ? op.problem.message : "");
    }
    json_decref(input);
    return row_get_id(row, "id");
}

static const char *text_of(struct id id)
{
    char *text = arena_alloc(&arena, ID_TEXT + 1);
    id_write(id, text);
    return text;
}

static void make_agency(void)
{
    make(&workspace_resource, "{\"name\":\"Studio\"}");
    const char *ann =
        text_of(make(&member_resource, "{\"name\":\"Ann\",\"email\":\"ann@example.org\",\"role\":\"owner\"}"));
    const char *bob = text_of(make(&member_resource, "{\"name\":\"Bob\",\"email\":\"bob@example.org\"}"));
    const char *field =
        text_of(make(&custom_field_resource, "{\"name\":\"Budget\",\"applies_to\":\"task\",\"type\":\"number\"}"));
    const char *people =
        text_of(make(&custom_field_resource, "{\"name\":\"Judges\",\"applies_to\":\"task\",\"type\":\"people\"}"));
    const char *client =
        text_of(make(&client_resource, "{\"name\":\"Acme\",\"tags\":[\"big\"],\"owner\":\"%s\"}", ann));
    make(&access_resource, "{\"member\":\"%s\",\"client\":\"%s\"}", bob, client);
    const char *project = text_of(make(&project_resource, "{\"name\":\"Site\",\"client\":\"%s\"}", client));
    const char *list = text_of(make(&list_resource, "{\"name\":\"Sprint\",\"project\":\"%s\"}", project));
    struct blob_ref ref;
    char hash[65];
    assert_int_equal(blob_put(&op, STR("the file"), &ref), 0);
    for (int i = 0; i < 32; i++)
        snprintf(hash + 2 * i, 3, "%02x", ref.hash[i]);
    for (int i = 0; i < 40; i++) {
        struct id task = make(
            &task_resource,
            "{\"title\":\"Write chapter %d\",\"list\":\"%s\",\"assignees\":[\"%s\",\"%s\"],\"tags\":[\"t%d\",\"é\"],"
            "\"custom\":{\"%s\":%d,\"%s\":[\"%s\"]}}",
            i, list, ann, bob, i % 5, field, i, people, bob);
        if (i % 8 == 0) {
            make(&comment_resource, "{\"task\":\"%s\",\"body\":\"Well done\"}", text_of(task));
            make(&attachment_resource,
                 "{\"task\":\"%s\",\"name\":\"a.txt\",\"media_type\":\"text/plain\",\"size\":8,\"hash\":\"%s\"}",
                 text_of(task), hash);
        }
        if (i % 10 == 0)
            assert_int_equal(resource_delete_system(&op, &task_resource, task), 0);
    }
}

/* ---- the check ---- */

struct seen {
    char text[2000];
    size_t n;
};

static void note(void *arg, const struct check_finding *f)
{
    struct seen *s = arg;
    s->n += (size_t)snprintf(s->text + s->n, s->n < sizeof s->text ? sizeof s->text - s->n : 0, "%s %s.%s %.*s; ",
                             f->message, f->resource, f->field, STR_FMT(f->detail));
    if (s->n > sizeof s->text)
        s->n = sizeof s->text;
}

static struct check_report look(const char *where, struct seen *seen)
{
    struct check c = {.found = note, .arg = seen};
    *seen = (struct seen){.text = ""};
    assert_int_equal(check_database(where, &c), 0);
    return c.report;
}

static void finds_nothing_where_all_is_well(void **state)
{
    (void)state;
    struct seen seen;
    assert_int_equal(db_begin(db), 0);
    make_agency();
    assert_int_equal(db_commit(db), 0);
    struct check_report report = look(test_where, &seen);
    if (report.findings)
        fail_msg("%s", seen.text);
    assert_int_equal(report.workspaces, 1);
    assert_int_equal(report.files, 1);
    assert_true(report.rows > 50 && report.events > 50);
}

static const struct {
    const char *harm, *found;
} harms[] = {
    {"UPDATE task SET list=status WHERE ws=$ws AND title LIKE '%chapter 7'", "check.reference task.list"},
    {"DELETE FROM member WHERE ws=$ws AND name='Bob'", "check.reference task.assignees"},
    {"UPDATE task SET client=project WHERE ws=$ws AND title LIKE '%chapter 7'", "check.inherited task.client"},
    {"UPDATE comment SET project=client WHERE ws=$ws", "check.inherited comment.project"},
    {"DELETE FROM link WHERE ws=$ws AND owner IN (SELECT id FROM task WHERE title LIKE '%chapter 3')",
     "check.link task.assignees"},
    {"INSERT INTO link (ws, field, owner, target) SELECT ws, 'task.watchers', id, status FROM task WHERE title LIKE "
     "'%chapter 4'",
     "check.link task.watchers"},
    {"UPDATE tag SET tag='other' WHERE ws=$ws AND tag='t2'", "check.tag task.tags"},
    {"DELETE FROM tag WHERE ws=$ws AND tag='big'", "check.tag client.tags"},
    {"DELETE FROM custom_value WHERE ws=$ws AND number=9000000", "check.custom task.custom"},
    {"UPDATE task SET custom=NULL WHERE ws=$ws AND title LIKE '%chapter 5'", "check.custom task.custom"},
    {"DELETE FROM search WHERE ws=$ws AND title LIKE '%chapter 6'", "check.search task."},
    {"DELETE FROM comment WHERE ws=$ws", "check.search comment."},
    {"UPDATE task SET comment_count=comment_count+1 WHERE ws=$ws AND title LIKE '%chapter 8'",
     "check.counter task.comment_count"},
    {"UPDATE project SET task_done=1 WHERE ws=$ws", "check.counter project.task_done"},
    {"DELETE FROM search_text", "check.search_words ."},
    {"UPDATE event SET payload='{}' WHERE ws=$ws AND seq=11", "check.chain . 11 (digest)"},
    {"DELETE FROM event WHERE ws=$ws AND seq=12", "check.chain . 12 (missing)"},
    {"UPDATE task SET version=version+1 WHERE ws=$ws AND title LIKE '%chapter 8'", "check.version task.version"},
    {"UPDATE blob_chunk SET bytes=hash WHERE ws=$ws", "check.file ."},
    {"DELETE FROM blob WHERE ws=$ws", "check.missing_file attachment.hash"},
};

/* Each in a copy, so that the check reads what was committed. */
static void finds_each_damage(void **state)
{
    (void)state;
    char backup[1100], place[1100];
    struct seen seen;
    snprintf(backup, sizeof backup, "/tmp/%s.backup", test_name);
    snprintf(place, sizeof place, "/tmp/%s.harm", test_name);
    assert_int_equal(admin_backup(test_where, backup, NULL), 0);
    assert_int_equal(mkdir(place, 0700), 0);
    for (size_t i = 0; i < sizeof harms / sizeof *harms; i++) {
        struct db *copy;
        assert_int_equal(admin_restore(backup, place, NULL), 0);
        if (i == 0 && look(place, &seen).findings > 0)
            fail_msg("restored: %s", seen.text);
        assert_int_equal(db_open(place, DB_WRITE, &copy), 0);
        assert_int_equal(db_exec(copy, &op.scope, harms[i].harm, NO_ARGS, NULL), 0);
        db_close(copy);
        struct check_report report = look(place, &seen);
        if (report.findings == 0 || !strstr(seen.text, harms[i].found))
            fail_msg("%s: found %s", harms[i].harm, seen.text);
        char file[1200];
        snprintf(file, sizeof file, "%s/aplomb.db", place);
        unlink(file);
    }
    unlink(backup);
    rmdir(place);
}

static bool finds_task(const char *where, const char *words)
{
    struct buf out;
    struct json j;
    struct db *other;
    buf_init(&out, 100000);
    json_init(&j, &out);
    assert_int_equal(db_open(where, DB_READ, &other), 0);
    struct db *before = op.db;
    op.db = other;
    assert_int_equal(search_all(&op, str_of(words), STR("tasks"), (struct id){{0}}, 10, &j), 0);
    op.db = before;
    db_close(other);
    bool found = memmem(out.at, out.n, "chapter 7", 9) != NULL;
    buf_release(&out);
    return found;
}

/* From each to the other: nothing to find by the check, and the search finds. */
static void moves_whole(void **state)
{
    (void)state;
    if (!getenv("APLOMB_TEST_POSTGRES"))
        skip();
    char there[1100], name[100], file[1200];
    struct copy_report report;
    struct seen seen;
    if (test_is_sqlite()) {
        test_postgres_admin("CREATE DATABASE %s_m");
        snprintf(name, sizeof name, "%s_m", test_name);
        test_replace_database(getenv("APLOMB_TEST_POSTGRES"), name, there, sizeof there);
    } else {
        snprintf(there, sizeof there, "/tmp/%s.moved", test_name);
    }
    assert_int_equal(admin_move(test_where, there, NULL, &report), 0);
    if (look(there, &seen).findings > 0)
        fail_msg("%s", seen.text);
    assert_true(finds_task(there, "chapter 7"));
    assert_true(finds_task(test_where, "chapter 7"));
    if (test_is_sqlite()) {
        test_postgres_admin("DROP DATABASE %s_m WITH (FORCE)");
    } else {
        snprintf(file, sizeof file, "%s/aplomb.db", there);
        unlink(file);
        rmdir(there);
    }
}

static int open_db(void **state)
{
    (void)state;
    if (db_open(test_where, DB_WRITE, &db) != 0)
        return -1;
    test_op_init(&op, &arena, db, WS);
    return 0;
}

static int close_db(void **state)
{
    (void)state;
    db_close(db);
    arena_release(&arena);
    return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_db, close_db)
int main(void)
{
    registry_start();
    const struct CMUnitTest tests[] = {TEST(finds_nothing_where_all_is_well), TEST(finds_each_damage),
                                       TEST(moves_whole)};
    return run_on_databases("jobs: check", tests);
}

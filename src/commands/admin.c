/* backup, restore, move and check: for who runs the program. They can be interrupted; nothing half done stays. */
#include "base/json_out.h"
#include "commands/commands.h"
#include "jobs/admin.h"
#include "jobs/check.h"
#include "locale/catalogue.h"
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

/* What one command works with. */
struct work {
    struct desk desk; /* for its language; no database is open */
    bool json, terminal;
    struct progress progress;
    struct buf findings; /* of the check, as JSON */
    struct json findings_json;
};

/* One line that is written over, on a terminal only. */
static bool tell(void *arg, const char *what, int64_t done, int64_t total)
{
    const struct work *w = arg;
    if (w->terminal && total > 0)
        fprintf(stderr, "\r\033[K%s %lld / %lld", what, (long long)done, (long long)total);
    else if (w->terminal)
        fprintf(stderr, "\r\033[K%s", what);
    return !interrupted;
}

static void work_begin(struct work *w)
{
    desk_prepare(&w->desk);
    w->terminal = isatty(STDERR_FILENO) && !w->json;
    w->progress = (struct progress){tell, w};
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static void end_line(const struct work *w)
{
    if (w->terminal)
        fprintf(stderr, "\r\033[K");
}

static void say(struct work *w, FILE *to, const char *key, size_t n, const struct message_arg *args)
{
    struct buf text;
    buf_init(&text, 64 * 1024);
    message_format(&text, w->desk.op.locale, key, n, args);
    fprintf(to, "%.*s\n", (int)text.n, text.at);
    buf_release(&text);
}

/* Says how it ended: `done`, or the message of this command for the code, or the code's own. */
struct ending {
    const char *done, *exists, *missing;
    size_t n;
    const struct message_arg *args;
};

static int work_end(struct work *w, int code, const struct ending *e)
{
    const char *message = code == 0               ? e->done
                          : code == ERR_EXISTS    ? e->exists
                          : code == ERR_NOT_FOUND ? e->missing
                          : code == ERR_GONE      ? "backup.stopped"
                                                  : NULL;
    end_line(w);
    int result = code ? COMMAND_FAILED : COMMAND_DONE;
    if (!message)
        result = desk_problem(&w->desk, code);
    else if (code || !w->json)
        say(w, code ? stderr : stdout, message, e->n, e->args);
    desk_close(&w->desk);
    return result;
}

static void print_counts(size_t n, const char *const *names, const int64_t *counts)
{
    struct buf out;
    struct json j;
    buf_init(&out, 4096);
    json_init(&j, &out);
    json_object_start(&j);
    for (size_t i = 0; i < n; i++) {
        json_key(&j, names[i]);
        json_int(&j, counts[i]);
    }
    json_object_end(&j);
    printf("%.*s\n", (int)out.n, out.at);
    buf_release(&out);
}

/* ---- backup, restore ---- */

/* FILE and a place. */
static int read_file_and_place(const struct command *self, int argc, char **argv, struct work *w, const char **ret_file,
                               const char **ret_place)
{
    const char *data = NULL, *database = NULL;
    const struct option_def defs[] = {
        {"data", OPTION_TEXT, &data}, {"database", OPTION_TEXT, &database}, {"json", OPTION_FLAG, &w->json}};
    int n, wrong = options_read(self, argc, argv, defs, sizeof defs / sizeof *defs, ret_file, 1, &n);
    if (wrong)
        return wrong;
    if (n != 1)
        return command_usage(self, NULL);
    *ret_place = command_place(data, database);
    return *ret_place ? 0 : COMMAND_USAGE;
}

int backup_command(const struct command *self, int argc, char **argv)
{
    struct work w = {0};
    const char *file = NULL, *place = NULL;
    int wrong = read_file_and_place(self, argc, argv, &w, &file, &place);
    if (wrong)
        return wrong;
    work_begin(&w);
    int code = admin_backup(place, file, &w.progress);
    if (code == 0 && w.json)
        print_counts(0, NULL, NULL);
    const struct message_arg args[] = {message_text("file", str_of(file)), message_text("place", str_of(place))};
    return work_end(&w, code, &(struct ending){"backup.done", "backup.exists", "place.missing", 2, args});
}

int restore_command(const struct command *self, int argc, char **argv)
{
    struct work w = {0};
    const char *file = NULL, *place = NULL;
    int wrong = read_file_and_place(self, argc, argv, &w, &file, &place);
    if (wrong)
        return wrong;
    work_begin(&w);
    int code = admin_restore(file, place, &w.progress);
    if (code == 0 && w.json)
        print_counts(0, NULL, NULL);
    const struct message_arg args[] = {message_text("file", str_of(file))};
    return work_end(&w, code, &(struct ending){"restore.done", "restore.exists", "restore.missing", 1, args});
}

/* ---- move ---- */

int move_command(const struct command *self, int argc, char **argv)
{
    struct work w = {0};
    struct copy_report report = {0};
    const char *from = NULL, *to = NULL;
    const struct option_def defs[] = {
        {"from", OPTION_TEXT, &from}, {"to", OPTION_TEXT, &to}, {"json", OPTION_FLAG, &w.json}};
    int wrong = options_read(self, argc, argv, defs, sizeof defs / sizeof *defs, NULL, 0, NULL);
    if (wrong)
        return wrong;
    if (!from || !to)
        return command_usage(self, NULL);
    work_begin(&w);
    int code = admin_move(from, to, &w.progress, &report);
    const char *const names[] = {"tables", "rows", "events"};
    const int64_t counts[] = {report.tables, report.rows, report.events};
    if (code == 0 && w.json)
        print_counts(3, names, counts);
    const struct message_arg args[] = {message_int("rows", report.rows), message_int("events", report.events),
                                       message_text("place", str_of(from))};
    return work_end(&w, code, &(struct ending){"move.done", "restore.exists", "place.missing", 3, args});
}

/* ---- check ---- */

static void write_finding(struct json *j, const struct check_finding *f)
{
    json_object_start(j);
    json_key(j, "kind");
    json_text(j, f->message + strlen("check."));
    json_key(j, "resource");
    json_text(j, f->resource);
    json_key(j, "field");
    json_text(j, f->field);
    json_key(j, "id");
    id_is_zero(f->id) ? json_none(j) : json_id(j, f->id);
    json_key(j, "detail");
    json_str(j, f->detail);
    json_object_end(j);
}

static void found(void *arg, const struct check_finding *f)
{
    struct work *w = arg;
    char id[ID_TEXT + 1];
    id_write(f->id, id);
    if (w->json) {
        write_finding(&w->findings_json, f);
        return;
    }
    end_line(w);
    say(w, stdout, f->message, 4,
        (struct message_arg[]){message_text("resource", str_of(f->resource)), message_text("field", str_of(f->field)),
                               message_text("id", str_of(id)), message_text("detail", f->detail)});
}

static void print_report(struct work *w, const struct check_report *r)
{
    const int64_t counts[] = {r->workspaces, r->events, r->rows, r->files, r->findings};
    static const char *const names[] = {"workspaces", "events", "rows", "files", "findings"};
    struct buf out;
    struct json j;
    buf_init(&out, 64 * 1024 * 1024);
    json_init(&j, &out);
    json_object_start(&j);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        json_key(&j, names[i]);
        json_int(&j, counts[i]);
    }
    json_key(&j, "found");
    json_raw(&j, buf_view(&w->findings));
    json_object_end(&j);
    printf("%.*s\n", (int)out.n, out.at);
    buf_release(&out);
}

static int check_place(struct work *w, const char *place)
{
    struct check c = {.progress = &w->progress, .found = found, .arg = w};
    buf_init(&w->findings, 32 * 1024 * 1024);
    json_init(&w->findings_json, &w->findings);
    json_array_start(&w->findings_json);
    int code = check_database(place, &c);
    json_array_end(&w->findings_json);
    if (code == 0 && w->json)
        print_report(w, &c.report);
    buf_release(&w->findings);
    const struct message_arg args[] = {message_int("findings", c.report.findings), message_int("rows", c.report.rows),
                                       message_int("events", c.report.events), message_int("files", c.report.files),
                                       message_text("place", str_of(place))};
    int result =
        work_end(w, code, &(struct ending){.done = "check.done", .missing = "place.missing", .n = 5, .args = args});
    return result == COMMAND_DONE && c.report.findings > 0 ? COMMAND_PARTLY : result;
}

int check_command(const struct command *self, int argc, char **argv)
{
    struct work w = {0};
    const char *data = NULL, *database = NULL;
    const struct option_def defs[] = {
        {"data", OPTION_TEXT, &data}, {"database", OPTION_TEXT, &database}, {"json", OPTION_FLAG, &w.json}};
    int wrong = options_read(self, argc, argv, defs, sizeof defs / sizeof *defs, NULL, 0, NULL);
    if (wrong)
        return wrong;
    if (!data == !database)
        return command_usage(self, NULL);
    work_begin(&w);
    return check_place(&w, data ? data : database);
}

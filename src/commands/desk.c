#include "commands/commands.h"
#include "locale/catalogue.h"
#include "store/migrate.h"
#include <stdio.h>
#include <stdlib.h>

static int bring_up(const char *where)
{
    struct db *db;
    int code = db_open(where, DB_WRITE, &db);
    if (code)
        return code;
    code = migrate(db);
    db_close(db);
    return code;
}

void desk_prepare(struct desk *d)
{
    *d = (struct desk){0};
    arena_init(&d->arena);
    const char *lang = getenv("LANG");
    d->op = (struct op){.arena = &d->arena,
                        .now_us = clock_now_us(),
                        .zone = "UTC",
                        .via = "command",
                        .change = id_new(),
                        .locale = lang && strncmp(lang, "fr", 2) == 0 ? "fr" : "en",
                        .scope = {.workspace = 1, .variant = SCOPE_SYSTEM, .role = ROLE_SYSTEM}};
    d->op.today = instant_day(d->op.now_us);
}

int desk_open(struct desk *d, const char *where)
{
    desk_prepare(d);
    int code = bring_up(where);
    if (code == 0)
        code = db_open(where, DB_READ, &d->db);
    if (code == 0)
        code = writer_start(where, &d->writer);
    d->op.db = d->db;
    return code ? desk_problem(d, code) : 0;
}

int desk_write(struct desk *d, int (*run)(struct op *op, void *arg), void *arg)
{
    int code = writer_run(d->writer, &d->op, run, arg);
    d->op.db = d->db;
    return code;
}

static void print_message(struct desk *d, const char *key, size_t n, const struct op_arg *args, const char *before)
{
    struct message_arg out[16];
    struct buf text;
    for (size_t i = 0; i < n && i < 16; i++)
        out[i] = args[i].value.kind == V_INT ? message_int(args[i].name, args[i].value.i)
                                             : message_text(args[i].name, args[i].value.s);
    buf_init(&text, 64 * 1024);
    message_format(&text, d->op.locale, key, n < 16 ? n : 16, out);
    fprintf(stderr, "%s%.*s\n", before, (int)text.n, text.at);
    buf_release(&text);
}

int desk_problem(struct desk *d, int code)
{
    const struct op_problem *p = &d->op.problem;
    if (p->code && p->message)
        print_message(d, p->message, p->n_args, p->args, "aplomb: ");
    else
        print_message(d, err_info(code)->message, 0, NULL, "aplomb: ");
    for (const struct op_problem_entry *e = p->first; e; e = e->next) {
        fprintf(stderr, "  %s: ", e->pointer);
        print_message(d, e->message, e->n_args, e->args, "");
    }
    return COMMAND_FAILED;
}

void desk_close(struct desk *d)
{
    if (d->writer)
        writer_stop(d->writer);
    if (d->db)
        db_close(d->db);
    arena_release(&d->arena);
}

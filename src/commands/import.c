/* aplomb import clickup|trello|jira|csv|aplomb FILE: see docs/import.md. */
#include "base/json_out.h"
#include "commands/commands.h"
#include "exchange/import.h"
#include "locale/catalogue.h"
#include <stdio.h>
#include <stdlib.h>

struct import_args {
    const char *client, *mapping;
    bool dry, json;
};

/* The whole of a file, ended by free; NULL after telling why. */
static char *file_read(const char *path, int64_t most, size_t *ret_n)
{
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (!f) {
        fprintf(stderr, "aplomb import: %s cannot be opened: %m\n", path);
        return NULL;
    }
    struct buf b;
    buf_init(&b, (size_t)most + 1);
    char part[65536];
    size_t n;
    while (!b.full && (n = fread(part, 1, sizeof part, f)) > 0)
        buf_add(&b, part, n);
    bool failed = ferror(f) != 0, large = b.full || b.n > (size_t)most;
    if (f != stdin)
        fclose(f);
    if (failed || large) {
        fprintf(stderr, large ? "aplomb import: %s is too large\n" : "aplomb import: %s cannot be read\n", path);
        buf_release(&b);
        return NULL;
    }
    if (b.n == 0)
        buf_char(&b, '\n');
    return buf_take(&b, ret_n);
}

static int mapping_read(const char *path, json_t **ret_mapping)
{
    json_error_t why;
    *ret_mapping = NULL;
    if (!path)
        return 0;
    *ret_mapping = json_load_file(path, 0, &why);
    if (json_is_object(*ret_mapping))
        return 0;
    fprintf(stderr, "aplomb import: %s is not a mapping: %s (line %d)\n", path,
            *ret_mapping ? "not an object" : why.text, why.line);
    return COMMAND_USAGE;
}

static void report_json(const struct import *im)
{
    struct buf b;
    struct json j;
    buf_init(&b, (size_t)256 * 1024 * 1024);
    json_init(&j, &b);
    import_report(im, &j, SIZE_MAX / 2);
    printf("%.*s\n", (int)b.n, b.at);
    buf_release(&b);
}

static void lines_print(const struct import *im, enum plan_loss loss)
{
    for (size_t i = 0; i < im->plan.notes.n; i++) {
        const struct plan_note *n = &im->plan.notes.at[i];
        struct str text = run_sentence((struct arena *)&im->arena, im->locale, n->message, n->what, n->value);
        if (n->loss == loss)
            printf("%8lld  %.*s\n", (long long)n->row, STR_FMT(text));
    }
    for (size_t i = 0; i < im->run.notes.n; i++)
        if (im->run.notes.at[i].loss == loss)
            printf("%8lld  %.*s\n", (long long)im->run.notes.at[i].row, STR_FMT(im->run.notes.at[i].text));
}

static void heading(const struct import *im, const char *key, int64_t n)
{
    struct buf b;
    buf_init(&b, 1000);
    message_format(&b, im->locale, key, 1, (struct message_arg[]){message_int("n", n)});
    printf("%.*s\n", (int)b.n, b.at);
    buf_release(&b);
}

/* Columns that say something and go nowhere. */
static void columns_print(const struct import *im)
{
    for (size_t i = 0; i < im->plan.columns.n; i++) {
        const struct plan_column *c = &im->plan.columns.at[i];
        if (c->target.n > 0 || c->cells == 0)
            continue;
        struct buf b;
        buf_init(&b, 4096);
        message_format(&b, im->locale, "import.column", 3,
                       (struct message_arg[]){message_text("name", c->name), message_int("n", c->cells),
                                              message_text("sample", c->sample)});
        printf("%.*s\n", (int)b.n, b.at);
        buf_release(&b);
    }
}

static void report_text(const struct import *im)
{
    static const char *const names[RUN_OUTCOMES] = {"import.created", "import.updated", "import.unchanged", NULL};
    int64_t skipped = import_skipped(im), notes = (int64_t)(im->plan.notes.n + im->run.notes.n) - skipped;
    heading(im, im->dry ? "import.would" : "import.done", im->plan.rows);
    for (int i = 0; names[i]; i++)
        heading(im, names[i], import_count(im, (enum run_outcome)i));
    heading(im, "import.skipped", skipped);
    lines_print(im, PLAN_SKIPPED);
    heading(im, "import.notes", notes);
    lines_print(im, PLAN_ALTERED);
    columns_print(im);
}

static int asked(const struct import *im)
{
    for (size_t i = 0; i < im->plan.questions.n; i++) {
        const struct plan_question *q = &im->plan.questions.at[i];
        fprintf(stderr,
                "aplomb import: \"%.*s\" in column \"%.*s\" can be read in two ways. Say which in a mapping file: "
                "{\"%s\": \"%s\"} or "
                "{\"%s\": \"%s\"}\n",
                STR_FMT(q->sample), STR_FMT(q->column), q->name, q->choices[0], q->name, q->choices[1]);
    }
    return COMMAND_ASKED;
}

static int carry_out(struct desk *d, struct import *im, const struct import_args *args)
{
    int err = 0;
    if (!im->dry && import_asks(im))
        return asked(im);
    if (im->dry)
        err = import_try(im, &d->op);
    while (!err && !run_finished(&im->run))
        err = import_slice(im, d->writer, &d->op);
    if (err)
        return desk_problem(d, err);
    if (args->json)
        report_json(im);
    else
        report_text(im);
    return import_skipped(im) > 0 ? COMMAND_PARTLY : COMMAND_DONE;
}

static int run(struct desk *d, const struct source *source, const char *path, const struct import_args *args)
{
    json_t *mapping;
    size_t n;
    int result = mapping_read(args->mapping, &mapping);
    char *bytes = result ? NULL : file_read(path, IMPORT_BYTES_MAX, &n);
    if (!bytes) {
        json_decref(mapping);
        return result ? result : COMMAND_FAILED;
    }
    struct import im;
    struct import_order order = {.source = source,
                                 .name = str_of(path),
                                 .bytes = {bytes, n},
                                 .mapping = mapping,
                                 .client = args->client,
                                 .dry = args->dry};
    int err = import_open(&im, &d->op, &order);
    result = err ? desk_problem(d, err) : carry_out(d, &im, args);
    import_close(&im);
    json_decref(mapping);
    free(bytes);
    return result;
}

int import_command(const struct command *self, int argc, char **argv)
{
    const char *data = NULL, *database = NULL, *words[2] = {NULL, NULL};
    struct import_args args = {0};
    const struct option_def defs[] = {{"data", OPTION_TEXT, &data},          {"database", OPTION_TEXT, &database},
                                      {"client", OPTION_TEXT, &args.client}, {"mapping", OPTION_TEXT, &args.mapping},
                                      {"dry-run", OPTION_FLAG, &args.dry},   {"json", OPTION_FLAG, &args.json}};
    int n, wrong = options_read(self, argc, argv, defs, sizeof(defs) / sizeof(*defs), words, 2, &n);
    if (wrong)
        return wrong;
    if (n != 2)
        return command_usage(self, "it takes the name of the tool and a file");
    const struct source *source = source_find(str_of(words[0]));
    bool whole = strcmp(words[0], "aplomb") == 0;
    if (!source && !whole)
        return command_usage(self, "the tools it knows: clickup, trello, jira, csv, aplomb");
    const char *where = command_place(data, database);
    if (!where)
        return COMMAND_USAGE;
    struct desk d;
    int result = desk_open(&d, where);
    if (!result)
        result = whole ? export_back(&d, where, words[1], args.dry, args.json) : run(&d, source, words[1], &args);
    desk_close(&d);
    return result;
}

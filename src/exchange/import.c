#include "exchange/import.h"
#include "exchange/text.h"
#include "locale/catalogue.h"
#include "locale/zone.h"
#include "people/people.h"
#include <stdlib.h>
#include <unistd.h>

#define RETRIES 20

/* "Tasks of Acme.csv" → "Tasks of Acme" */
static struct str stem(struct str name)
{
    for (size_t i = name.n; i-- > 0;) {
        if (name.at[i] == '/')
            return (struct str){name.at + i + 1, name.n - i - 1};
        if (name.at[i] == '.' && i > 0)
            name.n = i;
    }
    return name;
}

static json_t *joined(const struct import_order *order)
{
    json_t *all = json_is_object(order->options) ? json_copy((json_t *)order->options) : json_object();
    if (json_is_object(order->mapping))
        json_object_update(all, (json_t *)order->mapping);
    return all;
}

static struct str list_name(struct import *im)
{
    struct buf b;
    buf_init(&b, 256);
    message_format(&b, im->locale, "import.list", 0, NULL);
    struct str name = arena_str(&im->arena, buf_view(&b));
    buf_release(&b);
    return name;
}

static int read_file(struct import *im, struct op *op, const struct import_order *order, const char *zone)
{
    const char *client = order->client ? order->client : json_string_value(json_object_get(im->mapping, "client"));
    const char *said = json_string_value(json_object_get(im->mapping, "zone"));
    struct plan_options o = {.mapping = im->mapping,
                             .zone = said && zone_valid(str_of(said)) ? said : zone,
                             .offset_s = zone_offset_s,
                             .file_name = stem(im->name),
                             .client = client ? arena_str(&im->arena, str_of(client)) : (struct str){0},
                             .list_name = list_name(im)};
    const char *why = NULL;
    int err = source_read(im->source, &im->arena, &o, order->bytes, &im->plan, &why);
    return err ? op_fail(op, err, why, 0, NULL) : 0;
}

int import_open(struct import *im, struct op *op, const struct import_order *order)
{
    *im = (struct import){.dry = order->dry};
    arena_init(&im->arena);
    im->mapping = joined(order);
    im->name = arena_str(&im->arena, order->name);
    im->source = order->source;
    im->locale = workspace_locale(op);
    if (!im->source) {
        enum text_encoding encoding;
        im->source = source_detect(text_decode(&im->arena, order->bytes, &encoding));
    }
    struct row *workspace;
    int err = workspace_get(op, &workspace);
    if (err && err != ERR_NOT_FOUND)
        return err;
    op->problem = (struct op_problem){0};
    const char *zone = err ? "UTC" : arena_cstr(&im->arena, row_get_text(workspace, "zone"));
    if ((err = read_file(im, op, order, zone)))
        return err;
    im->locale = op->locale;
    return run_begin(&im->run, op, &im->plan, im->mapping, im->dry);
}

void import_close(struct import *im)
{
    json_decref(im->mapping);
    arena_release(&im->arena);
    *im = (struct import){0};
}

bool import_asks(const struct import *im)
{
    return im->plan.questions.n > 0;
}

int import_try(struct import *im, struct op *op)
{
    struct scope before = op_as_system(op);
    int err = 0;
    while (!err && !run_finished(&im->run))
        err = run_slice(&im->run, op, INT64_C(1000000));
    op->scope = before;
    return err;
}

static int slice_job(struct op *op, void *arg)
{
    struct import *im = arg;
    return run_slice(&im->run, op, IMPORT_SLICE_US);
}

/* A full queue or a locked database goes away. */
static bool passes(int err)
{
    return err == ERR_BUSY;
}

int import_slice(struct import *im, struct writer *w, const struct op *like)
{
    struct run_place place = run_where(&im->run);
    int err = 0;
    for (int i = 0; i < RETRIES; i++) {
        struct arena arena;
        struct op op = *like;
        arena_init(&arena);
        op.arena = &arena;
        op.via = "import";
        op.problem = (struct op_problem){0};
        op.now_us = clock_now_us();
        op_as_system(&op);
        err = writer_run(w, &op, slice_job, im);
        arena_release(&arena);
        if (!err)
            return 0;
        run_back_to(&im->run, &place);
        if (!passes(err))
            return err;
        usleep(50000);
    }
    return err;
}

int64_t import_count(const struct import *im, enum run_outcome outcome)
{
    int64_t n = 0;
    for (int i = 0; i < RUN_PHASES; i++)
        n += im->run.count[i][outcome];
    return n;
}

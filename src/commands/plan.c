/* aplomb plan: plans now, and says what came out. */
#include "base/json_out.h"
#include "commands/commands.h"
#include "planning/force.h"
#include <stdio.h>

static void print_report(const struct force_report *r, bool json)
{
    const struct {
        const char *key;
        int64_t n;
    } figures[] = {
        {"tasks", r->tasks},     {"people", r->people},   {"projects", r->projects},  {"dependencies", r->dependencies},
        {"blocks", r->blocks},   {"held", r->held},       {"findings", r->findings},  {"unplaced", r->unplaced},
        {"late", r->late},       {"moved", r->moved},     {"rows", (int64_t)r->rows}, {"written", (int64_t)r->written},
        {"read_us", r->read_us}, {"plan_us", r->plan_us}, {"write_us", r->write_us},  {"slice_us", r->longest_us},
    };
    struct buf text;
    struct json j;
    buf_init(&text, 4096);
    json_init(&j, &text);
    json_object_start(&j);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        if (!json)
            printf("%-13s %lld\n", figures[i].key, (long long)figures[i].n);
        json_key(&j, figures[i].key);
        json_int(&j, figures[i].n);
    }
    char hash[17];
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)r->hash);
    json_key(&j, "hash");
    json_text(&j, hash);
    json_object_end(&j);
    if (json)
        printf("%.*s\n", STR_FMT(buf_view(&text)));
    else
        printf("%-13s %s\n", "hash", hash);
    buf_release(&text);
}

int plan_command(const struct command *self, int argc, char **argv)
{
    const char *data = NULL, *database = NULL;
    bool json = false;
    const struct option_def defs[] = {
        {"data", OPTION_TEXT, &data}, {"database", OPTION_TEXT, &database}, {"json", OPTION_FLAG, &json}};
    int wrong = options_read(self, argc, argv, defs, sizeof(defs) / sizeof(*defs), NULL, 0, NULL);
    if (wrong)
        return wrong;
    const char *where = command_place(data, database);
    struct desk desk;
    struct force_report report;
    if (!where)
        return COMMAND_USAGE;
    int failed = desk_open(&desk, where);
    if (!failed) {
        int code = force_plan(&desk.op, desk.writer, &report);
        if (code)
            failed = desk_problem(&desk, code);
        else
            print_report(&report, json);
    }
    desk_close(&desk);
    return failed;
}

/* Bodies of POST and PATCH: any JSON makes a row that can be written and read, or is refused with an entry, and nothing
 * is left of it. The first byte chooses the resource. */
#include "agency.h"
#include "resource/output.h"

static const char *const resources[] = {"task",         "client", "project", "comment",
                                        "custom_field", "view",   "member",  "list"};

static void check_result(struct op *op, int err, const struct row *row)
{
    if (err) {
        fuzz_check(err != ERR_INTERNAL && err != ERR_STORAGE);
        fuzz_check(err != ERR_INVALID || op->problem.first);
        return;
    }
    struct buf b;
    struct json j;
    buf_init(&b, 1 << 24);
    json_init(&j, &b);
    resource_write(&j, row, &(struct scope){.role = ROLE_OWNER}, NULL);
    json_t *written = json_loadb(b.at, b.n, JSON_REJECT_DUPLICATES, NULL);
    fuzz_check(written != NULL && json_is_object(written));
    json_decref(written);
    buf_release(&b);
}

/* Everything in one transaction that is never committed. */
static void try_input(const struct resource *r, json_t *input, bool update)
{
    struct arena arena;
    struct op op = agency_reader(0, &arena);
    struct row *row = NULL;
    fuzz_check(db_begin(op.db) == 0);
    int err = update ? resource_update(&op, r, agency.task[1], ANY_VERSION, input, &row)
                     : resource_create(&op, r, input, &row);
    check_result(&op, err, row);
    db_rollback(op.db);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    agency_once();
    if (n == 0)
        return 0;
    json_t *input = json_loadb((const char *)data + 1, n - 1, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(input)) {
        try_input(resource_by_name(resources[data[0] & 7]), input, false);
        try_input(resource_by_name("task"), input, true);
    }
    json_decref(input);
    return 0;
}

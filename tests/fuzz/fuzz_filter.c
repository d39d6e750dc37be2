/* Filters: whatever is typed is refused with a place in the text, or gives the same rows from the database and in
 * memory; and suggestions are made at every caret. The first byte chooses who asks and for what. */
#include "agency.h"
#include "resource/filter_tree.h"
#include "resource/list.h"
#include "base/utf8.h"

static const char *const resources[] = {"task", "task", "task", "client", "project", "comment", "member", "access"};

static void check_refusal(const struct op *op, struct str text)
{
    fuzz_check(op->problem.code == ERR_SYNTAX && op->problem.first && op->problem.first == op->problem.last);
    int64_t n = utf8_valid(text) ? (int64_t)utf8_count(text) : 0;
    fuzz_check(op->problem.first->position >= 0 && op->problem.first->position <= n);
}

static int count_from_sql(struct op *op, const struct resource *r, struct str text)
{
    struct buf b;
    struct json j;
    buf_init(&b, 1 << 22);
    json_init(&j, &b);
    int err = resource_list(op, r, &(struct list_request){.filter = text, .fields = STR("id"), .limit = 1000}, &j);
    int n = -1;
    if (err == 0) {
        json_t *all = json_loadb(b.at, b.n, 0, NULL);
        n = (int)json_array_size(json_object_get(all, "items"));
        json_decref(all);
    } else {
        fuzz_check(err == ERR_SYNTAX); /* too many values */
    }
    buf_release(&b);
    return n;
}

static int count_from_memory(struct op *op, const struct resource *r, const struct filter *f)
{
    const struct described *d = described(r);
    struct str sql =
        arena_format(op->arena, "SELECT %.*s FROM @%s t WHERE t.deleted IS NULL", STR_FMT(d->columns), r->table);
    ROWS rows = {0};
    fuzz_check(op_query(op, &rows, sql.at, NO_ARGS) == 0);
    int n = 0;
    while (rows_next(&rows) == 1)
        n += filter_matches(op, f, row_read(op, d, &rows, 0));
    return n;
}

static void suggest(struct op *op, const struct resource *r, struct str text, int64_t caret)
{
    struct buf b;
    struct json j;
    buf_init(&b, 1 << 20);
    json_init(&j, &b);
    fuzz_check(filter_complete(op, r, text, caret, &j) == 0);
    json_t *all = json_loadb(b.at, b.n, 0, NULL);
    fuzz_check(all != NULL);
    json_decref(all);
    buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const int readers[] = {0, 1, 4, -1};
    agency_once();
    if (n == 0)
        return 0;
    struct str text = {(const char *)data + 1, n - 1};
    const struct resource *r = resource_by_name(resources[data[0] & 7]);
    struct arena arena;
    struct op op = agency_reader(readers[data[0] >> 3 & 3], &arena);
    struct filter *f;
    if (filter_parse(&op, r, text, &f) != 0) {
        check_refusal(&op, text);
    } else {
        int sql = count_from_sql(&op, r, text);
        fuzz_check(sql < 0 || sql == count_from_memory(&op, r, f));
    }
    op.problem = (struct op_problem){0};
    suggest(&op, r, text, (int64_t)(n / 2));
    suggest(&op, r, text, INT32_MAX);
    arena_release(&arena);
    return 0;
}

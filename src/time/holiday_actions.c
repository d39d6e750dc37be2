#include "people/people.h"
#include "time/handlers.h"
#include "time/holiday_rules.h"
#include "time/time.h"

#define YEAR_FIRST 1990
#define YEAR_LAST  2200

static int is_there(struct op *op, struct str country, int32_t day, bool *ret_there)
{
    ROWS rows = {0};
    int err = op_query(op, &rows,
                       "SELECT 1 FROM @holiday t WHERE t.date = $1 AND t.country = $2 AND t.deleted IS NULL LIMIT 1",
                       ARGS(v_int(day), v_text(country)));
    int step = err ? err : rows_next(&rows);
    *ret_there = step == 1;
    return step < 0 ? step : 0;
}

int holidays_add(struct op *op, struct str country, int year, struct row **ret_rows, size_t *ret_n)
{
    static const char *const names[] = {"date", "name", "country"};
    struct holiday_date dates[HOLIDAYS_MOST];
    const char *locale = workspace_locale(op);
    size_t n = holidays_of(country, year, dates);
    int err = 0;
    *ret_n = 0;
    for (size_t i = 0; i < n && !err; i++) {
        bool there;
        err = is_there(op, country, dates[i].day, &there);
        if (err || there)
            continue;
        const struct value values[] = {v_int(dates[i].day), v_text(workspace_word(op, locale, dates[i].name)),
                                       v_text(country)};
        err = resource_create_system(op, &holiday_resource, NULL, 3, names, values, &ret_rows[*ret_n]);
        *ret_n += !err;
    }
    return err;
}

int holidays_add_post(struct op *op, struct request *req, struct reply *reply)
{
    struct str country;
    int64_t year = 0;
    struct row *rows[HOLIDAYS_MOST];
    size_t n;
    body_only(op, req->json, "country year");
    body_text(op, req->json, "country", true, 2, &country);
    body_int(op, req->json, "year", YEAR_FIRST, YEAR_LAST, &year);
    if (!op->problem.code && !holidays_known(country))
        op_field_fail(op, "/country", "holiday.country", 0, NULL);
    if (!op->problem.code && !year)
        op_field_fail(op, "/year", "field.required", 0, NULL);
    int err = op->problem.code ? op->problem.code : holidays_add(op, country, (int)year, rows, &n);
    if (err)
        return err;
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "added");
    json_int(&j, (int64_t)n);
    json_key(&j, "items");
    json_array_start(&j);
    for (size_t i = 0; i < n; i++)
        resource_write(&j, rows[i], &op->scope, NULL);
    json_array_end(&j);
    json_object_end(&j);
    return 0;
}

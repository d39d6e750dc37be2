/* What each client was promised of the team's weeks, beside what is planned and what was given. */
#include "base/json_out.h"
#include "planning/decide.h"
#include "planning/feasible.h"
#include "planning/say.h"
#include "planning/weeks.h"

#define WEEKS_USUAL 8
#define ENOUGH      90 /* percent of what was promised: less is worth a word */
#define TREND_WEEKS 4

struct share {
    int64_t promised, planned, given;
};
struct share_row {
    struct id client;
    struct str name;
    int64_t percent, minutes; /* -1: not said */
    struct share *week;
};
struct shares {
    struct op *op;
    const struct computed *c;
    struct week_table table;
    struct share_row *row; /* per client of the snapshot */
    uint32_t n;
    int now; /* this week, or -1 */
    struct shortages shortages;
};

static int64_t team_minutes(const struct shares *s, int week)
{
    int64_t sum = 0;
    for (uint32_t p = 0; p < s->table.people; p++)
        sum += week_at(&s->table, p, week)->capacity;
    return sum;
}

static int read_promised(struct shares *s)
{
    ROWS rows = {0};
    int err = op_query(s->op, &rows,
                       "SELECT id, name, share_percent, share_min FROM @client WHERE deleted IS NULL AND archived IS "
                       "NULL",
                       NO_ARGS);
    while (!err && (err = rows_next(&rows)) == 1) {
        uint32_t i = snapshot_client_of(s->c->snapshot, row_id(&rows, 0));
        err = 0;
        if (i == PLAN_NONE)
            continue;
        s->row[i].client = row_id(&rows, 0);
        s->row[i].name = arena_str(s->op->arena, row_text(&rows, 1));
        s->row[i].percent = row_is_null(&rows, 2) ? -1 : row_int(&rows, 2);
        s->row[i].minutes = row_is_null(&rows, 3) ? -1 : row_int(&rows, 3);
    }
    for (int w = 0; w < s->table.n && !err; w++) {
        int64_t team = team_minutes(s, w);
        for (uint32_t i = 0; i < s->n; i++) {
            const struct share_row *r = &s->row[i];
            s->row[i].week[w].promised = r->minutes >= 0 ? r->minutes : r->percent > 0 ? team * r->percent / 100 : 0;
        }
    }
    return err;
}

static void add_planned(void *arg, uint32_t task, uint32_t person, int32_t day, int64_t minutes)
{
    struct shares *s = arg;
    int week = week_of_day(&s->table, day);
    (void)person;
    if (week >= 0)
        s->row[s->c->snapshot->projects[s->c->snapshot->tasks[task].project].client].week[week].planned += minutes;
}

static int read_given(struct shares *s)
{
    ROWS rows = {0};
    int err = op_query(s->op, &rows,
                       "SELECT client, date, CAST(coalesce(sum(minutes), 0) AS bigint) FROM @entry WHERE deleted IS "
                       "NULL AND date >= $1 AND date < $2 GROUP BY client, date",
                       ARGS(v_int(s->table.first), v_int(s->table.first + 7 * s->table.n)));
    while (!err && (err = rows_next(&rows)) == 1) {
        uint32_t i = snapshot_client_of(s->c->snapshot, row_id(&rows, 0));
        int week = week_of_day(&s->table, (int32_t)row_int(&rows, 1));
        if (i != PLAN_NONE && week >= 0)
            s->row[i].week[week].given += row_int(&rows, 2);
        err = 0;
    }
    return err;
}

/* ---- in words ---- */

static int64_t hours(int64_t minutes)
{
    return (minutes + 30) / 60;
}

/* While the week still runs, what is planned for the rest of it counts as if it were given. */
static bool warn_week(const struct shares *s, const struct share_row *r, struct str *ret)
{
    if (s->now < 0)
        return false;
    const struct share *w = &r->week[s->now];
    int64_t comes = w->given + w->planned;
    if (w->promised == 0 || comes * 100 >= w->promised * ENOUGH)
        return false;
    *ret =
        SAY(s->op, "share_why.short", message_int("given", hours(w->given)), message_int("planned", hours(w->planned)),
            message_int("promised", hours(w->promised)), message_int("less", hours(w->promised - comes)));
    return true;
}

static bool warn_trend(const struct shares *s, const struct share_row *r, struct str *ret)
{
    int64_t promised = 0, given = 0;
    int from = s->now - TREND_WEEKS < 0 ? 0 : s->now - TREND_WEEKS;
    for (int w = from; w < s->now; w++) {
        promised += r->week[w].promised;
        given += r->week[w].given;
    }
    if (promised == 0 || given * 100 >= promised * ENOUGH)
        return false;
    *ret = SAY(s->op, "share_why.trend", message_int("weeks", s->now - from), message_int("given", hours(given)),
               message_int("promised", hours(promised)));
    return true;
}

static void write_row(const struct shares *s, const struct share_row *r, struct json *j)
{
    struct str warning = {0};
    json_object_start(j);
    json_key(j, "client");
    json_id(j, r->client);
    json_key(j, "percent");
    if (r->percent >= 0)
        json_int(j, r->percent);
    else
        json_none(j);
    json_key(j, "weeks");
    json_array_start(j);
    for (int w = 0; w < s->table.n; w++) {
        const struct {
            const char *key;
            int64_t n;
        } parts[] = {{"promised_min", r->week[w].promised},
                     {"planned_min", r->week[w].planned},
                     {"given_min", r->week[w].given}};
        json_object_start(j);
        for (size_t i = 0; i < 3; i++) {
            json_key(j, parts[i].key);
            json_int(j, parts[i].n);
        }
        json_object_end(j);
    }
    json_array_end(j);
    json_key(j, "warning");
    if (warn_week(s, r, &warning) || warn_trend(s, r, &warning))
        json_str(j, warning);
    else
        json_none(j);
    json_object_end(j);
}

/* More promised than there is: by week, and by who is short of hours for what has dates. */
static void write_short(const struct shares *s, struct json *j)
{
    bool feasible = true;
    json_key(j, "short");
    json_array_start(j);
    for (int w = s->now < 0 ? 0 : s->now; w < s->table.n; w++) {
        int64_t promised = 0, team = team_minutes(s, w);
        for (uint32_t i = 0; i < s->n; i++)
            promised += s->row[i].week[w].promised;
        if (promised <= team)
            continue;
        feasible = false;
        json_object_start(j);
        json_key(j, "text");
        json_str(j, SAY(s->op, "share_why.over", message_day("week", s->table.first + 7 * w),
                        message_int("promised", hours(promised)), message_int("team", hours(team))));
        json_object_end(j);
    }
    for (uint32_t i = 0; i < s->shortages.n && i < 10; i++) {
        feasible = false;
        json_object_start(j);
        json_key(j, "text");
        json_str(j, shortage_say(s->op, s->c->snapshot, &s->shortages.at[i]));
        json_object_end(j);
    }
    json_array_end(j);
    json_key(j, "feasible");
    json_bool(j, feasible);
}

static bool is_shown(const struct shares *s, const struct share_row *r)
{
    int64_t all = 0;
    for (int w = 0; w < s->table.n; w++)
        all += r->week[w].promised + r->week[w].planned + r->week[w].given;
    return all > 0 && !id_is_zero(r->client);
}

static int write_shares(struct shares *s, int32_t monday, int n, struct json *j)
{
    int err = weeks_make(s->op, s->c, monday, n, &s->table);
    if (err)
        return err;
    s->n = s->c->snapshot->in.client_n;
    s->row = arena_array(s->op->arena, struct share_row, s->n + 1);
    for (uint32_t i = 0; i < s->n; i++)
        s->row[i] =
            (struct share_row){.percent = -1, .minutes = -1, .week = arena_array(s->op->arena, struct share, n)};
    s->now = week_of_day(&s->table, s->op->today);
    weeks_each_piece(s->c, add_planned, s);
    if ((err = read_promised(s)) || (err = read_given(s)) ||
        (err = feasible_shortages(s->op->arena, s->c, &s->shortages)))
        return err;
    json_object_start(j);
    json_key(j, "weeks");
    json_array_start(j);
    for (int w = 0; w < n; w++)
        json_date(j, monday + 7 * w);
    json_array_end(j);
    json_key(j, "items");
    json_array_start(j);
    for (uint32_t i = 0; i < s->n; i++)
        if (is_shown(s, &s->row[i]))
            write_row(s, &s->row[i], j);
    json_array_end(j);
    write_short(s, j);
    json_object_end(j);
    return 0;
}

int shares_get(struct op *op, struct request *req, struct reply *reply)
{
    const struct current *current;
    int32_t monday;
    int64_t n;
    int err = request_query_int(op, req, "weeks", WEEKS_USUAL, 1, WEEKS_MAX, &n);
    if (err || (err = weeks_query(op, req, "from", (int)n / 2, &monday)) || (err = current_get(op, &current)))
        return err;
    struct json j = reply_json(reply);
    struct shares s = {.op = op, .c = current_plan(current)};
    err = write_shares(&s, monday, (int)n, &j);
    current_release(current);
    return err;
}

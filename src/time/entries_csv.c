/* Entries of time as a table for spreadsheets and bills. */
#include "exchange/csv.h"
#include "locale/catalogue.h"
#include "locale/zone.h"
#include "time/handlers.h"
#include "time/time.h"

#define ENTRIES_MOST 100000

static const char *const columns[] = {"date",    "start", "end",      "minutes",  "hours", "member", "client",
                                      "project", "task",  "activity", "billable", "note",  "state"};
enum { COLUMNS = sizeof columns / sizeof *columns };

static struct str word(struct op *op, const char *key)
{
    struct buf text;
    buf_init(&text, 1000);
    message_format(&text, op->locale, key, 0, NULL);
    struct str kept = arena_str(op->arena, buf_view(&text));
    buf_release(&text);
    return kept;
}

static void write_header(struct op *op, struct buf *out)
{
    for (int i = 0; i < COLUMNS; i++)
        csv_write_cell(out, word(op, arena_format(op->arena, "time_csv.%s", columns[i]).at), i == 0);
    csv_write_end(out);
}

static void write_clock(struct op *op, struct buf *out, const struct rows *r, int column)
{
    char text[40] = "";
    if (!row_is_null(r, column)) {
        int minute = zone_minute(op->zone, row_int(r, column));
        snprintf(text, sizeof text, "%02d:%02d", minute / 60, minute % 60);
    }
    csv_write_cell(out, str_of(text), false);
}

static void write_line(struct op *op, struct buf *out, const struct rows *r, const struct str yes_no[2])
{
    char date[11], text[40];
    date_write((int32_t)row_int(r, 0), date);
    csv_write_cell(out, str_of(date), true);
    write_clock(op, out, r, 1);
    write_clock(op, out, r, 2);
    snprintf(text, sizeof text, "%lld", (long long)row_int(r, 3));
    csv_write_cell(out, str_of(text), false);
    snprintf(text, sizeof text, "%.2f", (double)row_int(r, 3) / 60.0);
    csv_write_cell(out, str_of(text), false);
    for (int i = 4; i <= 8; i++)
        csv_write_cell(out, row_text(r, i), false);
    csv_write_cell(out, yes_no[row_int(r, 9) != 0], false);
    csv_write_cell(out, row_text(r, 10), false);
    struct str state = row_text(r, 11);
    csv_write_cell(out, word(op, arena_format(op->arena, "time_csv.state_%.*s", STR_FMT(state)).at), false);
    csv_write_end(out);
}

static int write_lines(struct op *op, struct buf *out, const struct value args[5])
{
    const struct str yes_no[2] = {word(op, "time_csv.no"), word(op, "time_csv.yes")};
    struct id none = {{0}};
    struct buf sql;
    ROWS rows = {0};
    size_t n = 2;
    struct value used[5] = {args[0], args[1]};
    static const char *const narrow[] = {"member", "client", "project"};
    buf_init(&sql, 4096);
    buf_text(
        &sql,
        "SELECT t.date, t.start, t.end, t.minutes, m.name, c.name, p.name, k.title, a.name, t.billable, t.note, "
        "coalesce(s.state, 'open') FROM @entry t LEFT JOIN @member m ON m.id = t.member LEFT JOIN @client c ON c.id = "
        "t.client LEFT JOIN @project p ON p.id = t.project LEFT JOIN @task k ON k.id = t.task LEFT JOIN @activity a "
        "ON a.id = t.activity LEFT JOIN @timesheet s ON s.member = t.member AND s.week <= t.date AND s.week > "
        "t.date - 7 AND s.deleted IS NULL WHERE t.date >= $1 AND t.date <= $2 AND t.deleted IS NULL AND t.minutes "
        "IS NOT NULL");
    for (int i = 0; i < 3; i++)
        if (!id_eq(args[2 + i].id, none)) {
            used[n++] = args[2 + i];
            buf_format(&sql, " AND t.%s = $%zu", narrow[i], n);
        }
    buf_text(&sql, " ORDER BY t.date, m.name, t.start, t.id LIMIT 100001");
    buf_char(&sql, 0);
    int err = op_query(op, &rows, sql.at, n, used), step = err;
    int64_t count = 0;
    while (!err && (step = rows_next(&rows)) == 1) {
        if (++count > ENTRIES_MOST)
            return op_fail(op, ERR_TOO_LARGE, "time_csv.too_many", OP_ARGS({"max", v_int(ENTRIES_MOST)}));
        write_line(op, out, &rows, yes_no);
    }
    buf_release(&sql);
    return step < 0 ? step : 0;
}

int entries_csv_get(struct op *op, struct request *req, struct reply *reply)
{
    struct id member, client, project;
    int32_t from = week_of(op->today) - 28, until = op->today;
    int err = query_date(op, req, "from", &from);
    err = err ? err : query_date(op, req, "until", &until);
    err = err ? err : request_query_id(op, req, "member", &member);
    err = err ? err : request_query_id(op, req, "client", &client);
    err = err ? err : request_query_id(op, req, "project", &project);
    if (err)
        return err;
    const struct value args[] = {v_int(from), v_int(until), v_id(member), v_id(client), v_id(project)};
    buf_text(&reply->body, "\xEF\xBB\xBF"); /* so that spreadsheets know it is UTF-8 */
    write_header(op, &reply->body);
    err = write_lines(op, &reply->body, args);
    reply->content_type = "text/csv; charset=utf-8";
    reply_header(op, reply, "Content-Disposition", STR("attachment; filename=\"entries.csv\""));
    return err;
}

#include "planning/concerns.h"

#define CONCERNS                                                                                                       \
    "'task', 'dependency', 'project', 'client', 'member', 'access', 'workspace', 'block', 'entry', 'time_off', "       \
    "'overtime', 'holiday', 'working_hours', 'routine', 'outside_calendar', 'skill', 'equipment'"

int concerns_since(struct op *op, int64_t seq, int64_t *ret_seq)
{
    ROWS rows = {0};
    *ret_seq = seq;
    int err = op_query_system(
        op, &rows, "SELECT seq FROM @event WHERE seq > $1 AND resource IN (" CONCERNS ") ORDER BY seq DESC LIMIT 1",
        ARGS(v_int(seq)));
    if (!err && (err = rows_next(&rows)) == 1)
        *ret_seq = row_int(&rows, 0);
    return err < 0 ? err : 0;
}

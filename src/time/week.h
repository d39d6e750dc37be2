/* Hours of a week as people write them: seven arrays, Monday first, of [from, to] in minutes after midnight; rising,
 * not touching each other, in quarter hours: [[[540,750],[810,1050]],…,[],[]]. */
#pragma once
#include "resource/resource.h"

#define WEEK_RANGES 8 /* a day */
#define WEEK_BYTES  2000

struct week_range {
    int from_min, to_min; /* to_min may be 1440 */
};
struct week_day {
    struct week_range range[WEEK_RANGES + 1]; /* one more for overtime */
    int n;
};
struct week {
    struct week_day day[7]; /* Monday first */
};

/* As struct field.valid. */
int week_valid(struct op *op, const char *pointer, const json_t *value);
/* What a row has; 0, or -1 where it does not read. */
int week_read(struct str json, struct week *ret_week);
/* Monday to Friday, 9:00 to 12:30 and 13:30 to 17:30: for who has said nothing. */
struct week week_usual(void);
int week_day_minutes(const struct week_day *d);

/* After-hours work and lasting overload, noticed of the last WELLBEING_WEEKS whole weeks (Monday to Sunday, the
 * person's own days), and told to the person first.
 *
 *   after hours   minutes of entries with a start and an end that lie outside the working hours of that day (with
 * agreed overtime), or in quiet hours. Breaks of up to WELLBEING_BREAK_MIN between working hours do not count. On a day
 *                 without any working hours (weekend, holiday, time off) everything does, entries without a time of day
 * too. A week counts from WELLBEING_AFTER_MIN on. overload      a week counts when more was worked, or planned by the
 * lists of its days (days.h), than its working hours, by 5 percent and an hour at least; or when on two days or more
 * the person worked over `day_most_min`. clients       a week counts when on two days or more they worked for more
 * clients than `clients_most`; work for the house is for no client.
 *
 * A note is there when enough of the weeks count (`wellbeing_needs`). Working hours, days off and limits are as they
 * are written now.
 *
 * Who sees it: the person, from the Monday after the week that made it. They may put a note aside for a week. Managers
 * see figures alone, minutes a week and weeks that count, as they stood WELLBEING_FIRST_DAYS ago, so what the person
 * has had in front of them for a week already; that the person put it aside does not hide it. Nobody else sees
 * anything. Quiet hours have no other effect yet: nothing notifies. */
#pragma once
#include "http/route.h"

#define WELLBEING_WEEKS      4
#define WELLBEING_BREAK_MIN  120
#define WELLBEING_AFTER_MIN  60
#define WELLBEING_FIRST_DAYS 7
#define WELLBEING_HIDE_DAYS  7

enum wellbeing_kind { WELLBEING_AFTER_HOURS, WELLBEING_OVERLOAD, WELLBEING_CLIENTS, WELLBEING_KINDS };
extern const char *const wellbeing_names[WELLBEING_KINDS + 1]; /* ended by NULL */
extern const int wellbeing_needs[WELLBEING_KINDS];             /* weeks that have to count */

struct wellbeing_week {
    int64_t capacity, worked, planned, after; /* minutes */
    int long_days, scattered_days;
    bool counts[WELLBEING_KINDS];
};
struct wellbeing {
    struct id member;
    struct wellbeing_week week[WELLBEING_WEEKS]; /* the oldest first */
    int weeks[WELLBEING_KINDS];                  /* that count */
};
static inline bool wellbeing_notes(const struct wellbeing *w, enum wellbeing_kind kind)
{
    return w->weeks[kind] >= wellbeing_needs[kind];
}
/* So much worked or planned makes a week count as overload. */
static inline int64_t wellbeing_too_much(const struct wellbeing_week *w)
{
    return w->capacity + (w->capacity / 20 > 60 ? w->capacity / 20 : 60);
}
/* The Monday of the oldest week, as of a day. */
int32_t wellbeing_first(int32_t today);

/* Of all active members in order of id, or of one; as of a day. As the program: who calls decides who may see it. */
int wellbeing_make(struct op *op, struct id member, int32_t today, struct wellbeing **ret, size_t *ret_n);

int wellbeing_get(struct op *op, struct request *req, struct reply *reply);
int wellbeing_hide_post(struct op *op, struct request *req, struct reply *reply);

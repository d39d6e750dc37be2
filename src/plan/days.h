/* How much of each day may be planned: day limits and load. */
#pragma once
#include "plan/calendar.h"

/* How many of a day's free slots may be planned. */
int32_t plan_day_limit(const struct plan_person *p, int32_t free_n);

/* Everybody's free time as much as may be planned of each day (its first free slots), side by side: word w of person p
 * is at w * person_n + p, so that what everybody has at one time lies together. */
size_t plan_days_bytes(const struct plan_in *in);
uint64_t *plan_days_open(struct plan_memory *m, const struct plan_in *in, const struct plan_calendar *calendars);
void plan_days_again(const struct plan_in *in, const struct plan_calendar *calendars, uint32_t person, uint64_t *open);

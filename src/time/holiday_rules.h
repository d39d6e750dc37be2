/* Public holidays by rule: those of a whole country, as its law has them today. Regions have more (Alsace, the cantons,
 * the Länder, Scotland, the provinces): those are added by hand. */
#pragma once
#include "base/str.h"
#include <stdint.h>

struct holiday_date {
    int32_t day;
    const char *name; /* key of a message */
};
#define HOLIDAYS_MOST 20 /* of a country and year */

bool holidays_known(struct str country); /* ISO 3166, two capitals */
/* In order of the rules; some move into the year before (a New Year's Day on a Saturday, in the United States). */
size_t holidays_of(struct str country, int year, struct holiday_date ret_dates[HOLIDAYS_MOST]);
/* Easter Sunday of the Gregorian calendar. */
int32_t easter(int year);

#include "locale/zone.h"
#include "base/log.h"
#include <pthread.h>
#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

/* Calendars, one a zone, opened when first asked for. A calendar is not thread-safe, and what is done with one takes
 * less than a microsecond: one lock for all. At most as many as there are zones, since unknown names read as UTC. */
struct opened {
    char name[ZONE_MAX];
    UCalendar *calendar;
    struct opened *next;
};
static struct {
    pthread_mutex_t lock;
    struct opened *first;
} zones = {.lock = PTHREAD_MUTEX_INITIALIZER};

bool zone_valid(struct str zone)
{
    UChar id[ZONE_MAX], canonical[ZONE_MAX * 2];
    UErrorCode status = U_ZERO_ERROR;
    UBool system = 0;
    if (str_is(zone, "UTC"))
        return true;
    if (zone.n == 0 || zone.n >= ZONE_MAX || !memchr(zone.at, '/', zone.n))
        return false;
    for (size_t i = 0; i < zone.n; i++)
        if ((unsigned char)zone.at[i] <= ' ' || (unsigned char)zone.at[i] >= 127)
            return false;
    u_charsToUChars(zone.at, id, (int32_t)zone.n);
    ucal_getCanonicalTimeZoneID(id, (int32_t)zone.n, canonical, ZONE_MAX * 2, &system, &status);
    return U_SUCCESS(status) && system;
}

bool zone_of_windows(struct str name, char ret_zone[ZONE_MAX])
{
    UChar id[ZONE_MAX], found[ZONE_MAX];
    UErrorCode status = U_ZERO_ERROR;
    if (name.n == 0 || name.n >= ZONE_MAX)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.at[i] < ' ' || (unsigned char)name.at[i] >= 127)
            return false;
    u_charsToUChars(name.at, id, (int32_t)name.n);
    int32_t n = ucal_getTimeZoneIDForWindowsID(id, (int32_t)name.n, NULL, found, ZONE_MAX, &status);
    if (U_FAILURE(status) || n <= 0 || n >= ZONE_MAX)
        return false;
    u_UCharsToChars(found, ret_zone, n);
    ret_zone[n] = 0;
    return zone_valid((struct str){ret_zone, (size_t)n});
}

static struct opened *zone_open(const char *name)
{
    UChar id[ZONE_MAX];
    UErrorCode status = U_ZERO_ERROR;
    size_t n = strlen(name);
    u_charsToUChars(name, id, (int32_t)n);
    struct opened *o = calloc(1, sizeof *o);
    if (o)
        o->calendar = ucal_open(id, (int32_t)n, "en", UCAL_GREGORIAN, &status);
    if (!o || U_FAILURE(status)) {
        log_line(LOG_ERROR, "locale", "zone %s: %s", name, u_errorName(status));
        abort();
    }
    memcpy(o->name, name, n + 1);
    o->next = zones.first;
    zones.first = o;
    return o;
}

/* With the lock held. */
static UCalendar *zone_calendar(const char *name)
{
    for (struct opened *o = zones.first; o; o = o->next)
        if (strcmp(o->name, name) == 0)
            return o->calendar;
    if (!zone_valid(str_of(name)))
        return zone_calendar("UTC");
    return zone_open(name)->calendar;
}

int32_t zone_offset_s(const char *zone, int64_t time_us)
{
    UErrorCode status = U_ZERO_ERROR;
    pthread_mutex_lock(&zones.lock);
    UCalendar *c = zone_calendar(zone);
    ucal_setMillis(c, (UDate)(time_us / 1000), &status);
    int32_t ms = ucal_get(c, UCAL_ZONE_OFFSET, &status) + ucal_get(c, UCAL_DST_OFFSET, &status);
    pthread_mutex_unlock(&zones.lock);
    return U_SUCCESS(status) ? ms / 1000 : 0;
}

int32_t zone_day(const char *zone, int64_t time_us)
{
    return instant_day(time_us + zone_offset_s(zone, time_us) * US_PER_S);
}

int zone_minute(const char *zone, int64_t time_us)
{
    int64_t local_us = time_us + zone_offset_s(zone, time_us) * US_PER_S;
    return (int)((local_us - instant_day(local_us) * US_PER_DAY) / (60 * US_PER_S));
}

int64_t zone_instant(const char *zone, int32_t day, int minute)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t standard_ms = 0, summer_ms = 0;
    int64_t local_us = day * US_PER_DAY + minute * 60 * US_PER_S;
    pthread_mutex_lock(&zones.lock);
    UCalendar *c = zone_calendar(zone);
    ucal_setMillis(c, (UDate)(local_us / 1000), &status);
    ucal_getTimeZoneOffsetFromLocal(c, UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, &standard_ms, &summer_ms, &status);
    pthread_mutex_unlock(&zones.lock);
    return local_us - (int64_t)(standard_ms + summer_ms) * 1000;
}

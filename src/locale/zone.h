/* IANA zones, by ICU's data. All functions are thread-safe; a zone's rules are opened once and kept.
 * A zone nobody knows reads as UTC: refuse it where it comes in, with zone_valid. */
#pragma once
#include "base/civil.h"

#define ZONE_MAX 64 /* bytes of a name */

/* "Europe/Paris", "Asia/Calcutta" (an old name that browsers still send), "UTC"; not "CET", "GMT+2" or a text of rules.
 */
bool zone_valid(struct str zone);
/* The IANA name of a zone of Windows ("Romance Standard Time"); false for any other text. */
bool zone_of_windows(struct str name, char ret_zone[ZONE_MAX]);
/* The civil date at that instant in that zone. */
int32_t zone_day(const char *zone, int64_t time_us);
/* Minutes after midnight there, 0..1439. */
int zone_minute(const char *zone, int64_t time_us);
/* A wall-clock time (minutes after midnight, 0..1439) on a day as an instant. As in RFC 5545, 3.3.5: in a gap (clocks
 * go forward) with the offset before it, so 02:30 reads as 03:30; where it comes twice (clocks go back) the first. */
int64_t zone_instant(const char *zone, int32_t day, int minute);
/* Offset from UTC in seconds at that instant, east positive. */
int32_t zone_offset_s(const char *zone, int64_t time_us);

/* IANA zones, by ICU's data. All functions are thread-safe; a zone's rules are opened once and kept.
 * A zone nobody knows reads as UTC: refuse it where it comes in, with zone_valid. */
#pragma once
#include "base/civil.h"

bool zone_valid(struct str zone); /* "Europe/Paris", "UTC"; not "CET", "GMT+2" or other short names */
/* The civil date at that instant in that zone. */
int32_t zone_day(const char *zone, int64_t time_us);
/* A wall-clock time (minutes after midnight, 0..1439) on a day as an instant. In a gap (clocks go forward) the time
 * after it; where it comes twice (clocks go back) the first. */
int64_t zone_instant(const char *zone, int32_t day, int minute);
/* Offset from UTC in seconds at that instant, east positive. */
int32_t zone_offset_s(const char *zone, int64_t time_us);

/* The health of a client, computed, with its reasons: how many measures of the client's work have passed a threshold.
 *
 *   late      something promised is past its date: a project or a milestone, or a quarter of at least 5 open tasks
 *   at_risk   a task is overdue, a project is due within a week and less than four fifths done, or the contract ends
 *             within 30 days
 *   quiet     the client has not heard from us for two weeks (never for the internal client and for former ones)
 *   on_track  nothing of that
 *
 * The worst level that has a reason wins; all reasons are told, worst first. The rules are the table in health.c. */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum health { HEALTH_ON_TRACK, HEALTH_QUIET, HEALTH_AT_RISK, HEALTH_LATE };

enum measure {
    MEASURE_PROJECTS_LATE,   /* open projects past their due date */
    MEASURE_MILESTONES_LATE, /* open milestones past their due date */
    MEASURE_OVERDUE_PERCENT, /* of the open tasks; 0 below HEALTH_OPEN_LEAST of them */
    MEASURE_OVERDUE,         /* open tasks past their due date */
    MEASURE_PROJECTS_BEHIND, /* due within HEALTH_SOON_DAYS and less than HEALTH_BEHIND_PERCENT done */
    MEASURE_CONTRACT_ENDS,   /* 1 where it ends within HEALTH_CONTRACT_DAYS */
    MEASURE_SILENT_DAYS,     /* since the client last heard from us; 0 where that does not matter */
    MEASURES
};

#define HEALTH_OPEN_LEAST     5
#define HEALTH_SOON_DAYS      7
#define HEALTH_BEHIND_PERCENT 80
#define HEALTH_CONTRACT_DAYS  30

struct health_reason {
    const char *key; /* message with the argument `n` */
    int64_t n;
};

/* reasons: room for MEASURES. */
enum health health_of(const int64_t measure[MEASURES], struct health_reason *ret_reasons, size_t *ret_n);
const char *health_name(enum health health);

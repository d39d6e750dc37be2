/* A few rows in a database of its own, for targets that need one; gone when the program ends. */
#pragma once
#define AGENCY_TASKS 40
#include "../unit/agency.h"
#include "fuzz.h"

static void agency_gone(void)
{
    agency_close(NULL);
    test_teardown_sqlite(NULL);
}

static inline void agency_once(void)
{
    if (agency.db)
        return;
    log_set_level(LOG_ERROR);
    fuzz_check(test_setup_sqlite(NULL) == 0);
    agency_open(NULL);
    atexit(agency_gone);
}

/* A file layer for SQLite that fails, or ends the process, at the n-th write, sync or truncation. Over the default one.
 */
#pragma once
#include <stdbool.h>

enum fault_mode {
    FAULT_ONCE,    /* that one operation fails; a write is torn: half of it arrives */
    FAULT_FOREVER, /* it and all that follow: the disk is full or dead */
    FAULT_KILL,    /* the process ends there, what was written stays */
    FAULT_POWER,   /* the process ends there; fault_cut_power then takes away what was not synced */
    FAULT_MODES
};

/* Becomes the default file layer of this process. n counts from 1. */
void fault_install(enum fault_mode mode, int n);
/* Operations seen so far. */
int fault_count(void);
#define FAULT_EXIT 77
/* Before the process that will lose its power starts: what is there now is on the disk. */
void fault_all_synced(const char *folder);
/* Gives the files of the folder the contents of their last sync. Files never synced are emptied. */
void fault_cut_power(const char *folder);

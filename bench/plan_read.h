/* Readers of the classic instances: PSPLIB's .sm (one project) and MPSPLIB's .rcmp text form (many). */
#pragma once
#include "plan/classic.h"

struct instance {
    struct plan_classic classic;
    char name[64];
};

/* 0, or -1 with a line on stderr. What it allocates is never freed: the bench is one run. */
int instance_read(const char *path, struct instance *ret);

#include "work/work.h"

const char *const work_categories[] = {"backlog", "open", "active", "review", "done", "cancelled", NULL};

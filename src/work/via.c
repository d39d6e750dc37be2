#include "work/via.h"

static const char *const ways[][6] = {
    [VIA_REWRITES] = {"undo", "import", "demo", "copy", "template"},
    [VIA_BRINGS_OWN] = {"import", "template", "demo", "copy"},
    [VIA_ADDS_UP] = {"time", "undo"},
    [VIA_CROSSES] = {"move", "undo", "import"},
};

bool via_is(const struct op *op, enum via_kind kind)
{
    for (size_t i = 0; op->via && ways[kind][i]; i++)
        if (strcmp(op->via, ways[kind][i]) == 0)
            return true;
    return false;
}

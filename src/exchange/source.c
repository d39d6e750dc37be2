#include "exchange/source.h"
#include "base/error.h"
#include "exchange/text.h"

static const struct source *const sources[] = {&source_clickup, &source_trello, &source_jira, &source_csv, NULL};

const struct source *const *source_list(void)
{
    return sources;
}

const struct source *source_find(struct str name)
{
    for (size_t i = 0; sources[i] != NULL; i++)
        if (str_is(name, sources[i]->name))
            return sources[i];
    return NULL;
}

const struct source *source_detect(struct str text)
{
    for (size_t i = 0; sources[i] != NULL; i++)
        if (sources[i]->fits(text))
            return sources[i];
    return &source_csv;
}

int source_read(const struct source *s, struct arena *a, const struct plan_options *o, struct str bytes,
                struct plan *ret_plan, const char **ret_why)
{
    enum text_encoding encoding;
    plan_init(ret_plan, a, s->name);
    struct str text = text_decode(a, bytes, &encoding);
    if (text_trim(text).n == 0) {
        *ret_why = "import.unreadable.empty";
        return ERR_SYNTAX;
    }
    return s->read(ret_plan, o, text, ret_why);
}

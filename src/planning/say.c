#include "planning/say.h"

#define SENTENCE_MAX 20000

struct str say_args(struct op *op, const char *key, size_t n, const struct message_arg *args)
{
    struct buf text;
    buf_init(&text, SENTENCE_MAX);
    message_format(&text, op->locale ? op->locale : "en", key, n, args);
    struct str said = arena_str(op->arena, buf_view(&text));
    buf_release(&text);
    return said;
}

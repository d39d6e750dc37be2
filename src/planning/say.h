/* Sentences in the reader's language, in the arena of the operation. Args as in locale/catalogue.h. */
#pragma once
#include "locale/catalogue.h"
#include "store/op.h"

struct str say_args(struct op *op, const char *key, size_t n, const struct message_arg *args);
#define SAY(op, key, ...)                                                                                              \
    say_args((op), (key), sizeof((struct message_arg[]){__VA_ARGS__}) / sizeof(struct message_arg),                    \
             (struct message_arg[]){__VA_ARGS__})
#define SAY_PLAIN(op, key) say_args((op), (key), 0, NULL)

/* A civil date, for {day, date, …}. */
static inline struct message_arg message_day(const char *name, int32_t day)
{
    return (struct message_arg){.name = name, .kind = MESSAGE_INSTANT, .i = day * US_PER_DAY};
}

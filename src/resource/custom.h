/* Custom fields: what the workspace added to tasks, projects and clients. A row keeps the values as canonical JSON,
 * {"<id of the custom_field>": value}; rows of custom_value index them, one for each value (n counts the people of a
 * field), for filters and sorting:
 *
 *   type     JSON                              custom_value
 *   text     "…"                               text, sort_key
 *   number   12.5                              number: millionths
 *   money    {"amount":1250,"currency":"EUR"}  number: minor units, text: currency
 *   date     "2026-03-01"                      number: days since 1970
 *   choice   "<id of the option>"              text: the option's id
 *   people   ["<id of a member>", …]           ref
 *   link     "https://…"                       text
 *   check    true                              number: 1 or 0
 *
 * Options of a choice are [{"id","name","color"}] or plain texts, which then are their own ids. Only the program's
 * machinery calls this. */
#pragma once
#include "resource/inputs.h"

#define CUSTOM_NUMBER_SCALE 1000000
#define CUSTOM_VALUES_MAX   200 /* with people counted one by one */

struct custom_definition {
    struct id id;
    struct str type, currency, options; /* options: JSON */
};
/* Of one of the options of a choice; borrowed. */
struct str custom_option_id(const json_t *option);
/* The living custom fields of a resource. */
int custom_definitions(struct op *op, const char *resource, struct custom_definition **ret_list, size_t *ret_n);

/* Members that are not given keep their value of before, null takes one away. */
int custom_read(struct input *in, const char *resource, const json_t *v, const struct value *before, struct value *ret);
/* Writes the rows of custom_value anew. */
int custom_index(struct op *op, const char *resource, struct id owner, const struct value *custom, bool creation);

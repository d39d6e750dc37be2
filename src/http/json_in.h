/* Bodies from outside: JSON (RFC 8259) in UTF-8, at most JSON_DEPTH deep, no key twice, no U+0000, integers of 64 bits.
 */
#pragma once
#include "store/op.h"
#include <jansson.h>

#define JSON_DEPTH 20

/* *ret_json is freed with json_decref. ERR_SYNTAX with the position otherwise. */
int json_in(struct op *op, struct str text, json_t **ret_json);

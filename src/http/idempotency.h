/* Idempotency-Key: the answer of a write is kept with the write itself, in its transaction, so that the same request
 * sent again gets the same answer and changes nothing. Keys belong to who asked and are kept 30 days. */
#pragma once
#include "http/route.h"

#define IDEMPOTENCY_KEY_MAX 100
#define IDEMPOTENCY_DAYS    30

/* Both inside the write. *ret_found: the reply is the one of before. ERR_INVALID when the key was used for another
 * request. */
int idempotency_find(struct op *op, const struct request *req, struct str key, struct reply *reply, bool *ret_found);
int idempotency_keep(struct op *op, const struct request *req, struct str key, const struct reply *reply);

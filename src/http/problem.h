/* Errors as RFC 9457 (application/problem+json), in the reader's language. */
#pragma once
#include "base/buf.h"
#include "store/op.h"

/* Writes the problem of `code` (op->problem has the details) and returns the HTTP status. instance: the request's id.
 */
int problem_write(struct op *op, int code, struct str instance, struct buf *out);

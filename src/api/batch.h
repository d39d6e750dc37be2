/* POST /batch: several writes in one transaction, all or nothing. */
#pragma once
#include "http/route.h"

#define BATCH_MOST 500

int batch_post(struct op *op, struct request *req, struct reply *reply);

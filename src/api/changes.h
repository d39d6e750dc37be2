/* GET /changes: the live messages for programs that read instead of listening. */
#pragma once
#include "http/route.h"

int changes_get(struct op *op, struct request *req, struct reply *reply);

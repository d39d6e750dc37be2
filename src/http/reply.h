/* Replies, for the server itself; handlers need only route.h. */
#pragma once
#include "base/json_out.h"
#include "http/route.h"

#define SESSION_COOKIE_NAME "aplomb_session"

void reply_init(struct reply *reply);
void reply_release(struct reply *reply);
void reply_reset(struct reply *reply); /* drops what was written; headers stay the arena's */

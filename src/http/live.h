/* Live: who watches hears of every change they may see, in the order of the log. Streams are WebSockets (RFC 6455) on
 * one thread of ours, since suspended requests would cost the others; programs without WebSocket wait with GET
 * /changes. */
#pragma once
#include "http/call.h"
#include <microhttpd.h>

struct live;

int live_start(struct server *s, struct live **ret_live);
void live_stop(struct live *l); /* ends streams and answers who waits; calls may still come and are answered at once */
void live_free(struct live *l); /* when no call can come any more */

/* Is this a good WebSocket handshake from our own pages (or with a token), with room for one more stream? */
int live_check(struct call *c);
/* On the event loop: answers the upgrade and takes the connection over. */
enum MHD_Result live_upgrade(struct call *c);
/* A call that was refused or broke off after live_check. */
void live_forget(struct call *c);
/* Keeps a suspended call until there are events after reply.later_seq, then runs c->task on a worker; or until
 * c->wait_until_us (monotonic), then sends its reply as it is. */
void live_wait(struct live *l, struct call *c);

/* Replies on their way out, on the event loop. */
#pragma once
#include "http/call.h"
#include <microhttpd.h>

#define LEAST_BYTES_S (16 * 1024) /* what a body or a reply must at least make in a second */

/* The reply or the problem of a call that is done. */
enum MHD_Result call_send(struct call *c);
/* A file of the web application. */
enum MHD_Result call_send_page(struct call *c);

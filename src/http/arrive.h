/* Connections and requests as the HTTP library hands them over: its callbacks, for MHD_start_daemon. arg is the server.
 */
#pragma once
#include "http/call.h"
#include <microhttpd.h>

void *arrive_uri(void *arg, const char *uri, struct MHD_Connection *connection);
enum MHD_Result arrive_request(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
                               const char *version, const char *bytes, size_t *n, void **context);
void arrive_completed(void *arg, struct MHD_Connection *connection, void **context,
                      enum MHD_RequestTerminationCode why);
void arrive_connection(void *arg, struct MHD_Connection *connection, void **context,
                       enum MHD_ConnectionNotificationCode what);

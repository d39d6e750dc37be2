/* Gets a document from an address that a person gave: by HTTP(S), at most 5 MiB, within 20 seconds, over at most 5
 * redirects. Every address that is connected to, also behind a redirect, is looked at first, so that nobody reaches
 * through us into the network we stand in. Proxies of the environment are not used: they would hide it. */
#pragma once
#include "base/buf.h"
#include <stdbool.h>
#include <sys/socket.h>

enum fetch_problem {
    FETCH_GOOD,
    FETCH_UNREACHABLE, /* no such host, no connection, no certificate we trust */
    FETCH_PRIVATE,     /* an address that is not public */
    FETCH_REFUSED,     /* an answer that is none: 401, 404, 500 … */
    FETCH_TOO_LARGE,
    FETCH_SLOW
};

#define FETCH_BYTES_MOST ((size_t)5 * 1024 * 1024)

/* out: with a ceiling of FETCH_BYTES_MOST. allowed: which addresses may be connected to; fetch_public, unless told
 * otherwise. */
enum fetch_problem fetch(const char *url, bool (*allowed)(const struct sockaddr *address), struct buf *out);
bool fetch_public(const struct sockaddr *address);
bool fetch_anywhere(const struct sockaddr *address);
/* webcal: becomes https:. The address as it is asked for, and its host; false for what is no such address, or has a
 * name and password in it. */
bool fetch_url(const char *given, char *ret_url, size_t url_room, char *ret_host, size_t host_room);

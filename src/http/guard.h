/* Deadlines for connections. The HTTP library closes those that are silent; one that sends a byte now and then it keeps
 * for ever. Here every connection has a time by which its present step (headers, body, reply) must be over, and one
 * thread closes the late ones. */
#pragma once
#include "http/address.h"
#include <stdatomic.h>

struct guards;
struct guard;

/* per_address 0: no limit. closed: counts those closed for being late. */
struct guards *guards_start(int per_address, const struct proxies *exempt, bool exempt_loopback, int tick_ms,
                            atomic_int_fast64_t *closed);
void guards_stop(struct guards *g);
/* A connection was accepted; false: its address has too many (the guard is there all the same, and the caller closes).
 */
struct guard *guard_new(struct guards *g, int fd, struct address from, int64_t deadline_us, bool *ret_too_many);
void guard_free(struct guards *g, struct guard *guard);   /* before the descriptor is closed */
void guard_set(struct guard *guard, int64_t deadline_us); /* monotonic; 0: none */
bool guard_refused(const struct guard *guard);

/* Counters of a server, for /metrics (Prometheus text format) and tests. Relaxed atomics: each figure is right,
 * together they may be a moment apart. */
#pragma once
#include "base/buf.h"
#include <stdatomic.h>
#include <stdint.h>

#define METRICS_BUCKETS 12

struct metrics {
    atomic_int_fast64_t requests[6]; /* by first digit of the status */
    atomic_int_fast64_t took[METRICS_BUCKETS + 1], took_us;
    atomic_int_fast64_t to_worker, over_budget, refused_busy, refused_rate, refused_connection, closed_late;
    atomic_int_fast64_t bytes_out, bytes_compressed;
    atomic_int_fast64_t streams, stream_messages, streams_dropped;
    atomic_int_fast64_t running, body_bytes;
};

void metrics_request(struct metrics *m, int status, int64_t took_us);
struct metrics_gauge {
    const char *name, *help;
    int64_t value;
    bool counter;
};
void metrics_write(const struct metrics *m, const struct metrics_gauge *more, size_t n, struct buf *out);

#include "http/metrics.h"

static const int64_t edges_us[METRICS_BUCKETS] = {250,   500,   1000,   2500,   5000,    10000,
                                                  25000, 50000, 100000, 250000, 1000000, 5000000};

void metrics_request(struct metrics *m, int status, int64_t took_us)
{
    int i = 0;
    while (i < METRICS_BUCKETS && took_us > edges_us[i])
        i++;
    atomic_fetch_add_explicit(&m->took[i], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->took_us, took_us, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->requests[status / 100 % 6], 1, memory_order_relaxed);
}

static void head(struct buf *out, const char *name, const char *help, const char *type)
{
    buf_format(out, "# HELP aplomb_%s %s\n# TYPE aplomb_%s %s\n", name, help, name, type);
}

static void write_requests(const struct metrics *m, struct buf *out)
{
    head(out, "requests_total", "Requests answered, by class of status.", "counter");
    for (int i = 1; i < 6; i++)
        buf_format(out, "aplomb_requests_total{status=\"%dxx\"} %lld\n", i, (long long)m->requests[i]);
    head(out, "request_seconds", "Time from the request's headers to its reply.", "histogram");
    int64_t sum = 0;
    for (int i = 0; i < METRICS_BUCKETS; i++) {
        sum += m->took[i];
        buf_format(out, "aplomb_request_seconds_bucket{le=\"%g\"} %lld\n", (double)edges_us[i] / 1e6, (long long)sum);
    }
    sum += m->took[METRICS_BUCKETS];
    buf_format(out, "aplomb_request_seconds_bucket{le=\"+Inf\"} %lld\n", (long long)sum);
    buf_format(out, "aplomb_request_seconds_sum %.6f\naplomb_request_seconds_count %lld\n", (double)m->took_us / 1e6,
               (long long)sum);
}

void metrics_write(const struct metrics *m, const struct metrics_gauge *more, size_t n, struct buf *out)
{
    const struct metrics_gauge own[] = {
        {"requests_running", "Requests being answered.", m->running, false},
        {"requests_to_worker_total", "Requests handed to a worker.", m->to_worker, true},
        {"reads_over_budget_total", "Reads begun on an event loop and run again on a worker.", m->over_budget, true},
        {"refused_busy_total", "Requests refused because a queue was full.", m->refused_busy, true},
        {"refused_rate_total", "Requests refused by a rate limit.", m->refused_rate, true},
        {"connections_refused_total", "Connections refused by the limit for an address.", m->refused_connection, true},
        {"connections_late_total", "Connections closed because they were too slow.", m->closed_late, true},
        {"reply_bytes_total", "Bytes of reply bodies before compression.", m->bytes_out, true},
        {"reply_compressed_bytes_total", "Bytes of compressed reply bodies.", m->bytes_compressed, true},
        {"streams", "Open live streams.", m->streams, false},
        {"stream_messages_total", "Live messages queued.", m->stream_messages, true},
        {"streams_dropped_total", "Live streams closed because they were too slow.", m->streams_dropped, true},
    };
    write_requests(m, out);
    for (size_t i = 0; i < sizeof(own) / sizeof(*own) + n; i++) {
        const struct metrics_gauge *g =
            i < sizeof(own) / sizeof(*own) ? &own[i] : &more[i - sizeof(own) / sizeof(*own)];
        head(out, g->name, g->help, g->counter ? "counter" : "gauge");
        buf_format(out, "aplomb_%s %lld\n", g->name, (long long)g->value);
    }
}

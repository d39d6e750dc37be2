#include "base/log.h"
#include "base/civil.h"
#include "base/json_out.h"
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#define MESSAGE_MAX    4096        /* longer messages are cut */
#define LINE_MAX_BYTES (32 * 1024) /* a message all of escapes, and the rest */

static atomic_int least_level = LOG_INFO;

void log_set_level(enum log_level least)
{
    atomic_store_explicit(&least_level, least, memory_order_relaxed);
}

/* In one write, so that lines of threads and processes do not mix. */
static void line_out(struct str line)
{
    while (line.n > 0) {
        ssize_t n = write(STDERR_FILENO, line.at, line.n);
        if (n < 0 && errno != EINTR)
            return;
        if (n > 0)
            line = (struct str){line.at + n, line.n - (size_t)n};
    }
}

void log_line(enum log_level level, const char *area, const char *format, ...)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    if ((int)level < atomic_load_explicit(&least_level, memory_order_relaxed))
        return;
    char message[MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    int saved_errno = errno;
    struct buf line;
    buf_init(&line, LINE_MAX_BYTES);
    struct json j;
    json_init(&j, &line);
    json_object_start(&j);
    json_key(&j, "time");
    json_instant(&j, clock_now_us());
    json_key(&j, "level");
    json_text(&j, names[level]);
    json_key(&j, "area");
    json_text(&j, area);
    json_key(&j, "message");
    json_str(&j, (struct str){message, n < 0 ? 0 : (size_t)n < sizeof message ? (size_t)n : sizeof message - 1});
    json_object_end(&j);
    buf_char(&line, '\n');
    line_out(buf_view(&line));
    buf_release(&line);
    errno = saved_errno;
}

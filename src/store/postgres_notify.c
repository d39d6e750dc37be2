/* LISTEN on a connection of its own. */
#include "base/civil.h"
#include "base/error.h"
#include "base/log.h"
#include "store/postgres.h"
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define RETRY_MS 500

struct pg_notify {
    PGconn *pg; /* NULL while the server is away */
    char *where;
    int interrupt_fd;
    bool news;
};

static bool listen_anew(struct pg_notify *n)
{
    n->pg = pg_connect(n->where);
    PGresult *r = PQexec(n->pg, "LISTEN " PG_CHANNEL);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
    PQclear(r);
    if (!ok) {
        PQfinish(n->pg);
        n->pg = NULL;
    }
    n->news |= ok; /* something may have happened meanwhile */
    return ok;
}

int pg_notify_open(const char *where, void **ret_notify)
{
    struct pg_notify *n = calloc(1, sizeof *n);
    if (!n || !(n->where = strdup(where)))
        abort();
    n->interrupt_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (n->interrupt_fd < 0 || !listen_anew(n)) {
        pg_notify_close(n);
        return ERR_STORAGE;
    }
    *ret_notify = n;
    return 0;
}

static void read_notifications(struct pg_notify *n)
{
    if (!PQconsumeInput(n->pg)) {
        log_line(LOG_WARN, "store", "postgresql: lost the connection for news");
        PQfinish(n->pg);
        n->pg = NULL;
        return;
    }
    PGnotify *one;
    while ((one = PQnotifies(n->pg))) {
        n->news = true;
        PQfreemem(one);
    }
}

static void poll_once(struct pg_notify *n, int ms)
{
    struct pollfd fds[2] = {{.fd = n->interrupt_fd, .events = POLLIN},
                            {.fd = n->pg ? PQsocket(n->pg) : -1, .events = POLLIN}};
    if (poll(fds, 2, ms) <= 0)
        return;
    uint64_t count;
    if (fds[0].revents && read(n->interrupt_fd, &count, sizeof count) > 0)
        n->news = true;
    if (fds[1].revents)
        read_notifications(n);
}

int pg_notify_wait(void *notify, int timeout_ms)
{
    struct pg_notify *n = notify;
    int64_t now = clock_monotonic_us(), end = now + (int64_t)timeout_ms * 1000;
    if (n->pg)
        read_notifications(n);
    while (!n->news && now < end) {
        int left = (int)((end - now + 999) / 1000);
        if (n->pg || !listen_anew(n))
            poll_once(n, n->pg || left < RETRY_MS ? left : RETRY_MS);
        now = clock_monotonic_us();
    }
    bool news = n->news;
    n->news = false;
    return news;
}

void pg_notify_interrupt(void *notify)
{
    uint64_t one = 1;
    if (write(((struct pg_notify *)notify)->interrupt_fd, &one, sizeof one) < 0)
        log_line(LOG_WARN, "store", "cannot interrupt a wait for news");
}

void pg_notify_close(void *notify)
{
    struct pg_notify *n = notify;
    if (n->pg)
        PQfinish(n->pg);
    if (n->interrupt_fd >= 0)
        close(n->interrupt_fd);
    free(n->where);
    free(n);
}

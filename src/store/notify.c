#include "store/notify.h"
#include "store/driver.h"
#include <stdlib.h>

struct notify {
    const struct db_driver *driver;
    void *handle;
};

int notify_open(const char *where, struct notify **ret_notify)
{
    const struct db_driver *driver = db_driver_for(where);
    void *handle;
    int err = driver->notify_open(where, &handle);
    if (err)
        return err;
    struct notify *n = calloc(1, sizeof *n);
    if (!n)
        abort();
    *n = (struct notify){driver, handle};
    *ret_notify = n;
    return 0;
}

int notify_wait(struct notify *n, int timeout_ms)
{
    return n->driver->notify_wait(n->handle, timeout_ms);
}

void notify_interrupt(struct notify *n)
{
    n->driver->notify_interrupt(n->handle);
}

void notify_close(struct notify *n)
{
    if (!n)
        return;
    n->driver->notify_close(n->handle);
    free(n);
}

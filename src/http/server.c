#include "http/server.h"
#include "base/log.h"
#include "http/arrive.h"
#include "http/guard.h"
#include "http/live.h"
#include "http/page.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define IDLE_S           75 /* a connection kept open between requests */
#define MHD_MEMORY_BYTES ((size_t)32 * 1024)
#define STOP_MS          10000

#define STOP_MS          10000

static struct server *running;

struct server *server_running(void)
{
    return running;
}

struct server_config server_config_initial(void)
{
    return (struct server_config){.listen = "127.0.0.1",
                                  .patience_s = 30,
                                  .rate_per_s = 100,
                                  .guest_per_min = 30,
                                  .costly_per_min = 120,
                                  .sign_in_per_min = 15,
                                  .connections = 8192,
                                  .per_address = -1,
                                  .streams = 10000,
                                  .streams_each = 32,
                                  .queue = 1024};
}

/* ---- a call between threads ---- */

struct str call_id(struct call *c)
{
    return arena_format(&c->arena, "%llx", (unsigned long long)c->number);
}

void call_suspend(struct call *c)
{
    if (c->handed)
        return;
    c->handed = true;
    c->state = CALL_AWAY;
    guard_set(c->guard, 0);
    MHD_suspend_connection(c->connection);
}

void call_done(struct call *c, int code)
{
    struct MHD_Connection *connection = c->handed ? c->connection : NULL;
    c->code = code;
    c->state = CALL_DONE;
    if (connection)
        MHD_resume_connection(connection);
}

struct loop_db {
    struct db *db;
    struct loop_db *next;
};

static _Thread_local struct db *loop_db;

struct db *call_loop_db(struct call *c)
{
    struct server *s = c->server;
    if (loop_db)
        return loop_db;
    struct loop_db *kept = malloc(sizeof(*kept));
    if (!kept)
        abort();
    if (db_open(s->config.where, DB_READ, &kept->db)) {
        free(kept);
        return NULL;
    }
    pthread_mutex_lock(&s->loop_lock);
    kept->next = s->loop_dbs;
    s->loop_dbs = kept;
    pthread_mutex_unlock(&s->loop_lock);
    return loop_db = kept->db;
}

static void on_log(void *arg, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
static void on_log(void *arg, const char *format, va_list args)
{
    char line[300];
    (void)arg;
    vsnprintf(line, sizeof(line), format, args);
    line[strcspn(line, "\n")] = 0;
    log_line(LOG_DEBUG, "http", "%s", line);
}

/* ---- start and stop ---- */

static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

union any_address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static int listen_address(const struct server_config *config, union any_address *ret_address, bool *ret_six)
{
    union any_address a = {0};
    *ret_six = strchr(config->listen, ':') != NULL;
    if (*ret_six) {
        a.six.sin6_family = AF_INET6;
        a.six.sin6_port = htons((uint16_t)config->port);
    } else {
        a.four.sin_family = AF_INET;
        a.four.sin_port = htons((uint16_t)config->port);
    }
    void *to = *ret_six ? (void *)&a.six.sin6_addr : (void *)&a.four.sin_addr;
    *ret_address = a;
    to = *ret_six ? (void *)&ret_address->six.sin6_addr : (void *)&ret_address->four.sin_addr;
    return inet_pton(*ret_six ? AF_INET6 : AF_INET, config->listen, to) == 1 ? 0 : ERR_INVALID;
}

static int daemon_start(struct server *s)
{
    union any_address address;
    bool six;
    int code = listen_address(&s->config, &address, &six);
    if (code)
        return code;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_ALLOW_UPGRADE | MHD_USE_ERROR_LOG |
                     (six ? MHD_USE_DUAL_STACK : 0);
    struct MHD_OptionItem more[] = {
        {s->config.loops > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, s->config.loops, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, arrive_request, s,                      //
                                 MHD_OPTION_EXTERNAL_LOGGER, on_log, s,                        //
                                 MHD_OPTION_SOCK_ADDR, &address.any,                           //
                                 MHD_OPTION_STRICT_FOR_CLIENT, 1,                              //
                                 MHD_OPTION_CONNECTION_LIMIT, (unsigned)s->config.connections, //
                                 MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,              //
                                 MHD_OPTION_CONNECTION_MEMORY_LIMIT, MHD_MEMORY_BYTES,         //
                                 MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024u,                        //
                                 MHD_OPTION_URI_LOG_CALLBACK, arrive_uri, s,                   //
                                 MHD_OPTION_NOTIFY_COMPLETED, arrive_completed, s,             //
                                 MHD_OPTION_NOTIFY_CONNECTION, arrive_connection, s,           //
                                 MHD_OPTION_ARRAY, more, MHD_OPTION_END);
    if (!s->daemon)
        return ERR_BUSY;
    s->port = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    return 0;
}

static void settle(struct server_config *config)
{
    int processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (config->loops <= 0)
        config->loops = processors;
    if (config->workers <= 0)
        config->workers = processors < 2 ? 4 : processors * 2;
}

static void limits_start(struct server *s)
{
    const struct server_config *config = &s->config;
    bool own_limit = config->per_address >= 0;
    s->rate = buckets_new(config->rate_per_s, config->rate_per_s * 10);
    s->costly = buckets_new(config->costly_per_min / 60, config->costly_per_min / 2);
    s->sign_in_address = buckets_new(config->sign_in_per_min / 60, config->sign_in_per_min * 2);
    s->sign_in_account = buckets_new(config->sign_in_per_min / 180, config->sign_in_per_min * 2 / 3);
    s->guest_address = buckets_new(config->guest_per_min / 60, config->guest_per_min * 2);
    s->guest_page = buckets_new(config->guest_per_min / 15, config->guest_per_min * 8);
    s->guest_write = buckets_new(config->guest_per_min / 180, config->guest_per_min * 2 / 3);
    s->guards = guards_start(own_limit ? config->per_address : 256, &s->config.proxies, !own_limit,
                             config->patience_s < 10 ? 100 : 1000, &s->metrics.closed_late);
}

static int threads_start(struct server *s)
{
    int code = writer_start(s->config.where, &s->writer);
    if (code == 0)
        code = workers_start(s->config.where, s->config.workers, s->config.queue, &s->workers);
    if (code == 0)
        code = live_start(s, &s->live);
    return code ? code : daemon_start(s);
}

static int reads_wait(const char *where, bool *ret_wait)
{
    struct db *db;
    int code = db_open(where, DB_READ, &db);
    if (code)
        return code;
    *ret_wait = db_reads_wait(db);
    db_close(db);
    return 0;
}

int server_start(const struct server_config *config, struct server **ret_server)
{
    struct server *s = calloc(1, sizeof(*s));
    if (!s)
        abort();
    s->config = *config;
    settle(&s->config);
    raise_descriptors();
    pthread_mutex_init(&s->loop_lock, NULL);
    atomic_store(&s->numbers, (uint64_t)clock_now_us() << 8);
    limits_start(s);
    int code = pages_start();
    if (code == 0)
        code = reads_wait(s->config.where, &s->reads_wait);
    running = s;
    if (code == 0)
        code = threads_start(s);
    if (code) {
        server_stop(s);
        return code;
    }
    *ret_server = s;
    return 0;
}

static void wait_for_calls(struct server *s, int most_ms)
{
    for (int ms = 0; atomic_load(&s->metrics.running) > 0 && ms < most_ms; ms += 10)
        usleep(10000);
}

static void loop_dbs_close(struct server *s)
{
    while (s->loop_dbs) {
        struct loop_db *kept = s->loop_dbs;
        s->loop_dbs = kept->next;
        db_close(kept->db);
        free(kept);
    }
}

void server_stop(struct server *s)
{
    atomic_store(&s->stopping, true);
    int listening = s->daemon ? (int)MHD_quiesce_daemon(s->daemon) : -1;
    if (s->live)
        live_stop(s->live);
    wait_for_calls(s, STOP_MS);
    if (s->workers)
        workers_stop(s->workers);
    if (s->writer)
        writer_stop(s->writer);
    wait_for_calls(s, STOP_MS / 10); /* their replies leave */
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    if (listening >= 0)
        close(listening);
    if (s->live)
        live_free(s->live);
    loop_dbs_close(s);
    pages_stop();
    guards_stop(s->guards);
    buckets_free(s->rate);
    buckets_free(s->costly);
    buckets_free(s->sign_in_address);
    buckets_free(s->sign_in_account);
    buckets_free(s->guest_address);
    buckets_free(s->guest_page);
    buckets_free(s->guest_write);
    pthread_mutex_destroy(&s->loop_lock);
    running = NULL;
    free(s);
}

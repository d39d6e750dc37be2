/* The HTTP server: connections, threads, limits. The routes are the router's, set before. */
#pragma once
#include "http/address.h"
#include "http/bucket.h"
#include "http/metrics.h"
#include "http/worker.h"
#include "store/writer.h"

struct server_config {
    const char *where;  /* the database, as for db_open */
    const char *listen; /* address; "127.0.0.1" */
    int port;           /* 0: any free one */
    const char *url;    /* how people reach it ("https://aplomb.example"), or NULL: by the Host they ask for */
    struct proxies proxies;
    int patience_s;         /* for headers to come; bodies get it and 16 KiB/s */
    double rate_per_s;      /* requests of one account or address; 0: no limit. The burst is ten seconds' worth */
    double guest_per_min;   /* of ROUTE_GUEST: of one address; four times it for one page; a third for writes; 0: no
                             * limit. The burst is two minutes' worth */
    double costly_per_min;  /* of ROUTE_COSTLY: of one account; 0: no limit. The burst is half a minute's worth */
    double sign_in_per_min; /* of one address; a third of it for one account; 0: no limit */
    int connections, per_address; /* per_address 0: no limit */
    int streams, streams_each;    /* live streams in all and for one person */
    int loops, workers;           /* threads; 0: by the number of processors */
    int queue;                    /* requests that may wait for a worker */
    bool compress;                /* also what goes to this machine or a trusted proxy */
    bool log_requests;
};
struct server_config server_config_initial(void);

struct live;
struct MHD_Daemon;

struct server {
    struct server_config config;
    struct MHD_Daemon *daemon;
    struct writer *writer;
    struct workers *workers;
    struct live *live;
    struct metrics metrics;
    struct buckets *rate, *costly, *sign_in_address, *sign_in_account, *guest_address, *guest_page, *guest_write;
    struct guards *guards;
    bool reads_wait;
    int port;
    atomic_bool stopping;
    struct loop_db *loop_dbs; /* guarded by loop_lock */
    pthread_mutex_t loop_lock;
    atomic_uint_fast64_t numbers;
};

/* The database must be migrated. ERR_BUSY: the address is taken. */
int server_start(const struct server_config *config, struct server **ret_server);
/* Takes no more, answers what runs (at most 10 s), commits what waits, ends the threads. */
void server_stop(struct server *s);
/* The one server of this process, for /metrics; NULL in programs that have none. */
struct server *server_running(void);

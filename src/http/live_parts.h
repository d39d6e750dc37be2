/* The parts of live.c among themselves:
 *   handshake.c  on the event loops: the upgrade, and how many streams there may be
 *   waiting.c    requests that wait for events
 *   watcher.c    streams as they join, are written to and end
 *   edition.c    what is new in the log, made into messages once, and to whom they go
 *   live.c       the threads */
#pragma once
#include "http/live.h"
#include "http/stream.h"
#include "http/viewer.h"
#include <pthread.h>

#define NEWS_AT_ONCE 500 /* events read of the log at once */

/* A person who watches, with all their streams. */
struct person {
    struct person *next;
    struct viewer viewer;
    struct watcher *first;
};

struct watcher {
    struct watcher *next; /* of the same person */
    struct person *person;
    struct stream stream;
    struct id session;
    int64_t seen; /* the last sequence it has heard of */
    bool watched_out;
};

/* A connection on its way from an event loop to the live thread. */
struct join {
    struct join *next;
    int fd;
    struct id member, session;
    int64_t since; /* -1: from now on */
    struct str early;
};

struct place {
    struct id member;
    int n;
};

struct live {
    struct server *server;
    struct db *db;
    struct notify *notify;
    pthread_t thread, notify_thread;
    int epoll, wake;
    atomic_bool stopping;
    atomic_int_fast64_t cursor; /* written by the live thread */
    /* The live thread's. */
    struct person *persons;
    struct arena arena;
    struct op op;
    int64_t next_ping_us;
    pthread_mutex_t lock; /* guards what follows */
    struct join *joining;
    struct call *waiting;
    int n_waiting;
    struct place *places; /* streams, open or about to be, by person */
    size_t n_places, room_places;
    int taken;
};

/* What was read of the log at once, and the frames made of it so far. */
struct edition {
    struct news news[NEWS_AT_ONCE];
    struct frame *frame[NEWS_AT_ONCE][ROLE_SYSTEM + 1][2];
    struct frame *removed[NEWS_AT_ONCE];
    bool burst[NEWS_AT_ONCE];
    size_t n;
    int64_t last;
};

/* handshake.c */
void live_place_give(struct live *l, struct id member);
void live_poke(struct live *l); /* wakes the live thread; from any thread */

/* waiting.c */
void live_waiting_answer(struct live *l, bool all);

/* watcher.c: the live thread's, as all that follows */
void watcher_put(struct live *l, struct watcher *w, struct frame *f);
void watcher_flush(struct live *l, struct watcher *w);
void watchers_sweep(struct live *l); /* frees streams that broke, and people nobody of whom watches */
void watchers_join(struct live *l, struct edition *e);
void live_op_begin(struct live *l); /* a new operation as the program itself, in the live thread's arena */

/* edition.c */
struct edition *edition_new(void);
int edition_read(struct live *l, int64_t after, struct edition *e);
/* only: one stream that catches up, or NULL for all of the person's. */
void edition_deliver(struct live *l, struct edition *e, struct person *p, struct watcher *only);
void edition_release(struct edition *e);
void edition_spread(struct live *l, struct edition *e); /* all that is new, to all who watch */

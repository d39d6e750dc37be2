#include "store/writer.h"
#include "base/log.h"
#include "store/connection.h"
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#define QUEUE_MAX 4096
#define BATCH_MAX 256
#define BATCH_US  50000
#define REPEATS   3
#define LOCK_KEY  INT64_C(0x61706c6f6d620000) /* "aplomb", plus the workspace */

struct queue {
    struct write_job *first, *last;
    int n;
};

struct writer {
    pthread_t thread;
    struct db *db; /* the thread's */
    void (*wake)(void *arg, int64_t last_seq);
    void *wake_arg;
    /* Guarded by lock. */
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct queue waiting;
    bool stopping;
    struct writer_stats stats;
};

static void push_back(struct queue *q, struct write_job *job)
{
    job->next = NULL;
    *(q->last ? &q->last->next : &q->first) = job;
    q->last = job;
    q->n++;
}

static struct write_job *pop_front(struct queue *q)
{
    struct write_job *job = q->first;
    q->first = job->next;
    if (!q->first)
        q->last = NULL;
    q->n--;
    return job;
}

/* ---- one batch ---- */

struct batch {
    struct queue jobs; /* done, in order, to be answered */
    int64_t last_seq;
    int64_t begun_us;
};

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The locks of all workspaces, in one order, so that two servers cannot wait for each other. */
static int lock_workspaces(struct db *db, const struct queue *jobs)
{
    int64_t ws[BATCH_MAX];
    size_t n = 0;
    for (struct write_job *job = jobs->first; job; job = job->next)
        if (n == 0 || ws[n - 1] != job->op->scope.workspace)
            ws[n++] = job->op->scope.workspace;
    qsort(ws, n, sizeof *ws, by_number);
    int err = 0;
    for (size_t i = 0; i < n && err == 0; i++)
        if (i == 0 || ws[i] != ws[i - 1])
            err = db_lock(db, LOCK_KEY + ws[i]);
    return err;
}

static int run_job(struct db *db, struct write_job *job)
{
    struct op *op = job->op;
    op->db = db;
    op->problem = (struct op_problem){0};
    op->last_seq = 0;
    int code = job->run(op, job->arg);
    if (code == 0)
        code = op->problem.code;
    return op->problem.code = code;
}

/* True for what concerns the transaction, not the job. */
static bool breaks_batch(const struct db *db, int code)
{
    return code == ERR_STORAGE || !db_in_transaction(db) || db_transient(db);
}

static int run_in_savepoint(struct db *db, struct write_job *job)
{
    int err = db_savepoint(db);
    if (err)
        return err;
    int depth = db->depth;
    job->code = run_job(db, job);
    assert(db->depth == depth); /* a job closes its own savepoints */
    if (job->code && breaks_batch(db, job->code))
        return job->code;
    if (job->code == 0)
        return db_savepoint_release(db);
    job->op->last_seq = 0;
    return db_savepoint_rollback(db);
}

/* Runs jobs in one transaction until there are none or the time is up; what was run is b->jobs, the rest stays. */
static int run_jobs(struct db *db, struct queue *todo, struct batch *b)
{
    int err = db_begin(db);
    if (err == 0)
        err = lock_workspaces(db, todo);
    while (err == 0 && todo->first && (b->jobs.n == 0 || clock_monotonic_us() - b->begun_us < BATCH_US)) {
        struct write_job *job = pop_front(todo);
        push_back(&b->jobs, job);
        err = run_in_savepoint(db, job);
        if (job->op->last_seq > b->last_seq)
            b->last_seq = job->op->last_seq;
    }
    if (err == 0 && b->last_seq > 0)
        err = db_publish(db);
    if (err == 0)
        err = db_commit(db);
    return err;
}

/* Puts what was run before what was not, to be run again. */
static void run_again(struct queue *todo, struct batch *b)
{
    struct queue rest = *todo;
    *todo = b->jobs;
    b->jobs = (struct queue){0};
    b->last_seq = 0;
    while (rest.first)
        push_back(todo, pop_front(&rest));
}

static void fail_all(struct batch *b, int err)
{
    for (struct write_job *job = b->jobs.first; job; job = job->next) {
        job->code = err;
        job->op->last_seq = 0;
        job->op->problem = (struct op_problem){.code = err, .retry_after_s = 1};
    }
    b->last_seq = 0;
}

static void run_batch(struct db *db, struct queue *todo, struct batch *b)
{
    *b = (struct batch){.begun_us = clock_monotonic_us()};
    int err = 0;
    for (int i = 0; i < REPEATS; i++) {
        err = run_jobs(db, todo, b);
        if (err == 0)
            break;
        bool again = db_transient(db);
        if (db_in_transaction(db))
            db_rollback(db);
        db->depth = 0;
        if (!again || i + 1 == REPEATS)
            break;
        log_line(LOG_WARN, "store", "batch of %d changes is run again", b->jobs.n);
        run_again(todo, b);
    }
    assert(!db_in_transaction(db));
    while (err && b->jobs.n == 0 && todo->first) /* not even begun: those who wait hear it */
        push_back(&b->jobs, pop_front(todo));
    if (err) {
        log_line(LOG_ERROR, "store", "batch of %d changes failed (%d)", b->jobs.n, err);
        fail_all(b, err);
    }
}

static void answer(struct writer *w, struct batch *b)
{
    int64_t failed = 0, n = b->jobs.n;
    for (struct write_job *job = b->jobs.first; job; job = job->next)
        failed += job->code != 0;
    pthread_mutex_lock(&w->lock);
    w->stats.batches++;
    w->stats.changes += n;
    w->stats.failed += failed;
    pthread_mutex_unlock(&w->lock);
    while (b->jobs.first) {
        struct write_job *job = pop_front(&b->jobs);
        job->op->db = NULL;
        job->done(job->op, job->code, job->arg); /* the job may be gone after this */
    }
    if (b->last_seq > 0) {
        db_published(w->db);
        if (w->wake)
            w->wake(w->wake_arg, b->last_seq);
    }
}

/* ---- the thread ---- */

/* Waits for work and moves at most a batch of it to *todo; false when there is none and none will come. */
static bool take(struct writer *w, struct queue *todo)
{
    pthread_mutex_lock(&w->lock);
    while (!w->waiting.first && !w->stopping && !todo->first)
        pthread_cond_wait(&w->more, &w->lock);
    while (w->waiting.first && todo->n < BATCH_MAX)
        push_back(todo, pop_front(&w->waiting));
    pthread_mutex_unlock(&w->lock);
    return todo->first != NULL;
}

static void *writer_main(void *arg)
{
    struct writer *w = arg;
    struct queue todo = {0};
    struct batch batch;
    while (take(w, &todo)) {
        run_batch(w->db, &todo, &batch);
        answer(w, &batch);
    }
    return NULL;
}

int writer_start(const char *where, struct writer **ret_writer)
{
    struct writer *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    int err = db_open(where, DB_WRITE, &w->db);
    if (err) {
        free(w);
        return err;
    }
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->more, NULL);
    if (pthread_create(&w->thread, NULL, writer_main, w) != 0)
        abort();
    *ret_writer = w;
    return 0;
}

int writer_submit(struct writer *w, struct write_job *job)
{
    pthread_mutex_lock(&w->lock);
    bool taken = w->waiting.n < QUEUE_MAX && !w->stopping;
    if (taken) {
        push_back(&w->waiting, job);
        pthread_cond_signal(&w->more);
    }
    pthread_mutex_unlock(&w->lock);
    return taken ? 0 : ERR_BUSY;
}

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool done;
    int code;
    int (*run)(struct op *op, void *arg);
    void *arg;
};

static int run_waiter(struct op *op, void *arg)
{
    struct waiter *x = arg;
    return x->run(op, x->arg);
}

static void finish_waiter(struct op *op, int code, void *arg)
{
    (void)op;
    struct waiter *x = arg;
    pthread_mutex_lock(&x->lock);
    x->done = true;
    x->code = code;
    pthread_cond_signal(&x->changed);
    pthread_mutex_unlock(&x->lock);
}

int writer_run(struct writer *w, struct op *op, int (*run)(struct op *, void *), void *arg)
{
    struct waiter x = {.run = run, .arg = arg};
    pthread_mutex_init(&x.lock, NULL);
    pthread_cond_init(&x.changed, NULL);
    struct write_job job = {.op = op, .run = run_waiter, .done = finish_waiter, .arg = &x};
    struct db *before = op->db;
    int code = writer_submit(w, &job);
    if (code == 0) {
        pthread_mutex_lock(&x.lock);
        while (!x.done)
            pthread_cond_wait(&x.changed, &x.lock);
        pthread_mutex_unlock(&x.lock);
        code = x.code;
    }
    op->db = before; /* the caller's own connection, for reading on */
    pthread_cond_destroy(&x.changed);
    pthread_mutex_destroy(&x.lock);
    return code;
}

void writer_on_commit(struct writer *w, void (*wake)(void *arg, int64_t last_seq), void *arg)
{
    w->wake = wake;
    w->wake_arg = arg;
}

struct writer_stats writer_stats(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    struct writer_stats stats = w->stats;
    pthread_mutex_unlock(&w->lock);
    return stats;
}

void writer_stop(struct writer *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->more);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    db_close(w->db);
    pthread_cond_destroy(&w->more);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

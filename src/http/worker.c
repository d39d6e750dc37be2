#include "http/worker.h"
#include <pthread.h>
#include <stdlib.h>

struct workers {
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t news;
    struct worker_task *first, *last;
    int waiting, most;
    bool stopping;
    int n;
    pthread_t thread[];
};

struct worker_self {
    struct workers *pool;
    struct db *db;
};

static struct worker_task *task_next(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stopping)
        pthread_cond_wait(&w->news, &w->lock);
    struct worker_task *task = w->first;
    if (task) {
        w->first = task->next;
        w->waiting--;
    }
    pthread_mutex_unlock(&w->lock);
    return task;
}

static void *work(void *arg)
{
    struct worker_self *self = arg;
    for (struct worker_task *task; (task = task_next(self->pool));)
        task->run(task, self->db);
    db_close(self->db);
    free(self);
    return NULL;
}

static int worker_start(struct workers *w, const char *where, int i)
{
    struct worker_self *self = malloc(sizeof(*self));
    if (!self)
        abort();
    self->pool = w;
    int code = db_open(where, DB_READ, &self->db);
    if (code == 0 && pthread_create(&w->thread[i], NULL, work, self) != 0) {
        db_close(self->db);
        code = ERR_BUSY;
    }
    if (code)
        free(self);
    else
        w->n++;
    return code;
}

int workers_start(const char *where, int threads, int queue_most, struct workers **ret_workers)
{
    struct workers *w = calloc(1, sizeof(*w) + (size_t)threads * sizeof(w->thread[0]));
    if (!w)
        abort();
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->news, NULL);
    w->most = queue_most;
    for (int i = 0; i < threads; i++) {
        int code = worker_start(w, where, i);
        if (code) {
            workers_stop(w);
            return code;
        }
    }
    *ret_workers = w;
    return 0;
}

int workers_submit(struct workers *w, struct worker_task *task)
{
    pthread_mutex_lock(&w->lock);
    bool taken = w->waiting < w->most && !w->stopping;
    if (taken) {
        task->next = NULL;
        if (w->first)
            w->last->next = task;
        else
            w->first = task;
        w->last = task;
        w->waiting++;
        pthread_cond_signal(&w->news);
    }
    pthread_mutex_unlock(&w->lock);
    return taken ? 0 : ERR_BUSY;
}

int workers_waiting(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    int n = w->waiting;
    pthread_mutex_unlock(&w->lock);
    return n;
}

void workers_stop(struct workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_broadcast(&w->news);
    pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < w->n; i++)
        pthread_join(w->thread[i], NULL);
    pthread_cond_destroy(&w->news);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

#include "http/bucket.h"
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

#define WAYS   8
#define SETS   2048
#define SHARDS 64

struct bucket {
    uint64_t key;
    double tokens;
    int64_t at_us; /* 0: free */
};

struct buckets {
    double per_us, burst;
    unsigned char secret[crypto_shorthash_KEYBYTES]; /* so that nobody outside can choose keys that collide */
    pthread_mutex_t lock[SHARDS];
    struct bucket bucket[SETS][WAYS];
};

struct buckets *buckets_new(double per_s, double burst)
{
    struct buckets *b = calloc(1, sizeof(*b));
    if (!b)
        abort();
    b->per_us = per_s / 1e6;
    b->burst = burst < 1 ? 1 : burst;
    randombytes_buf(b->secret, sizeof(b->secret));
    for (int i = 0; i < SHARDS; i++)
        pthread_mutex_init(&b->lock[i], NULL);
    return b;
}

void buckets_free(struct buckets *b)
{
    if (!b)
        return;
    for (int i = 0; i < SHARDS; i++)
        pthread_mutex_destroy(&b->lock[i]);
    free(b);
}

static uint64_t hash_of(const struct buckets *b, const void *key, size_t n)
{
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, key, n, b->secret);
    return hash;
}

static struct bucket *find(struct buckets *b, uint64_t hash, int64_t now_us)
{
    struct bucket *set = b->bucket[hash % SETS], *oldest = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].at_us && set[i].key == hash)
            return &set[i];
        if (set[i].at_us < oldest->at_us)
            oldest = &set[i];
    }
    *oldest = (struct bucket){.key = hash, .tokens = b->burst, .at_us = now_us};
    return oldest;
}

bool bucket_take(struct buckets *b, const void *key, size_t n, int64_t now_us, int64_t *ret_wait_s)
{
    if (b->per_us <= 0)
        return true;
    uint64_t hash = hash_of(b, key, n);
    pthread_mutex_t *lock = &b->lock[hash % SETS % SHARDS];
    pthread_mutex_lock(lock);
    struct bucket *bucket = find(b, hash, now_us);
    if (now_us > bucket->at_us) {
        bucket->tokens += (double)(now_us - bucket->at_us) * b->per_us;
        bucket->at_us = now_us;
    }
    if (bucket->tokens > b->burst)
        bucket->tokens = b->burst;
    bool given = bucket->tokens >= 1;
    if (given)
        bucket->tokens -= 1;
    else
        *ret_wait_s = 1 + (int64_t)((1 - bucket->tokens) / b->per_us / 1e6);
    pthread_mutex_unlock(lock);
    return given;
}

void bucket_give(struct buckets *b, const void *key, size_t n)
{
    uint64_t hash = hash_of(b, key, n);
    pthread_mutex_t *lock = &b->lock[hash % SETS % SHARDS];
    pthread_mutex_lock(lock);
    struct bucket *set = b->bucket[hash % SETS];
    for (int i = 0; i < WAYS; i++)
        if (set[i].at_us && set[i].key == hash)
            set[i].tokens += 1;
    pthread_mutex_unlock(lock);
}

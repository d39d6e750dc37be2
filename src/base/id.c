#include "base/id.h"
#include "base/civil.h"
#include "base/log.h"
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/random.h>

/* Random bytes are fetched 256 at a time: one system call for 32 ids. */
static void random_eight(uint8_t out[8])
{
    static _Thread_local uint8_t pool[256];
    static _Thread_local size_t left;
    while (left == 0) {
        ssize_t n = getrandom(pool, sizeof pool, 0);
        if (n == (ssize_t)sizeof pool) {
            left = sizeof pool;
        } else if (n < 0 && errno != EINTR) {
            log_line(LOG_ERROR, "id", "no random bytes: errno %d", errno);
            abort();
        }
    }
    left -= 8;
    memcpy(out, pool + left, 8);
    memset(pool + left, 0, 8);
}

/* Milliseconds in the upper 48 bits, the part of the millisecond in the lower 12 (RFC 9562, 6.2, method 3), and always
 * more than the call before. */
static uint64_t next_stamp(void)
{
    static atomic_uint_fast64_t last;
    uint64_t now_us = (uint64_t)clock_now_us();
    uint64_t stamp = (now_us / 1000) << 12 | (now_us % 1000) * 4096 / 1000;
    uint64_t before = atomic_load_explicit(&last, memory_order_relaxed), next;
    do
        next = stamp > before ? stamp : before + 1;
    while (!atomic_compare_exchange_weak_explicit(&last, &before, next, memory_order_relaxed, memory_order_relaxed));
    return next;
}

struct id id_new(void)
{
    struct id id;
    uint64_t stamp = next_stamp();
    for (int i = 0; i < 6; i++)
        id.byte[i] = (uint8_t)(stamp >> (52 - 8 * i));
    id.byte[6] = (uint8_t)(0x70 | (stamp >> 8 & 0x0F));
    id.byte[7] = (uint8_t)stamp;
    random_eight(id.byte + 8);
    id.byte[8] = (uint8_t)(0x80 | (id.byte[8] & 0x3F));
    return id;
}

static const uint8_t hex_value[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
}; /* one more than the digit, so that 0 is none */

/* Where each byte's two digits stand in the 36 characters. */
static const uint8_t place[16] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};

int id_parse(struct str text, struct id *ret_id)
{
    if (text.n != ID_TEXT || text.at[8] != '-' || text.at[13] != '-' || text.at[18] != '-' || text.at[23] != '-')
        return -1;
    struct id id;
    for (int i = 0; i < 16; i++) {
        uint8_t high = hex_value[(uint8_t)text.at[place[i]]], low = hex_value[(uint8_t)text.at[place[i] + 1]];
        if (!high || !low)
            return -1;
        id.byte[i] = (uint8_t)((high - 1) << 4 | (low - 1));
    }
    if (id_is_zero(id))
        return -1;
    *ret_id = id;
    return 0;
}

void id_write(struct id id, char out[ID_TEXT + 1])
{
    static const char hex[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++) {
        out[place[i]] = hex[id.byte[i] >> 4];
        out[place[i] + 1] = hex[id.byte[i] & 15];
    }
    out[8] = out[13] = out[18] = out[23] = '-';
    out[ID_TEXT] = 0;
}

int64_t id_time_ms(struct id id)
{
    if (id.byte[6] >> 4 != 7)
        return -1;
    int64_t ms = 0;
    for (int i = 0; i < 6; i++)
        ms = ms << 8 | id.byte[i];
    return ms;
}

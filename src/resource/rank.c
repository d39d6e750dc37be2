#include "resource/rank.h"
#include <assert.h>

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
#define BASE 62

static int digit_of(char c)
{
    const char *at = c ? memchr(digits, c, BASE) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Characters of the integer part that begins with `head`, 0 if it is none. */
static size_t integer_length(char head)
{
    if (head >= 'a' && head <= 'z')
        return (size_t)(head - 'a') + 2;
    if (head >= 'A' && head <= 'Z')
        return (size_t)('Z' - head) + 2;
    return 0;
}

/* The least integer has nothing before it, so it cannot be a rank without a fraction. */
static bool is_least_integer(struct str s)
{
    if (s.n != 27 || s.at[0] != 'A')
        return false;
    for (size_t i = 1; i < s.n; i++)
        if (s.at[i] != '0')
            return false;
    return true;
}

bool rank_valid(struct str rank)
{
    size_t integer = rank.n ? integer_length(rank.at[0]) : 0;
    if (integer == 0 || rank.n < integer || rank.n > RANK_MAX || is_least_integer(rank))
        return false;
    for (size_t i = 0; i < rank.n; i++)
        if (digit_of(rank.at[i]) < 0)
            return false;
    return rank.n == integer || rank.at[rank.n - 1] != '0';
}

struct draft {
    char at[RANK_MAX + 40]; /* an integer has at most 27, so that the check for length can come last */
    size_t n;
};

static void draft_add(struct draft *d, char c)
{
    if (d->n < sizeof d->at)
        d->at[d->n++] = c;
}

/* A fraction strictly between a and b (an empty b is 1): common beginning, then a digit in the middle. */
static void fraction_between(struct str a, struct str b, struct draft *out)
{
    bool open = b.n == 0;
    for (size_t i = 0; out->n < sizeof out->at; i++) {
        int low = i < a.n ? digit_of(a.at[i]) : 0;
        int high = open ? BASE : i < b.n ? digit_of(b.at[i]) : 0;
        if (low == high) {
            draft_add(out, digits[low]);
        } else if (high - low > 1) {
            draft_add(out, digits[(low + high + 1) / 2]);
            return;
        } else if (!open && i + 1 < b.n) {
            draft_add(out, digits[high]); /* b goes on, so its beginning alone lies between */
            return;
        } else {
            draft_add(out, digits[low]);
            open = true; /* everything greater than the rest of a fits */
        }
    }
}

/* The next integer (step 1) or the one before (step -1) in place; false at the end of all integers. */
static bool integer_step(struct draft *d, int step)
{
    char last = digits[BASE - 1], first = digits[0];
    for (size_t i = d->n; i-- > 1;) {
        if (d->at[i] != (step > 0 ? last : first)) {
            d->at[i] = digits[digit_of(d->at[i]) + step];
            return true;
        }
        d->at[i] = step > 0 ? first : last;
    }
    char head = d->at[0];
    if (head == (step > 0 ? 'z' : 'A'))
        return false;
    if (step > 0 && head == 'Z')
        head = 'a';
    else if (step < 0 && head == 'a')
        head = 'Z';
    else
        head = (char)(head + step);
    size_t n = integer_length(head);
    assert(n > 1 && n <= sizeof d->at);
    memset(d->at + 1, step > 0 ? first : last, n - 1);
    d->at[0] = head;
    d->n = n;
    return true;
}

static struct str part_integer(struct str rank)
{
    return (struct str){rank.at, integer_length(rank.at[0])};
}

static struct str part_fraction(struct str rank)
{
    size_t n = integer_length(rank.at[0]);
    return (struct str){rank.at + n, rank.n - n};
}

static void draft_set(struct draft *d, struct str s)
{
    memcpy(d->at, s.at, s.n);
    d->n = s.n;
}

static void before_first(struct str b, struct draft *out)
{
    draft_set(out, part_integer(b));
    if (is_least_integer(part_integer(b))) {
        fraction_between((struct str){0}, part_fraction(b), out);
    } else if (part_fraction(b).n == 0) {
        integer_step(out, -1);
        if (is_least_integer((struct str){out->at, out->n}))
            draft_add(out, digits[BASE / 2]);
    }
}

static void after_last(struct str a, struct draft *out)
{
    draft_set(out, part_integer(a));
    struct draft next = *out;
    if (integer_step(&next, 1))
        *out = next;
    else
        fraction_between(part_fraction(a), (struct str){0}, out);
}

static int bytes_compare(struct str a, struct str b)
{
    int order = memcmp(a.at, b.at, a.n < b.n ? a.n : b.n);
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static void between(struct str a, struct str b, struct draft *out)
{
    struct str ia = part_integer(a), ib = part_integer(b);
    draft_set(out, ia);
    if (str_eq(ia, ib)) {
        fraction_between(part_fraction(a), part_fraction(b), out);
        return;
    }
    struct draft next = *out;
    if (integer_step(&next, 1) && bytes_compare((struct str){next.at, next.n}, b) < 0)
        *out = next;
    else
        fraction_between(part_fraction(a), (struct str){0}, out);
}

int rank_between(struct str a, struct str b, char out[RANK_MAX + 1])
{
    if ((a.n && !rank_valid(a)) || (b.n && !rank_valid(b)))
        return -1;
    struct draft d = {.n = 0};
    if (a.n && b.n) {
        if (bytes_compare(a, b) >= 0)
            return -1;
        between(a, b, &d);
    } else if (b.n) {
        before_first(b, &d);
    } else if (a.n) {
        after_last(a, &d);
    } else {
        draft_set(&d, STR("a0"));
    }
    if (d.n > RANK_MAX)
        return -1;
    memcpy(out, d.at, d.n);
    out[d.n] = 0;
    return 0;
}

static int next_rank(struct arena *arena, struct str a, struct str b, struct str *ret_rank)
{
    char text[RANK_MAX + 1];
    if (rank_between(a, b, text) != 0)
        return -1;
    *ret_rank = arena_str(arena, str_of(text));
    return 0;
}

int rank_spread(struct arena *arena, struct str a, struct str b, size_t n, struct str *ret_ranks)
{
    if (n == 0)
        return 0;
    if (b.n == 0) { /* counting is shorter than halving */
        for (size_t i = 0; i < n; i++, a = ret_ranks[i - 1])
            if (next_rank(arena, a, b, &ret_ranks[i]) != 0)
                return -1;
        return 0;
    }
    if (a.n == 0) {
        for (size_t i = n; i-- > 0; b = ret_ranks[i])
            if (next_rank(arena, a, b, &ret_ranks[i]) != 0)
                return -1;
        return 0;
    }
    size_t middle = n / 2; /* as deep as n has bits */
    if (next_rank(arena, a, b, &ret_ranks[middle]) != 0 ||
        rank_spread(arena, a, ret_ranks[middle], middle, ret_ranks) != 0)
        return -1;
    return rank_spread(arena, ret_ranks[middle], b, n - middle - 1, ret_ranks + middle + 1);
}

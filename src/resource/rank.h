/* Positions among siblings as text that sorts by bytes: there is always room between two, and nothing else has to be
 * written when one thing moves. David Greenspan, "Implementing Fractional Indexing" (Observable, 2020); the same as
 * the npm package fractional-indexing with its default digits, so that a browser can make them too.
 *
 * A rank is an integer part, whose first letter says how long it is ('a': 2 characters, 'b': 3 …, 'Z': 2 below
 * zero), and a fraction that does not end in '0'. Adding at the end counts the integer up: "a0", "a1" … "az", "b00" …:
 * 4 characters after 3,900 things, 5 after 240,000. Halving the same gap again and again adds a character for each 5 to
 * 6 halvings, so RANK_MAX is reached after about 500 in one gap; then rank_between refuses and the siblings are written
 * anew with rank_spread. */
#pragma once
#include "base/arena.h"

#define RANK_MAX 100 /* characters */

bool rank_valid(struct str rank);
/* Strictly between a and b; an empty `a` is the beginning, an empty `b` the end. 0, or -1 where a rank is not valid, a
 * is not before b, or the result would be longer than RANK_MAX. */
int rank_between(struct str a, struct str b, char out[RANK_MAX + 1]);
/* n ranks in order, evenly spread between a and b (as above); texts from the arena. */
int rank_spread(struct arena *arena, struct str a, struct str b, size_t n, struct str *ret_ranks);

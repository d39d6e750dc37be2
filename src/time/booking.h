/* Hours that a person offers, and strangers who take one.
 *
 *   booking_page   what is offered: how long, when, how soon; at an address with a token nobody guesses
 *   booking        one that was taken. Its block (kind check_in, locked) stands in the person's calendar
 *
 * A booking and its block are one thing said twice: moving the block moves the booking, deleting it cancels, restoring
 * it (also by undo) books again; and cancelling a booking deletes its block. The visitor has a secret of their own,
 * with which they see, keep and cancel what they booked, whatever became of the page. */
#pragma once
#include "base/buf.h"
#include "time/time.h"

#define BOOKING_BUFFER_MOST 240 /* minutes */
#define BOOKING_DAYS_MOST   90
#define BOOKING_TOKEN       16 /* bytes of a page's token, before it is text */

/* ---- booking_page.c ---- */
struct str booking_token(struct arena *a);

/* ---- booking.c ---- */
/* Follows what happened to a block; called by the block's own `follow`. */
int booking_follow_block(struct op *op, const struct change *c);

/* ---- booking_free.c ---- */
/* A page as it is offered now. */
struct offer {
    struct id page, member, client; /* client: zero where there is none, or where it is in the trash */
    struct str title, person;
    const char *zone;   /* the person's */
    const char *locale; /* of the page, or NULL: the visitor's */
    int minutes, notice_min, days, buffer_min;
    struct str week; /* empty: the person's working hours */
};
/* ERR_NOT_FOUND for a token nobody has, and just so for a page that is switched off, or whose person is gone. */
int offer_find(struct op *op, struct str token, struct offer *ret_offer);
/* When it could begin, within [from, until): rising. Free is what lies in the windows of the page, minus holidays, time
 * off, busy times of calendars outside and blocks of any kind, with the time around them that is kept free. Where the
 * page has no windows of its own, routines are kept free too. What is only planned gives way. */
int offer_free(struct op *op, const struct offer *o, int64_t from_us, int64_t until_us, int64_t **ret_starts,
               size_t *ret_n);

/* ---- booking_ics.c ---- */
struct booked {
    struct id id;
    struct str title, person, name, note;
    int64_t start_us, end_us, version, updated_us;
    bool cancelled;
};
/* The calendar file of a booking (RFC 5545). */
int booked_ics(struct arena *a, const struct booked *b, struct str link, struct buf *out);

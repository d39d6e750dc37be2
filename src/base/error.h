/* Every error a function can return, negative; 0 is success. One table maps them to HTTP status and message key. */
#pragma once

enum err {
    ERR_NONE = 0,
    ERR_INVALID = -1,         /* 422 something in the input is wrong; fields say what */
    ERR_SYNTAX = -2,          /* 400 not JSON, not UTF-8, wrong filter, bad cursor */
    ERR_UNAUTHENTICATED = -3, /* 401 */
    ERR_FORBIDDEN = -4,       /* 403 the reader sees it but may not do it */
    ERR_NOT_FOUND = -5,       /* 404 does not exist or is not the reader's to see */
    ERR_CONFLICT = -6,        /* 409 somebody changed it, or a rule of the data refuses */
    ERR_STALE = -7,           /* 412 If-Match does not match */
    ERR_TOO_LARGE = -8,       /* 413 */
    ERR_UNSUPPORTED = -9,     /* 415 */
    ERR_RATE = -10,           /* 429 with Retry-After */
    ERR_BUSY = -11,           /* 503 with Retry-After: queue full, database locked */
    ERR_STORAGE = -12,        /* 507 disk full or failing */
    ERR_INTERNAL = -13,       /* 500 */
    ERR_BUDGET = -14,         /* not for clients: an inline read used its database steps, run it on a worker */
    ERR_METHOD = -15,         /* 405 */
    ERR_EXISTS = -16,         /* 409 unique value already taken */
    ERR_PRECONDITION = -17,   /* 428 If-Match missing where it is demanded */
    ERR_GONE = -18,           /* 410 a cursor or invite past its time */
    ERR_BORDER = -19,         /* 409 crosses a client's border without confirmation */
    ERR_CYCLE = -20,          /* 409 dependencies would go round in a circle */
    ERR_LAST = -21
};

struct err_info {
    int code;
    int http_status;
    const char *slug;    /* end of the problem type: "/problems/<slug>" */
    const char *message; /* key in the catalogue */
};
const struct err_info *err_info(int code); /* unknown codes read as ERR_INTERNAL */

#include "locale/sortkey.h"
#include "base/log.h"
#include "base/utf8.h"
#include <pthread.h>
#include <stdlib.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>

#define TEXT_MAX 256 /* bytes of text that are looked at: more than 64 bytes of key come from them */

/* Set up once, then only read: ICU's collators may be shared by threads. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static UCollator *collator;

static void collator_open(void)
{
    UErrorCode status = U_ZERO_ERROR;
    collator = ucol_open("", &status);
    if (U_SUCCESS(status))
        ucol_setAttribute(collator, UCOL_NUMERIC_COLLATION, UCOL_ON, &status);
    if (U_FAILURE(status)) {
        log_line(LOG_ERROR, "locale", "no collation: %s", u_errorName(status));
        abort();
    }
}

size_t sortkey_make(struct str text, uint8_t out[SORTKEY_MAX])
{
    UChar wide[TEXT_MAX];
    uint8_t key[TEXT_MAX * 4];
    int32_t n = 0;
    UErrorCode status = U_ZERO_ERROR;
    pthread_once(&once, collator_open);
    text = utf8_cut(text, TEXT_MAX);
    u_strFromUTF8WithSub(wide, TEXT_MAX, &n, text.at, (int32_t)text.n, 0xFFFD, NULL, &status);
    if (U_FAILURE(status) && status != U_STRING_NOT_TERMINATED_WARNING)
        return 0;
    int32_t bytes = ucol_getSortKey(collator, wide, n, key, (int32_t)sizeof key) - 1; /* without its zero */
    size_t keep = bytes < 0 ? 0 : bytes < SORTKEY_MAX ? (size_t)bytes : SORTKEY_MAX;
    memcpy(out, key, keep);
    return keep;
}

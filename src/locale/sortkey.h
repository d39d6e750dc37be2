/* Sort keys: bytes that compare with memcmp, and in the database, as people sort the text. ICU's root collation,
 * letters before accents before case, "Phase 2" before "Phase 10". */
#pragma once
#include "base/str.h"
#include <stdint.h>

#define SORTKEY_MAX 64
/* Returns the length, at most SORTKEY_MAX; longer texts are cut, so that far ends compare as equal. Thread-safe. */
size_t sortkey_make(struct str text, uint8_t out[SORTKEY_MAX]);

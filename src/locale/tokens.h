/* Search tokens: the words of a text as they are stored in the index and looked up in it. Words by ICU's break rules
 * (Unicode TR 29, with dictionaries for Thai, Chinese …) and parted also at apostrophes, points and underscores within
 * words ("l’agence", "plan_v2.pdf"); case folded, compatibility forms unified, diacritics removed: "Élan №2" gives
 * "elan", "no2". */
#pragma once
#include "base/arena.h"

#define TOKEN_MAX       40        /* bytes, cut between characters */
#define TOKENS_TEXT_MAX (1 << 22) /* bytes of text that are looked at */

/* The distinct tokens in order of first appearance, at most `most`. Texts come from the arena. Thread-safe. */
size_t tokens_make(struct arena *a, struct str text, size_t most, struct str *ret_tokens);

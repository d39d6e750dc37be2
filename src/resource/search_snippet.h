/* The stretch of a text around the first of some words. */
#pragma once
#include "resource/search.h"

/* The words of a text, for ranking and showing: most texts are plain, and need not go the long way through all of
 * Unicode. */
size_t search_words(struct arena *a, struct str text, size_t most, struct str *words);
bool search_word_fits(const struct search_word *w, struct str token);
/* About 120 characters, with "…" where it is cut; empty if none of the words is in the first 20,000 bytes. */
struct str search_snippet(struct arena *a, struct str text, size_t n, const struct search_word *words);

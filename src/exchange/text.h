/* Text as files of other tools have it: encodings, letters without case and accents, words that mean the same. */
#pragma once
#include "base/arena.h"

enum text_encoding { TEXT_UTF8, TEXT_UTF16, TEXT_WINDOWS_1252 };

/* The whole file as UTF-8 without byte order mark and without U+0000. UTF-16 is known by its mark; what is not valid
 * UTF-8 is taken as Windows-1252, which is what spreadsheets write. Borrows `bytes` where nothing is to be done. */
struct str text_decode(struct arena *a, struct str bytes, enum text_encoding *ret_encoding);

struct str text_trim(struct str s);
/* Lower case, without the accents of Latin letters, white space (also no-break) and "_" as one space, trimmed: for
 * comparing headers, names and states. */
struct str text_fold(struct arena *a, struct str s);
bool text_same(struct arena *a, struct str x, struct str y); /* folded */
bool text_starts(struct str s, struct str with);
bool text_contains(struct str s, struct str what);
/* Splits at `at`: what is before it; the rest (without it) in *ret_rest, empty where there is none. */
struct str text_cut(struct str s, char at, struct str *ret_rest);
/* One line: runs of white space become one space, trimmed. */
struct str text_line(struct arena *a, struct str s);
/* At most `most` code points; true in *ret_cut if something is lost. */
struct str text_limit(struct str s, size_t most, bool *ret_cut);
/* "\n" written as backslash and n becomes a new line; CR LF becomes LF. */
struct str text_newlines(struct arena *a, struct str s, bool literal);
int text_int(struct str s, int64_t *ret_value); /* decimal, sign allowed; 0 or -1 */

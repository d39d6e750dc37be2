/* UTF-8 checks of outside text. */
#pragma once
#include "base/str.h"
bool utf8_valid(struct str s);   /* also refuses surrogates, overlong forms, U+0000 */
size_t utf8_count(struct str s); /* code points of valid text */
/* Bytes (1 to 4) of the code point that starts at `at`, 0 if it is none: U+0000 counts as one here. */
size_t utf8_step(const char *at, size_t n);
/* The longest beginning of valid text that has at most `bytes` bytes and ends between code points. */
struct str utf8_cut(struct str s, size_t bytes);

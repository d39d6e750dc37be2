/* UTF-8 checks of outside text. */
#pragma once
#include "base/str.h"
bool utf8_valid(struct str s);       /* also refuses surrogates, overlong forms, U+0000 */
size_t utf8_count(struct str s);     /* code points of valid text */

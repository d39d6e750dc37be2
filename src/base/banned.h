/* Included before every C file by the build: calls that the house style refuses are errors (-Werror) with the reason.
 * alloca and variable-length arrays are refused by -Walloca and -Wvla. */
#pragma once
#ifndef __ASSEMBLER__ /* the embedded files pass here too */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define BANNED(why) __attribute__((deprecated(why)))

char *strcpy(char *to, const char *from) BANNED("no bound: use struct buf or arena_str");
char *strcat(char *to, const char *from) BANNED("no bound: use struct buf");
char *strtok(char *text, const char *between) BANNED("hidden state: use struct str");
int sprintf(char *to, const char *format, ...) BANNED("no bound: use buf_format or snprintf");
int vsprintf(char *to, const char *format, va_list args) BANNED("no bound: use arena_vformat");
struct tm *localtime(const time_t *t) BANNED("the server's zone, and shared state: use locale/zone.h");
struct tm *gmtime(const time_t *t) BANNED("shared state: use base/civil.h");
char *ctime(const time_t *t) BANNED("shared state: use base/civil.h");
char *asctime(const struct tm *t) BANNED("shared state: use base/civil.h");

#undef BANNED
#endif

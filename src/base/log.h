/* Structured log to standard error, one JSON object a line. An error is logged once, at the top. */
#pragma once
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
void log_set_level(enum log_level least);
/* area is the module ("http", "store"). */
void log_line(enum log_level level, const char *area, const char *format, ...) __attribute__((format(printf, 3, 4)));

#include "api/openapi.h"
#include "commands/commands.h"
#include <stdio.h>

#define DOCUMENT_CEILING ((size_t)16 * 1024 * 1024)

int openapi_command(const struct command *self, int argc, char **argv)
{
    int n;
    int code = options_read(self, argc, argv, NULL, 0, NULL, 0, &n);
    if (code)
        return code;
    struct buf text;
    struct json j;
    buf_init(&text, DOCUMENT_CEILING);
    json_init(&j, &text);
    openapi_write(&j);
    buf_char(&text, '\n');
    bool done = !text.full && fwrite(text.at, 1, text.n, stdout) == text.n && fflush(stdout) == 0;
    buf_release(&text);
    return done ? COMMAND_DONE : COMMAND_FAILED;
}

#include "commands/commands.h"
#include "base/error.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int command_usage(const struct command *self, const char *wrong)
{
    if (wrong)
        fprintf(stderr, "aplomb %s: %s\n", self->name, wrong);
    fprintf(stderr, "usage: aplomb %s %s\n", self->name, self->arguments);
    return COMMAND_USAGE;
}

static const struct option_def *option_find(struct str name, const struct option_def *defs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(name, defs[i].name))
            return &defs[i];
    return NULL;
}

static bool option_set(const struct option_def *def, const char *text)
{
    char *end = NULL;
    struct option_texts *texts = def->value;
    errno = 0;
    switch (def->kind) {
    case OPTION_FLAG:
        *(bool *)def->value = true;
        return true;
    case OPTION_TEXT:
        *(const char **)def->value = text;
        return true;
    case OPTION_TEXTS:
        if (texts->n == OPTION_TEXTS_MAX)
            return false;
        texts->text[texts->n++] = text;
        return true;
    case OPTION_INT: {
        long v = strtol(text, &end, 10);
        *(int *)def->value = (int)v;
        return *text && !*end && errno == 0 && v >= 0 && v <= 1000000000;
    }
    case OPTION_REAL:
        *(double *)def->value = strtod(text, &end);
        return *text && !*end && errno == 0 && *(double *)def->value >= 0;
    }
    return false;
}

static int option_fail(const struct command *self, const char *what, const char *arg)
{
    char line[300];
    snprintf(line, sizeof(line), "%s: %s", arg, what);
    return command_usage(self, line);
}

int options_read(const struct command *self, int argc, char **argv, const struct option_def *defs, size_t n,
                 const char **args, int args_most, int *ret_args)
{
    int n_args = 0;
    for (int i = 1; i < argc; i++) {
        const char *arg = argv[i];
        if (strncmp(arg, "--", 2) != 0 || !arg[2]) {
            if (n_args == args_most)
                return option_fail(self, "not expected here", arg);
            args[n_args++] = arg;
            continue;
        }
        const char *equals = strchr(arg, '=');
        struct str name = {arg + 2, equals ? (size_t)(equals - arg - 2) : strlen(arg + 2)};
        const struct option_def *def = option_find(name, defs, n);
        if (!def)
            return option_fail(self, "no such option", arg);
        const char *text = equals ? equals + 1 : def->kind == OPTION_FLAG ? "" : argv[i + 1];
        if (!text)
            return option_fail(self, "needs a value", arg);
        if (!equals && def->kind != OPTION_FLAG)
            i++;
        if (!option_set(def, text))
            return option_fail(self, "not a value that makes sense", arg);
    }
    if (ret_args)
        *ret_args = n_args;
    return 0;
}

const char *command_place(const char *data, const char *database)
{
    if (!data == !database) {
        fprintf(stderr, "aplomb: say where the data is: --data DIR or --database URL\n");
        return NULL;
    }
    if (database)
        return database;
    if (mkdir(data, 0700) != 0 && errno != EEXIST) {
        perror(data);
        return NULL;
    }
    return data;
}

/* aplomb demo: an agency to try things with. The sign-ins go to standard output, so that `make run` can show them
 * again. */
#include "commands/commands.h"
#include "exchange/demo.h"
#include "exchange/demo_data.h"
#include <stdio.h>

static void print_sign_ins(struct desk *d)
{
    bool french = strcmp(d->op.locale, "fr") == 0;
    printf(french ? "Pour se connecter (mot de passe « %s ») :\n" : "Sign in with the password \"%s\" as\n",
           DEMO_PASSWORD);
    for (int i = 0; i < DEMO_PEOPLE; i++)
        if (demo_people[i].sign_in)
            printf("  %-10s  %-26s  %s\n", demo_people[i].sign_in, demo_people[i].email, demo_people[i].name);
}

int demo_command(const struct command *self, int argc, char **argv)
{
    const char *data = NULL, *database = NULL;
    int seed = 1;
    const struct option_def defs[] = {
        {"data", OPTION_TEXT, &data}, {"database", OPTION_TEXT, &database}, {"seed", OPTION_INT, &seed}};
    int wrong = options_read(self, argc, argv, defs, sizeof(defs) / sizeof(*defs), NULL, 0, NULL);
    if (wrong)
        return wrong;
    const char *where = command_place(data, database);
    if (!where)
        return COMMAND_USAGE;
    struct desk d;
    struct demo_counts counts;
    int result = desk_open(&d, where);
    if (!result) {
        int code = demo_make(&d.op, d.writer, (uint64_t)seed, NULL, &counts);
        result = code ? desk_problem(&d, code) : COMMAND_DONE;
        if (!result)
            print_sign_ins(&d);
    }
    desk_close(&d);
    return result;
}

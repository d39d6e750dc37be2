/* aplomb: the whole program. The first word says what it does. */
#include "api/registry.h"
#include "api/routes.h"
#include "commands/commands.h"
#include <sodium.h>
#include <stdio.h>

#define PLACE "(--data DIR | --database URL)"

static const struct command commands[] = {
    {"serve",
     PLACE " [--port N] [--listen ADDRESS] [--url URL] [--trust-proxy ADDRESS]… [--rate N] [--plan-rate N] "
           "[--sign-in-rate N]\n"
           "       [--booking-rate N] [--patience SECONDS]"
           " [--connections N] [--per-address N] [--streams N] [--streams-each N] [--loops N] [--workers N] "
           "[--queue N] [--compress] [--log-requests] [--allow-private-calendars]",
     "Serves the application and its API", serve_command},
    {"demo", PLACE " [--seed N]", "Fills an empty workspace with an agency to try things with", demo_command},
    {"import", "clickup|trello|jira|csv|aplomb FILE [--client NAME] [--mapping FILE] [--dry-run] [--json] " PLACE,
     "Brings in the work of another tool, or an export", import_command},
    {"export", "FILE " PLACE, "Writes the whole workspace as open files into one zip", export_command},
    {"user", "add|password|role EMAIL [--name NAME] [--role ROLE] " PLACE "\n       aplomb user list " PLACE,
     "Adds people, sets passwords (from standard input) and roles", user_command},
    {"backup", "FILE " PLACE " [--json]", "Writes everything into one file, also while the server runs",
     backup_command},
    {"restore", "FILE " PLACE " [--json]", "Makes a database from a backup, where there is none", restore_command},
    {"move", "--from (DIR | URL) --to (DIR | URL) [--json]", "Copies everything between SQLite and PostgreSQL",
     move_command},
    {"check", PLACE " [--json]", "Looks whether everything in the database is as it should be", check_command},
    {"plan", PLACE " [--json]", "Plans now, and says what came out", plan_command},
    {"openapi", "", "Prints the description of the API", openapi_command},
};

static int usage(FILE *to)
{
    fprintf(to, "usage: aplomb COMMAND …\n\n");
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
    fprintf(to, "\n`aplomb COMMAND --help` tells the options. Version " APLOMB_VERSION ".\n");
    return to == stdout ? COMMAND_DONE : COMMAND_USAGE;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return usage(stderr);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return usage(stdout);
    if (strcmp(argv[1], "--version") == 0)
        return puts("aplomb " APLOMB_VERSION) < 0;
    if (sodium_init() < 0)
        return COMMAND_FAILED;
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        if (argc > 2 && strcmp(argv[2], "--help") == 0) {
            printf("usage: aplomb %s %s\n%s.\n", commands[i].name, commands[i].arguments, commands[i].summary);
            return COMMAND_DONE;
        }
        registry_start();
        routes_start();
        return commands[i].run(&commands[i], argc - 1, argv + 1);
    }
    return usage(stderr);
}

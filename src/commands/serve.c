#include "commands/commands.h"
#include "exchange/importer.h"
#include "http/server.h"
#include "jobs/clock.h"
#include "jobs/fetcher.h"
#include "planning/replan.h"
#include "store/db.h"
#include "time/outside.h"
#include <signal.h>
#include <stdio.h>

static void wait_for_end(void)
{
    sigset_t ends;
    int which;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigwait(&ends, &which);
}

/* Before any thread is made, so that all inherit it and only wait_for_end takes them. */
static void block_signals(void)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static int serve(const struct server_config *config)
{
    struct server *server;
    struct desk desk;
    int failed = desk_open(&desk, config->where); /* brings the schema up */
    desk_close(&desk);
    if (failed)
        return failed;
    int code = server_start(config, &server);
    if (code) {
        fprintf(stderr, "aplomb serve: cannot listen on %s port %d\n", config->listen, config->port);
        return COMMAND_FAILED;
    }
    bool six = strchr(config->listen, ':') != NULL;
    printf("Aplomb is ready at http://%s%s%s:%d\n", six ? "[" : "", config->listen, six ? "]" : "", server->port);
    fflush(stdout);
    struct importer *importer = NULL;
    if (importer_start(config->where, server->writer, &importer))
        fprintf(stderr, "aplomb serve: imports do not run: the database cannot be opened once more\n");
    struct clock *clock = NULL;
    if (clock_start(server->writer, &clock))
        fprintf(stderr, "aplomb serve: recurring tasks are not made: no thread\n");
    struct fetcher *fetcher = NULL;
    if (fetcher_start(config->where, server->writer, &fetcher))
        fprintf(stderr, "aplomb serve: calendars outside are not read: the database cannot be opened once more\n");
    struct replanner *replanner = NULL;
    if (replanner_start(config->where, server->writer, &replanner))
        fprintf(stderr, "aplomb serve: the plan does not follow: the database cannot be opened once more\n");
    wait_for_end();
    db_give_up();
    if (replanner)
        replanner_stop(replanner);
    if (fetcher)
        fetcher_stop(fetcher);
    if (clock)
        clock_stop(clock);
    if (importer)
        importer_stop(importer);
    server_stop(server);
    return COMMAND_DONE;
}

int serve_command(const struct command *self, int argc, char **argv)
{
    struct server_config c = server_config_initial();
    const char *data = NULL, *database = NULL;
    struct option_texts proxies = {.n = 0};
    bool private_calendars = false;
    c.port = 7600;
    const struct option_def defs[] = {
        {"data", OPTION_TEXT, &data},
        {"database", OPTION_TEXT, &database},
        {"port", OPTION_INT, &c.port},
        {"listen", OPTION_TEXT, &c.listen},
        {"url", OPTION_TEXT, &c.url},
        {"trust-proxy", OPTION_TEXTS, &proxies},
        {"patience", OPTION_INT, &c.patience_s},
        {"rate", OPTION_REAL, &c.rate_per_s},
        {"plan-rate", OPTION_REAL, &c.costly_per_min},
        {"sign-in-rate", OPTION_REAL, &c.sign_in_per_min},
        {"booking-rate", OPTION_REAL, &c.guest_per_min},
        {"connections", OPTION_INT, &c.connections},
        {"per-address", OPTION_INT, &c.per_address},
        {"streams", OPTION_INT, &c.streams},
        {"streams-each", OPTION_INT, &c.streams_each},
        {"loops", OPTION_INT, &c.loops},
        {"workers", OPTION_INT, &c.workers},
        {"queue", OPTION_INT, &c.queue},
        {"compress", OPTION_FLAG, &c.compress},
        {"log-requests", OPTION_FLAG, &c.log_requests},
        {"allow-private-calendars", OPTION_FLAG, &private_calendars},
    };
    int wrong = options_read(self, argc, argv, defs, sizeof(defs) / sizeof(*defs), NULL, 0, NULL);
    if (wrong)
        return wrong;
    if (c.patience_s < 1)
        c.patience_s = 1;
    for (int i = 0; i < proxies.n; i++)
        if (proxies_add(&c.proxies, str_of(proxies.text[i])))
            return command_usage(self, "--trust-proxy takes an address or a range such as 10.0.0.0/8");
    c.where = command_place(data, database);
    if (!c.where)
        return COMMAND_USAGE;
    outside_allow_private(private_calendars);
    block_signals();
    return serve(&c);
}
